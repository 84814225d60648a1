import time
from threading import Thread

DOWNLOADS = 5
pages = []


def download():
    time.sleep(0.1)  # the network
    pages.append("a page")


for name in "ABCDEF"[:DOWNLOADS]:
    t = Thread(target=download)
    t.name = name
    t.start()
    t.join()
print(len(pages), "pages")
