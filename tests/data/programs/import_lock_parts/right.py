import time

time.sleep(0.05)
from import_lock_parts import left

RIGHT = "right"
