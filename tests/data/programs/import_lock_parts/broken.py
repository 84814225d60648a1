import time

print("loading broken")
time.sleep(0.03)
raise ValueError("cannot load")
