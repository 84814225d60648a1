"""One table of descriptors: files, pipes, what is made of them, and waiting for them."""
import os
import selectors
import threading
import time

# Numbers are given out again, lowest first, whatever they stand for.
path = "/tmp/gilscope_descriptors.txt"
fd = os.open(path, os.O_CREAT | os.O_RDWR | os.O_TRUNC)
r, w = os.pipe()
print(r == fd + 1, w == fd + 2)
os.close(fd)
again, other = os.pipe()
print(again == fd)
for number in (again, other):
    os.close(number)

# A copy of a file's descriptor shares its position.
fd = os.open(path, os.O_RDWR)
copy = os.dup(fd)
os.write(fd, b"one ")
os.write(copy, b"two")
os.lseek(copy, 0, os.SEEK_SET)
print(os.read(fd, 4), os.read(copy, 10))
os.close(fd)
os.lseek(copy, 0, os.SEEK_SET)
print(os.read(copy, 100))
os.close(copy)
for attempt in (lambda: os.read(copy, 1), lambda: os.write(copy, b"x"), lambda: os.close(copy)):
    try:
        attempt()
    except OSError as exc:
        print(exc, exc.__context__)
try:
    os.lseek(r, 0, os.SEEK_SET)
except OSError as exc:
    print(exc)

# A pipe as a pair of files: the reader gets lines as they come.
lines = []


def read_lines():
    with os.fdopen(r) as source:
        for line in source:
            lines.append(line.rstrip())


reader = threading.Thread(target=read_lines)
reader.start()
with os.fdopen(w, "w") as sink:
    print("first", file=sink, flush=True)
    time.sleep(0.02)
    print("soon there:", lines)
    print("second", file=sink)
    print("third", file=sink)
reader.join()
print(lines)

# A child inherits what is open; its closing leaves ours alone.
log = open(path, "w")
log.write("parent before\n")
log.flush()
pid = os.fork()
if pid == 0:
    log.write("child\n")
    log.close()
    os._exit(0)
os.waitpid(pid, 0)
log.write("parent after\n")
log.close()
with open(path) as file:
    print(file.read().splitlines())

# A selector over pipes.
selector = selectors.DefaultSelector()
pipes = {name: os.pipe() for name in ("a", "b")}
for name, (source, _) in pipes.items():
    selector.register(source, selectors.EVENT_READ, data=name)
print(selector.select(timeout=0.01))


def write_later():
    for name in ("b", "a"):
        time.sleep(0.02)
        os.write(pipes[name][1], name.upper().encode())
    time.sleep(0.02)
    for _, sink in pipes.values():
        os.close(sink)


writer = threading.Thread(target=write_later)
writer.start()
while selector.get_map():
    for key, events in selector.select():
        data = os.read(key.fd, 10)
        if data:
            print(key.data, data, events == selectors.EVENT_READ)
        else:
            selector.unregister(key.fileobj)
            os.close(key.fd)
writer.join()
try:
    selector.get_key(99)
except KeyError as exc:
    print("KeyError", exc)
try:
    selector.register("x", selectors.EVENT_READ)
except ValueError as exc:
    print(exc)
selector.close()
os.unlink(path)
