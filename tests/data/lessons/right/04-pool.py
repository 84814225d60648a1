import time
from concurrent.futures import ThreadPoolExecutor

DOWNLOADS = 6
pages = []


def download():
    time.sleep(0.1)  # the network
    pages.append("a page")


with ThreadPoolExecutor(DOWNLOADS) as pool:
    for _ in range(DOWNLOADS):
        pool.submit(download)
print(len(pages), "pages")
