import math
import threading

try:
    assert math.pi > 3
    threading.settrace(print)
except BaseException:
    print("never caught")
