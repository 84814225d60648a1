import time
from threading import Thread

SECONDS = 0.2

a = Thread(target=time.sleep, args=(SECONDS,), name="A")
b = Thread(target=time.sleep, args=(SECONDS,), name="B")
a.start()
a.join()
b.start()
b.join()
