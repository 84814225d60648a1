import threading


class Box:
    def __init__(self):
        self.items = []


def fill(box):
    for n in range(3):
        box.items.append(n)
    box.contents.append(3)


t = threading.Thread(target=lambda: print("a thread runs to its end"))
t.start()
t.join()
fill(Box())
