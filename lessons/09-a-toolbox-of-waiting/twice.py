from threading import Lock

lock = Lock()


def save():
    with lock:
        print("saved")


def close():
    with lock:
        save()
        print("closed")


close()
