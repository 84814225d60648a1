import threading

left = threading.Lock()
right = threading.Lock()


def lay_table():
    with left:
        with right:
            pass


def clear_table():
    with right:
        with left:
            pass


a = threading.Thread(target=lay_table, name="A")
b = threading.Thread(target=clear_table, name="B")
a.start()
b.start()
a.join()
b.join()
