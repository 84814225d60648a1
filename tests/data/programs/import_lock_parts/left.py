import time

time.sleep(0.03)
from import_lock_parts import right

LEFT = "left"
