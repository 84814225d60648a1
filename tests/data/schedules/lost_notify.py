import threading

items = []
ready = threading.Condition()


def take():
    with ready:
        if not items:
            ready.wait()
        items.pop()


def put():
    with ready:
        items.append("apple")
        ready.notify()


takers = [threading.Thread(target=take, name=name) for name in ("T1", "T2")]
putters = [threading.Thread(target=put, name=name) for name in ("P1", "P2")]
for thread in takers + putters:
    thread.start()
for thread in takers + putters:
    thread.join()
