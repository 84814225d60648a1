import time
from queue import Queue
from threading import *

JOB = 0.03
BARK = 0.15
jobs = Queue()


def work():
    while jobs.get() != "end":
        time.sleep(JOB)
    dog.cancel()


dog = Timer(BARK, print, ["woof"])
w = Thread(target=work, name="W")
dog.name = "dog"
dog.start()
w.start()
for job in "one", "two", "end":
    jobs.put(job)
