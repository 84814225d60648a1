from threading import Thread

DOWNLOADS = 5
pages = []


def compute():
    n = 3_540_000
    while n > 0:
        n -= 1
    pages.append("a page")


threads = []
for name in "ABCDEF"[:DOWNLOADS]:
    t = Thread(target=compute)
    t.name = name
    threads.append(t)
    t.start()
for t in threads:
    t.join()
print(len(pages), "pages")
