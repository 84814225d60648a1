"""Old scripts use the camelCase names of threading: they work, and warn once for each line."""

import threading
from datetime import datetime


class Worker(threading.Thread):
    def run(self):
        print("running", threading.currentThread().getName())


def show_all():
    for thread in threading.enumerate():
        print(thread.getName(), thread.isDaemon())


worker = Worker()
worker.setName("painter")
worker.setDaemon(True)
worker.start()
worker.join()
show_all()

ready = threading.Event()
condition = threading.Condition()


def waiter():
    with condition:
        while not ready.isSet():
            condition.wait()
        print("woken")


waiting = threading.Thread(target=waiter)
waiting.start()
with condition:
    ready.set()
    condition.notifyAll()
waiting.join()
for _ in range(3):
    # The same line warns once.
    print(threading.activeCount())
print(type(datetime.utcnow()).__name__)
