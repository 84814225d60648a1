from threading import Thread

DOWNLOADS = 5
pages = []


def compute(i):
    n = 3_540_000
    while n > 0:
        n -= 1
    pages.append(i)


threads = []
for i in range(DOWNLOADS):
    t = Thread(target=compute, args=(i,), name="ABCDEF"[i])
    threads.append(t)
    t.start()
for t in threads:
    t.join()
print(len(pages), "pages")
