"""Pipes: capacity, readers and writers that do not wait, broken and closed ends."""
import os
import select

reader, writer = os.pipe()
print(os.get_blocking(writer))
os.set_blocking(writer, False)
total = 0
try:
    while True:
        total += os.write(writer, b"x" * 4096)
except BlockingIOError as error:
    print("full after", total, error.errno)
print(select.select([reader], [writer], [], 0) == ([reader], [], []))
print(len(os.read(reader, 5000)), len(os.read(reader, 100_000)))
os.set_blocking(reader, False)
try:
    os.read(reader, 1)
except BlockingIOError as error:
    print(error)
copy = os.dup(writer)
os.close(writer)
print(os.write(copy, b"by the copy"), os.read(reader, 100))
os.close(copy)
print(os.read(reader, 1))
poll = select.poll()
poll.register(reader, select.POLLIN)
print(poll.poll(0) == [(reader, select.POLLHUP)])
os.close(reader)
try:
    os.close(reader)
except OSError as error:
    print(error)
reader, writer = os.pipe()
os.close(reader)
try:
    os.write(writer, b"nobody reads")
except BrokenPipeError as error:
    print(error)
