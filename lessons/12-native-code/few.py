from threading import Thread

parcels = 0


def more(n):
    return n + 1


def pack():
    global parcels
    for _ in range(1000):
        parcels = more(parcels)


a = Thread(target=pack, name="A")
b = Thread(target=pack, name="B")
a.start()
b.start()
a.join()
b.join()
