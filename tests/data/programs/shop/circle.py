from .circle_back import back
here = 1
