"""Threads that import the same module: one loads it, the others wait until it is there."""
import importlib
import threading
import time

seen = []


def use_slow(number):
    from import_lock_parts.slow import VALUE
    seen.append((number, VALUE))


def use_broken():
    try:
        importlib.import_module("import_lock_parts.broken")
    except ValueError as exc:
        seen.append(str(exc))


def use(name):
    module = importlib.import_module(f"import_lock_parts.{name}")
    seen.append(getattr(module, name.upper()))


def run(*threads):
    seen.clear()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    print(sorted(seen))


import import_lock_parts

# One loads; nobody sees a module that is half loaded.
start = time.perf_counter()
run(*[threading.Thread(target=use_slow, args=(n,)) for n in range(4)])
print("waited together:", time.perf_counter() - start < 0.15)

# What fails is tried again by each of those who waited for it.
run(*[threading.Thread(target=use_broken) for _ in range(2)])

# Two that wait for each other: one gets the other's half-loaded module instead of a deadlock.
run(*[threading.Thread(target=use, args=(name,)) for name in ("left", "right")])
