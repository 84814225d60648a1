import threading
import time

result = None


def compute():
    global result
    total = 0
    for n in range(10):
        total += n
    result = total


worker = threading.Thread(target=compute, name="worker")
worker.start()
time.sleep(0.1)  # "it is surely done by now"
assert result == 45
