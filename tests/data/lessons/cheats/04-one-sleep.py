"""One download, six times counted."""
import time

DOWNLOADS = 6
pages = []


def download():
    time.sleep(0.1)  # the network
    pages.append("a page")


download()
pages *= 6
print(len(pages), "pages")
