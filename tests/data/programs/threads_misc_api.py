import threading, time, sys, queue, os, contextvars, copy, pickle
pq = queue.PriorityQueue()
for p, v in [(3, 'low'), (1, 'high'), (2, 'mid')]: pq.put((p, v))
print([pq.get()[1] for _ in range(3)])
lq = queue.LifoQueue()
for i in range(3): lq.put(i)
print([lq.get() for _ in range(3)])
sq = queue.SimpleQueue(); sq.put(1); print(sq.qsize(), sq.get(), sq.empty())
try: sq.get(timeout=0.001)
except queue.Empty: print('SimpleQueue empty')
class Job:
    def __init__(s, p): s.p = p
pq.put(Job(1))
try: pq.put(Job(2))
except TypeError as e: print(e)
for make in (threading.Lock, threading.RLock, threading.Event, queue.Queue, threading.local):
    o = make()
    for f in (pickle.dumps, copy.deepcopy):
        try: f(o); print(make.__name__, f.__name__, 'works')
        except (TypeError, AttributeError, pickle.PicklingError) as e: print(e)
v = contextvars.ContextVar('v', default='d')
v.set('main')
def show(): print('context:', v.get())
ctx = contextvars.copy_context()
t = threading.Thread(target=ctx.run, args=(show,)); t.start(); t.join()
print(threading.active_count(), len(threading.enumerate()), threading.stack_size())
frames = sys._current_frames(); print(threading.get_ident() in frames)
