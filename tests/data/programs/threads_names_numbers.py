import threading
from threading import Thread, current_thread

def hello(): print("hello from", current_thread().name)

class Loader(Thread):
    def run(self): hello()

Thread(target=hello).start()
threads = [Thread(target=hello) for _ in range(2)]
for t in threads: t.start(); t.join()
l = Loader(); l.start(); l.join()
Loader(name='loader').start()
t = threading.Timer(0.001, hello); t.start(); t.join()
t = Thread(target=hello, name=42); t.start(); t.join()
print(repr(t.name))
t.name = 'renamed'
print(t.name, t.getName.__name__ if hasattr(t, 'getName') else '')
t = Thread(target=lambda: hello()); t.start(); t.join()
t = Thread(target=l.run); print(t.name)
t = Thread(target=print); print(t.name)
t = Thread(target=Loader.run); print(t.name)
t = Thread(target=[].append); print(t.name)
class Call:
    def __call__(self): pass
print(Thread(target=Call()).name)
print(Thread(None, hello, None).name, Thread(name='').name)
print(current_thread() is threading.main_thread(), threading.main_thread().name, current_thread().ident == threading.get_ident())
print(t.ident, t.native_id, t.is_alive(), t.daemon)
try:
    Thread(group=1)
except AssertionError as e: print(e)
try:
    Thread.start(5)
except Exception as e: print(type(e).__name__, e)
try:
    Thread.__init__()
except TypeError as e: print(e)
class Forgot(Thread):
    def __init__(self): pass
try:
    Forgot().start()
except RuntimeError as e: print(e)
try:
    print(Forgot())
except AssertionError as e: print(e)
try:
    Thread(targt=hello)
except TypeError as e: print(e)
try:
    t.join('x')
except (RuntimeError, TypeError) as e: print(e)
t.start(); t.join(timeout=None)
try:
    t.nme
except AttributeError as e: print(e)
print(sorted(n for n in vars(Thread()) if not n.startswith('_')))
