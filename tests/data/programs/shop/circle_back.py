from .circle import here
back = 1
