# -*- coding: utf-8 -*-
import math, os, sys, time, itertools
from concurrent import futures
from threading import Thread, Lock, current_thread

PRIMES = [112, 115, 109, 97, 99, 101, 103, 107]

def is_prime(n):
    if n < 2: return False
    if n == 2: return True
    if n % 2 == 0: return False
    sqrt_n = int(math.floor(math.sqrt(n)))
    for i in range(3, sqrt_n + 1, 2):
        if n % i == 0:
            return False
    return True

def fib(n): return n if n < 2 else fib(n-1) + fib(n-2)

def sieve(limit):
    flags = bytearray([1]) * (limit + 1)
    flags[:2] = b'\0\0'
    for i in range(2, int(limit ** .5) + 1):
        if flags[i]:
            flags[i*i::i] = bytes(len(range(i*i, limit + 1, i)))
    return [i for i, f in enumerate(flags) if f]

def slow_square(x):
    time.sleep(0.001 * (5 - x))
    if x == 3: raise ArithmeticError('three is not allowed')
    return x * x

def main():
    with futures.ThreadPoolExecutor() as executor:
        for number, prime in zip(PRIMES, executor.map(is_prime, PRIMES)):
            print('%d is prime: %s' % (number, prime))
        print(executor._max_workers == min(32, (os.process_cpu_count() or 1) + 4))

    print(sieve(40), len(sieve(500)))
    with futures.ThreadPoolExecutor(max_workers=2) as ex:
        f = ex.submit(fib, 12)
        print(f.result(timeout=5), f.done(), f.exception())
        it = ex.map(slow_square, range(1, 6))
        try:
            for v in it: print(v, end=' ')
        except ArithmeticError as e:
            print('|', type(e).__name__, e)
        print(list(it))
        print(list(ex.map(pow, (2, 3, 4), itertools.repeat(2))))
        print(list(ex.map(max, 'ab', 'ba', 'cc')))
        fs = [ex.submit(slow_square, i) for i in (1, 2, 4)]
        done, not_done = futures.wait(fs, return_when=futures.ALL_COMPLETED)
        print(len(done), len(not_done), sorted(f.result() for f in done))
        fs = [ex.submit(time.sleep, s) for s in (0.002, 0.05)]
        r = futures.wait(fs, timeout=0.02, return_when=futures.FIRST_COMPLETED)
        print(len(r.done), len(r.not_done), type(r).__name__)
        try:
            fs[1].result(timeout=0.001)
        except TimeoutError as e:
            print('timeout', repr(e), futures.TimeoutError is TimeoutError)
        try:
            for f in futures.as_completed(fs, timeout=0.001): pass
        except futures.TimeoutError as e:
            print(e)
        cb = []
        f = ex.submit(slow_square, 3)
        f.add_done_callback(lambda fut: cb.append(type(fut.exception()).__name__))
        f.add_done_callback(lambda fut: cb.append(fut.done()))
        try: f.result()
        except ArithmeticError: pass
    f.add_done_callback(lambda fut: cb.append('already done'))
    print(cb)
    try:
        ex.submit(print)
    except RuntimeError as e:
        print('RuntimeError:', e)
    for bad in (0, -1):
        try: futures.ThreadPoolExecutor(max_workers=bad)
        except ValueError as e: print('ValueError:', e)

    names = set()
    def init(tag): names.add((tag, current_thread().name))
    with futures.ThreadPoolExecutor(1, thread_name_prefix='calc', initializer=init, initargs=('T',)) as ex:
        print(ex.submit(lambda *a, **k: (a, k), 1, x=2).result())
        slow = [ex.submit(time.sleep, 0.01) for _ in range(4)]
        ex.shutdown(wait=False, cancel_futures=True)
    print(names, [f.cancelled() for f in slow])
    try:
        slow[-1].result()
    except futures.CancelledError as e:
        print('cancelled', repr(e))

if __name__ == '__main__':
    main()
