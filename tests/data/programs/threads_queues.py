import queue
import threading
import time

tasks = queue.Queue()
results = queue.Queue()


def worker():
    while True:
        n = tasks.get()
        if n is None:
            tasks.task_done()
            break
        results.put(n * n)
        tasks.task_done()


workers = [threading.Thread(target=worker) for _ in range(3)]
for w in workers:
    w.start()
for n in range(10):
    tasks.put(n)
tasks.join()
for _ in workers:
    tasks.put(None)
for w in workers:
    w.join()
print(sorted(results.get() for _ in range(results.qsize())), results.empty())
bounded = queue.Queue(maxsize=2)
log = []


def producer():
    for n in range(4):
        bounded.put(n)
        log.append(f"put {n}")
    bounded.put("end")


t = threading.Thread(target=producer)
t.start()
time.sleep(0.05)
print(log, bounded.full(), bounded.qsize())
got = []
while (item := bounded.get()) != "end":
    got.append(item)
t.join()
print(got)
try:
    bounded.get_nowait()
except queue.Empty as error:
    print("Empty", error)
try:
    bounded.get(timeout=0.01)
except queue.Empty:
    print("Empty in time")
full = queue.Queue(1)
full.put(1)
try:
    full.put_nowait(2)
except queue.Full:
    print("Full")
try:
    full.put(2, timeout=0.01)
except queue.Full:
    print("Full in time")
try:
    full.get(timeout=-1)
except ValueError as error:
    print(error)
try:
    full.task_done()
    full.task_done()
except ValueError as error:
    print(error)
lifo, priority = queue.LifoQueue(), queue.PriorityQueue()
for n in (3, 1, 2):
    lifo.put(n)
    priority.put((n, f"task {n}"))
print([lifo.get() for _ in range(3)], [priority.get() for _ in range(3)])
simple = queue.SimpleQueue()
simple.put("early")
print(simple.get(), simple.empty(), simple.qsize())


def gets():
    print("received", simple.get())


t = threading.Thread(target=gets)
t.start()
time.sleep(0.01)
simple.put("late")
t.join()
try:
    simple.get(timeout=0.01)
except queue.Empty:
    print("simple is empty")
try:
    simple.get_nowait()
except queue.Empty:
    print("still")
