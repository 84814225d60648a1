from threading import Thread


class Ruler:
    pass


def measure():
    for _ in range(100_000):
        ruler.length


ruler = Ruler()
ruler.length = 10
measure()
a = Thread(None, measure, "A")
b = Thread(None, measure, "B")
a.start()
b.start()
a.join()
b.join()
