import threading, random, time
from enum import Enum
from collections import OrderedDict

# ---- cigarette smokers
class Ingredient(Enum):
    TOBACCO, PAPER, MATCHES = range(3)

table_lock = threading.Lock()
agent_sem = threading.Semaphore(1)
smoker_sems = OrderedDict((i, threading.Semaphore(0)) for i in Ingredient)
smoked = []
stop = False

def agent(rounds, rng):
    for _ in range(rounds):
        agent_sem.acquire()
        missing = rng.choice(list(Ingredient))
        on_table = [i.name.lower() for i in Ingredient if i is not missing]
        print("Agent puts {} and {}".format(*on_table))
        smoker_sems[missing].release()

def smoker(has):
    while True:
        smoker_sems[has].acquire()
        if stop: return
        smoked.append(has.name)
        print("  smoker with %s smokes" % has.name.capitalize())
        agent_sem.release()

ts = [threading.Thread(target=smoker, args=(i,), daemon=True) for i in Ingredient]
for t in ts: t.start()
a = threading.Thread(target=agent, args=(4, random.Random(3)))
a.start(); a.join()
agent_sem.acquire()
stop = True
for s in smoker_sems.values(): s.release()
for t in ts: t.join()
print(len(smoked), [t.is_alive() for t in ts])

# ---- traffic light
class Light(threading.Thread):
    STATES = (("red", 3), ("green", 2), ("yellow", 1))
    def __init__(self):
        threading.Thread.__init__(self)
        self.go = threading.Event()
        self.over = threading.Event()
        self.shown = []
    def run(self):
        for colour, ms in self.STATES * 2:
            self.shown.append(colour[0])
            (self.go.set if colour == "green" else self.go.clear)()
            self.over.wait(ms * 0.03)
light = Light()
def car(name, passed):
    ok = light.go.wait(timeout=5)
    passed.append(ok)
passed = []
cars = [threading.Thread(target=car, args=("car%d" % i, passed)) for i in range(3)]
light.start()
for c in cars: c.start()
for c in cars: c.join()
light.join()
print("".join(light.shown), passed, light.go.is_set(), light.over.wait(0))

# ---- sleeping barber
class Barber:
    def __init__(self, chairs):
        self.waiting, self.chairs = [], chairs
        self.mutex, self.customers = threading.Lock(), threading.Semaphore(0)
        self.cut, self.left = [], []
    def open(self):
        while True:
            self.customers.acquire()
            with self.mutex:
                if not self.waiting: break
                c = self.waiting.pop(0)
            time.sleep(0.1)
            self.cut.append(c)
    def enter(self, c):
        with self.mutex:
            if len(self.waiting) < self.chairs:
                self.waiting.append(c)
                self.customers.release()
            else: self.left.append(c)
b = Barber(2)
bt = threading.Thread(target=b.open); bt.start()
b.enter('A'); time.sleep(0.05)
for c in 'BCDE': b.enter(c)
time.sleep(0.6)
b.customers.release()
bt.join()
print(b.cut, b.left)

# ---- H2O with a barrier
barrier = threading.Barrier(3)
o, h = threading.Semaphore(1), threading.Semaphore(2)
water = []
def atom(kind, sem):
    with sem:
        barrier.wait()
        water.append(kind)
        barrier.wait()
atoms = [threading.Thread(target=atom, args=(k, o if k == 'O' else h)) for k in "OOHHHH"]
for t in atoms: t.start()
for t in atoms: t.join()
print(sorted("".join(sorted(water[i:i+3])) for i in (0, 3)))

# ---- odd/even and ping-pong
cv, turn, text = threading.Condition(), [0], []
def player(me, n):
    for i in range(n):
        with cv:
            cv.wait_for(lambda: turn[0] % 2 == me)
            text.append(("ping", "pong")[me])
            turn[0] += 1
            cv.notify()
p = [threading.Thread(target=player, args=(k, 3)) for k in (1, 0)]
for t in p: t.start()
for t in p: t.join()
print(" ".join(text), turn)
