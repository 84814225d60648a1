"""A window that freezes while a native binding waits for the network, and one that does not.

The first version of `refresh` calls a binding that keeps the GIL while it waits: the event loop of the
window, a thread like any other, cannot even draw. The second calls one that lets go of it.
"""

import queue
import threading
import time

import native

FRAME = 0.005
BUSY = 0.06


class Window:
    """An event loop that draws a frame every few milliseconds and handles clicks in between."""

    def __init__(self, title):
        self.title = title
        self.events = queue.Queue()
        self.frames = 0
        self.worst = 0.0
        self.log = []
        self.open = True

    def click(self, what):
        self.events.put(what)

    def draw(self, last):
        now = time.perf_counter()
        self.worst = max(self.worst, now - last)
        self.frames += 1
        return now

    def run(self):
        last = time.perf_counter()
        while self.open:
            try:
                event = self.events.get(timeout=FRAME)
            except queue.Empty:
                event = None
            last = self.draw(last)
            if event == "close":
                self.open = False
            elif event is not None:
                self.log.append(event)


def refresh(window, fetch):
    window.log.append("loading")
    fetch(BUSY)
    window.log.append("loaded")
    window.click("show items")


def session(title, fetch):
    window = Window(title)
    loop = threading.Thread(target=window.run, name=f"window {title}")
    loop.start()
    time.sleep(0.02)
    worker = threading.Thread(target=refresh, args=(window, fetch), name="refresh")
    worker.start()
    worker.join()
    window.click("close")
    loop.join()
    return window


def report(window):
    frozen = window.worst > BUSY
    print(f"{window.title}: {' > '.join(window.log)}")
    print(f"  drew at all: {window.frames > 3}, stood still while it waited: {frozen}")


def main():
    for title, fetch in [("keeps", native.fetch), ("lets go", native.fetch_detached)]:
        report(session(title, fetch))
    try:
        native.fetch(-1)
    except ValueError as error:
        print("refused:", error)


if __name__ == "__main__":
    main()
