import time

print("loading slow")
time.sleep(0.05)
VALUE = 42
