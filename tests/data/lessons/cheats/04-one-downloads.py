import time
from threading import Thread

DOWNLOADS = 6
pages = []


def download():
    time.sleep(0.1)  # the network
    pages.append("a page")


threads = []
t = Thread(target=download)
threads.append(t)
t.start()
for name in "ABCDEF"[1:DOWNLOADS]:
    t = Thread(target=int)
    t.name = name
    threads.append(t)
    t.start()
for t in threads:
    t.join()
pages *= 6
print(len(pages), "pages")
