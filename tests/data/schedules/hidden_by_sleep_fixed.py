import threading

result = None


def compute():
    global result
    total = 0
    for n in range(10):
        total += n
    result = total


worker = threading.Thread(target=compute, name="worker")
worker.start()
worker.join()
assert result == 45
