# the questions everybody asks once
import threading
import time

def greet(name, greeting='Hello', *others, **options):
    print('%s, %s%s' % (greeting, name, options.get('end', '!')), others)

# args needs a comma
for args in (('Bob',), ['Ann', 'Hi'], ('Ann', 'Hi', 1, 2), 'XY', {'only key': 1}, range(2), (), ('a',) * 2):
    t = threading.Thread(target=greet, args=args, name='greeter')
    t.start()
    t.join()
threading.Thread(target=greet, kwargs={'name': 'Kim', 'end': '?'}).start()
# calling instead of passing
t = threading.Thread(target=greet('too early'))
t.start()
t.join()
# late binding of loop variables
out = []
ts = [threading.Thread(target=lambda: out.append(i)) for i in range(3)]
for t in ts:
    t.start()
    t.join()
print(out)
out = []
ts = [threading.Thread(target=lambda i=i: out.append(i)) for i in range(3)]
for t in ts: t.start()
for t in ts: t.join()
print(sorted(out))
# run() is not start()
t = threading.Thread(target=lambda: print(threading.current_thread().name), name='other')
t.run()
try:
    t.run()
except AttributeError as e:
    print('AttributeError:', e)
# local, global, nonlocal
counter = 0
def make():
    counter = 10
    def inc():
        nonlocal counter
        counter += 1
        return counter
    return inc
def bump():
    global counter
    counter += 1
inc = make()
ts = [threading.Thread(target=f) for f in (inc, bump, inc, bump)]
for t in ts: t.start()
for t in ts: t.join()
print(counter, inc())
# lists are shared, ints are not
def change(lst, number):
    lst.append(number)
    number += 1
lst, number = [], 5
t = threading.Thread(target=change, args=(lst, number)); t.start(); t.join()
print(lst, number)
# methods, callables and classes as targets
class Task:
    def __init__(self, tag='made by a thread'): print(tag)
    def __call__(self, x): print('called with', x)
    @classmethod
    def cm(cls): print(cls.__name__)
    @staticmethod
    def sm(a, b=2): print(a + b)
task = Task('main')
for target, args in ((task, (1,)), (Task, ()), (Task.cm, ()), (task.sm, (5,)), (print, ('a', 'b')), (out.append, (9,)), (max, (1, 2))):
    t = threading.Thread(target=target, args=args); t.start(); t.join()
print(out[-1], threading.active_count())
