"""A thread may be given the context it runs in."""
import contextvars
import threading
from concurrent.futures import ThreadPoolExecutor

request = contextvars.ContextVar("request", default="none")
seen = []


def handle(step):
    seen.append((step, request.get()))
    request.set(f"set by {step}")
    seen.append((step, request.get()))


request.set("main's")
context = contextvars.copy_context()
thread = threading.Thread(target=context.run, args=(handle, "thread"))
thread.start()
thread.join()
print(seen, request.get(), context[request])

with ThreadPoolExecutor(1) as pool:
    print(pool.submit(contextvars.copy_context().run, request.get).result())
    pool.submit(request.set, "left in the worker").result()
    print(pool.submit(request.get).result(), request.get())


def numbered(n):
    request.set(n)
    barrier.wait()
    return request.get()


barrier = threading.Barrier(3)
with ThreadPoolExecutor(3) as pool:
    print(list(pool.map(numbered, range(3))), request.get())
