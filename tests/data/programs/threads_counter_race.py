"""The classic race, made visible with a sleep between read and write."""
import threading, time, sys

class FakeDatabase:
    def __init__(self):
        self.value = 0
        self._lock = threading.Lock()
    def update(self, name):
        local_copy = self.value
        local_copy += 1
        time.sleep(0.1)
        self.value = local_copy
    def locked_update(self, name):
        with self._lock:
            self.update(name)

def run(method):
    db = FakeDatabase()
    threads = []
    for index in range(4):
        x = threading.Thread(target=getattr(db, method), args=(index,))
        threads.append(x)
        x.start()
    for index, thread in enumerate(threads):
        thread.join()
    return db.value

x = 0
def increment():
    global x
    x += 1
def thread_task(lock):
    for _ in range(300):
        lock.acquire()
        increment()
        lock.release()
def main_task():
    global x
    x = 0
    lock = threading.Lock()
    t1 = threading.Thread(target=thread_task, args=(lock,))
    t2 = threading.Thread(target=thread_task, args=(lock,))
    t1.start()
    t2.start()
    t1.join()
    t2.join()

if __name__ == "__main__":
    print(f"unlocked: {run('update')}, locked: {run('locked_update')}")
    for i in range(3):
        main_task()
        print("Iteration {0}: x = {1}".format(i, x))
    d = {'n': 0}
    def bump(k, *, times=1):
        while times:
            with lk: d[k] = d[k] + 1
            times -= 1
    lk = threading.Lock()
    ts = [threading.Thread(target=bump, args='n', kwargs=dict(times=50)) for _ in range(3)]
    list(map(threading.Thread.start, ts)); list(map(threading.Thread.join, ts))
    print(d); assert d['n'] == 150, 'lost %d' % (150 - d['n'])
    try:
        def bad():
            x += 1
        bad()
    except UnboundLocalError as e:
        print(e)
