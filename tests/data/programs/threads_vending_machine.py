# producer/consumer vending machine, in the manner of a course handout
from threading import Thread, Condition, Lock, current_thread
import time

CAPACITY = 3

class VendingMachine:
    def __init__(self, capacity):
        self.cans = []
        self.capacity = capacity
        self.condition = Condition(Lock())
        self.sold, self.waits = 0, {'refill': 0, 'buy': 0}

    def refill(self, can):
        self.condition.acquire()
        while len(self.cans) == self.capacity:
            self.waits['refill'] += 1
            self.condition.wait()
        self.cans.append(can)
        self.condition.notify()
        self.condition.release()

    def buy(self, timeout=None):
        with self.condition:
            if not self.cans:
                self.waits['buy'] += 1
            if not self.condition.wait_for(lambda: len(self.cans) > 0, timeout):
                return None
            can = self.cans.pop(0)
            self.sold += 1
            self.condition.notify()
            return can

class Refiller(Thread):
    def __init__(self, machine, cans):
        Thread.__init__(self, name='refiller')
        self.machine, self.cans = machine, cans
    def run(self):
        for can in self.cans:
            self.machine.refill(can)
        self.machine.refill('END')

class Customer(Thread):
    bought = {}
    def __init__(self, machine, thirst, **kw):
        self.machine, self.thirst = machine, thirst
        super(Customer, self).__init__(**kw)
    def run(self):
        me = current_thread().name
        for _ in range(self.thirst):
            can = self.machine.buy(timeout=1)
            self.bought.setdefault(me, []).append(can)

if __name__ == '__main__':
    machine = VendingMachine(CAPACITY)
    late = Customer(machine, 2, name='early bird')
    late.start()
    time.sleep(0.005)
    refiller = Refiller(machine, ['cola-%02d' % n for n in range(8)])
    refiller.start()
    late.join()
    print('early bird got %s, waited %s' % (Customer.bought['early bird'], machine.waits['buy'] > 0))
    time.sleep(0.005)
    print('the machine is full: %s' % (len(machine.cans) == CAPACITY), machine.waits['refill'] >= 1)
    customers = [Customer(machine, 3, name='customer %s' % c) for c in 'AB']
    for c in customers: c.start()
    for c in customers + [refiller]: c.join()
    cans = sum((Customer.bought[c.name] for c in customers), [])
    print(sorted(cans), machine.sold)
    print('left over:', machine.cans, machine.buy(timeout=0), machine.buy(0.002), machine.buy(timeout=0))
    try:
        machine.condition.notify_all()
    except RuntimeError as problem:
        print('RuntimeError: %s' % problem)
    print(Customer.bought is customers[0].bought, sorted(Customer.bought, key=str.lower))
