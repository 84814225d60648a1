import time
from threading import Thread

SECONDS = 0.2
count = 0


def nap():
    global count
    time.sleep(SECONDS)
    count += 1


A = Thread(target=nap, name="A")
A.start()
nap()
A.join()
print(f"{count} naps")
