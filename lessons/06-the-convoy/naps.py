import time
from threading import Thread


def ask():
    time.sleep(0.05)  # a server


threads = []
for name in "ABC":
    t = Thread(None, ask, name)
    threads.append(t)
    t.start()
for t in threads:
    t.join()
