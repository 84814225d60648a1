import threading
import time
import random

class Philosopher(threading.Thread):
    running = True

    def __init__(self, index, forkOnLeft, forkOnRight, table):
        threading.Thread.__init__(self)
        self.index = index
        self.forkOnLeft = forkOnLeft
        self.forkOnRight = forkOnRight
        self.table = table
        self.meals = 0

    def run(self):
        while(self.running and self.meals < 3):
            time.sleep(0.001)
            self.dine()

    def dine(self):
        fork1, fork2 = self.forkOnLeft, self.forkOnRight
        while self.running:
            fork1.acquire(True)
            locked = fork2.acquire(False)
            if locked: break
            fork1.release()
            fork1, fork2 = fork2, fork1
            time.sleep(0.0005)
        else:
            return
        self.dining()
        fork2.release()
        fork1.release()

    def dining(self):
        self.table.append(self.index)
        self.meals += 1
        time.sleep(0.001)

def main():
    forks = [threading.Semaphore() for n in range(5)]
    table = []
    philosophers = [Philosopher(i, forks[i%5], forks[(i+1)%5], table) for i in range(5)]
    Philosopher.running = True
    for p in philosophers: p.start()
    for p in philosophers: p.join(5)
    Philosopher.running = False
    for p in philosophers:
        print(f'Philosopher {p.index} ate {p.meals} times; {"alive" if p.is_alive() else "gone"}')
    print("Now we're finishing.", sorted(table))
    print(forks[0]._value, [f.acquire(blocking=False) for f in forks])
    print([f.acquire(blocking=0) for f in forks])
    print(repr(forks[0]).split(' at ')[0], '...', repr(forks[0]).split(': ')[-1])
    try:
        forks[0].acquire(blocking=False, timeout=1)
    except ValueError as e:
        print('ValueError:', e)
    forks[0].release(2)
    print(forks[0]._value)
    try:
        threading.Semaphore(-1)
    except ValueError as e:
        print('ValueError:', e)
    b = threading.BoundedSemaphore(1)
    try:
        b.release()
    except ValueError as e:
        print('ValueError:', e)
    with b:
        print(b)

main()
