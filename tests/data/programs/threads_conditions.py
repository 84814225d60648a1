import threading
import time

buffer, log = [], []
condition = threading.Condition()


def consumer():
    for _ in range(3):
        with condition:
            while not buffer:
                condition.wait()
            log.append(f"got {buffer.pop(0)}")
            condition.notify()


def producer():
    for n in range(3):
        with condition:
            while len(buffer) >= 1:
                condition.wait()
            buffer.append(n)
            log.append(f"put {n}")
            condition.notify()


threads = [threading.Thread(target=consumer), threading.Thread(target=producer)]
for t in threads:
    t.start()
for t in threads:
    t.join()
print(log)
with condition:
    print(condition.wait(timeout=0.01), condition.wait_for(lambda: True), condition.wait_for(lambda: 0, timeout=0.01))
try:
    condition.notify()
except RuntimeError as error:
    print(error)
try:
    condition.wait()
except RuntimeError as error:
    print(error)
event = threading.Event()
arrived = []


def waits(n):
    event.wait()
    arrived.append(n)


threads = [threading.Thread(target=waits, args=(n,)) for n in range(3)]
for t in threads:
    t.start()
time.sleep(0.01)
print(event.is_set(), arrived)
event.set()
for t in threads:
    t.join()
print(event.is_set(), sorted(arrived), event.wait(1))
event.clear()
print(event.wait(timeout=0.01), event.is_set())
semaphore = threading.Semaphore(2)
inside, most = 0, 0
guard = threading.Lock()


def limited():
    global inside, most
    with semaphore:
        with guard:
            inside += 1
            most = max(most, inside)
        time.sleep(0.01)
        with guard:
            inside -= 1


threads = [threading.Thread(target=limited) for _ in range(5)]
for t in threads:
    t.start()
for t in threads:
    t.join()
print("at most", most)
bounded = threading.BoundedSemaphore(1)
with bounded:
    print(bounded.acquire(blocking=False))
try:
    bounded.release()
except ValueError as error:
    print(error)
barrier = threading.Barrier(3, action=lambda: steps.append("action"))
steps, positions = [], []


def party(n):
    for round in range(2):
        time.sleep(0.01 * n)
        positions.append(barrier.wait())
        steps.append(round)
        barrier.wait()


threads = [threading.Thread(target=party, args=(n,)) for n in range(3)]
for t in threads:
    t.start()
for t in threads:
    t.join()
print(steps, sorted(positions), barrier.parties, barrier.n_waiting, barrier.broken)
broken = threading.Barrier(2)
try:
    broken.wait(timeout=0.01)
except threading.BrokenBarrierError as error:
    print("broken", type(error).__name__, broken.broken)
fired = []
timer = threading.Timer(0.05, fired.append, args=["fired"])
timer.start()
cancelled = threading.Timer(0.05, fired.append, args=["never"])
cancelled.start()
cancelled.cancel()
timer.join()
cancelled.join()
print(fired)
local = threading.local()
local.value = "main"


def mine(n):
    print(hasattr(local, "value"))
    local.value = n
    time.sleep(0.01)
    print(local.value)


t = threading.Thread(target=mine, args=(5,))
t.start()
t.join()
print(local.value, local.__dict__)
