"""A pipeline of processes: numbers, their squares, a sum. The end of a file travels down the line."""
import os


def stage(work, reader, writer, close):
    pid = os.fork()
    if pid:
        return pid
    for fd in close:
        os.close(fd)
    work(reader, writer)
    os._exit(0)


def lines(fd):
    buffer = b""
    while True:
        piece = os.read(fd, 64)
        if not piece:
            return
        buffer += piece
        *whole, buffer = buffer.split(b"\n")
        yield from map(int, whole)


def send(fd, number):
    os.write(fd, f"{number}\n".encode())


def produce(reader, writer):
    for n in range(200):
        send(writer, n)


def square(reader, writer):
    for n in lines(reader):
        send(writer, n * n)


def add(reader, writer):
    send(writer, sum(lines(reader)))


a_reader, a_writer = os.pipe()
b_reader, b_writer = os.pipe()
c_reader, c_writer = os.pipe()
everything = {a_reader, a_writer, b_reader, b_writer, c_reader, c_writer}
pids = [
    stage(produce, None, a_writer, everything - {a_writer}),
    stage(square, a_reader, b_writer, everything - {a_reader, b_writer}),
    stage(add, b_reader, c_writer, everything - {b_reader, c_writer}),
]
for fd in everything - {c_reader}:
    os.close(fd)
print("sum of squares", next(lines(c_reader)))
print([os.waitpid(pid, 0)[1] for pid in pids])
try:
    os.write(a_writer, b"too late")
except OSError as error:
    print(error)
