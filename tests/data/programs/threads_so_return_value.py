# "How to get the return value from a thread in Python?" - all the answers
from threading import Thread
from queue import Queue
from multiprocessing.pool import ThreadPool
import concurrent.futures
import functools

def foo(bar, baz='x'):
    return 'foo' + baz + str(bar)

# 1. a mutable
results = [None] * 3
def store(i): results[i] = foo(i)
ts = [Thread(target=store, args=(i,)) for i in range(3)]
for t in ts: t.start()
for t in ts: t.join()
print(' '.join(results))
# 2. a queue and a lambda
que = Queue()
t = Thread(target=lambda q, arg1: q.put(foo(arg1)), args=(que, 'world!'))
t.start(); t.join()
print(que.get())
# 3. ThreadPool
pool = ThreadPool(processes=1)
async_result = pool.apply_async(foo, ('pool', '-'))
print(async_result.get(), async_result.ready(), async_result.successful())
print(pool.map(foo, [1, 2, 3]), pool.starmap(foo, [(1, 'a'), (2, 'b')]), list(pool.imap(foo, 'xy')))
pool.close(); pool.join()
# 4. executor
with concurrent.futures.ThreadPoolExecutor() as executor:
    future = executor.submit(foo, 'future', baz=' of ')
    print(future.result())
# 5. subclass with _target and _args
class ThreadWithReturnValue(Thread):
    def __init__(self, group=None, target=None, name=None, args=(), kwargs={}, Verbose=None):
        Thread.__init__(self, group, target, name, args, kwargs)
        self._return = None
    def run(self):
        if self._target is not None:
            self._return = self._target(*self._args, **self._kwargs)
    def join(self, *args):
        Thread.join(self, *args)
        return self._return
twrv = ThreadWithReturnValue(target=foo, args=('hello',), kwargs={'baz': ','})
twrv.start()
print(twrv.join(), twrv.name.split(' ')[0][:7])
# 6. decorator
def threaded(f, daemon=False):
    def wrapped_f(q, *args, **kwargs):
        q.put(f(*args, **kwargs))
    @functools.wraps(f)
    def wrap(*args, **kwargs):
        q = Queue()
        t = Thread(target=wrapped_f, args=(q,) + args, kwargs=kwargs)
        t.daemon = daemon
        t.start()
        t.result_queue = q
        return t
    return wrap
@threaded
def long_task(x):
    """squares"""
    return {'y': x ** 2}
t = long_task(10)
print(t.result_queue.get(), long_task.__doc__, t.name.endswith('(wrapped_f)'))
print(Thread(target=foo).name[-5:], Thread(target=functools.partial(foo, 1)).name[-3:].isdigit() or 'no', Thread(target=threaded(foo)).name[-5:])
print(Thread(target=ThreadWithReturnValue).name.split()[-1])
