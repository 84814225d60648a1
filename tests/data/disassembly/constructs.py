"""What threads do to shared values, in the ways that programs write it: each function is one construct."""

import threading

counter = 0
count = 0
limit = 1000
lock = threading.Lock()
L = []
D = {}


box = threading.local()


def while_locals(n):
    c = 0
    while c < n:
        c += 1
    return c


def while_global():
    global count
    while count < 10000000:
        count += 1


while count < 3:
    count += 1


def for_total(n):
    total = 0
    for i in range(n):
        total += i
    return total


def for_counter(n):
    global counter
    for _ in range(n):
        counter += 1


def for_attribute(n):
    for _ in range(n):
        box.v += 1


def for_item(n):
    for _ in range(n):
        L[0] += 1


def read_then_write(n):
    global counter
    for _ in range(n):
        t = counter
        counter = t + 1


def branch_between(n, flag):
    global counter
    for _ in range(n):
        t = counter
        if flag:
            pass
        counter = t + 1


def word_get(text):
    d = {}
    for w in text.split():
        d[w] = d.get(w, 0) + 1
    return d


def word_in(text):
    d = {}
    for w in text.split():
        if w in d:
            d[w] += 1
        else:
            d[w] = 1
    return d


def g(i):
    return i


def for_call(n):
    for i in range(n):
        g(i)


def for_append(n):
    items = []
    for i in range(n):
        items.append(i)
    return items


def add_len(n):
    global counter
    for _ in range(n):
        counter += len(L)


def add_int(n):
    global counter
    for _ in range(n):
        counter += int("1")


def through_call(n):
    global counter
    for _ in range(n):
        counter = g(counter)


def locked(n):
    global counter
    for _ in range(n):
        with lock:
            counter += 1


def acquired(n):
    global counter
    for _ in range(n):
        lock.acquire()
        counter += 1
        lock.release()


def gen(n):
    for i in range(n):
        yield i


def for_generator(n):
    for x in gen(n):
        pass


def listed(n):
    return [x + 1 for x in range(n)]


def fib(n):
    if n < 2:
        return n
    return fib(n - 1) + fib(n - 2)


def inner_loop(n):
    global counter
    for _ in range(n):
        t = counter
        for _ in range(1):
            pass
        counter = t + 1


def forever():
    while True:
        if g(1):
            break
