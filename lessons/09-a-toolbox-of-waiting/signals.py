import time
from threading import *

event = Event()
news = Condition()


def wait_for_news():
    with news:
        news.wait()


event.set()
with news:
    news.notify()
e = Thread(target=event.wait)
c = Thread(target=wait_for_news)
e.name, c.name = "E", "C"
e.start()
c.start()
time.sleep(0.05)
with news:
    news.notify()
