import time
from threading import Thread

DOWNLOADS = 5
pages = []


def download(i):
    time.sleep(0.1)  # the server needs 100 ms to answer
    pages.append(i)


threads = []
for i in range(DOWNLOADS):
    t = Thread(target=download, args=(i,), name="ABCDEF"[i])
    threads.append(t)
    t.start()
for t in threads:
    t.join()
print(len(pages), "pages")
