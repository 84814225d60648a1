"""Shared memory with a name: bytes that several processes read and write in place."""
import multiprocessing as mp
from multiprocessing import shared_memory


def paint(name, colour, start, stop):
    canvas = shared_memory.SharedMemory(name)
    for i in range(start, stop):
        canvas.buf[i] = colour
    canvas.close()


def age(people):
    for i in range(0, len(people), 2):
        people[i + 1] += 1


if __name__ == "__main__":
    mp.set_start_method("fork")
    canvas = shared_memory.SharedMemory(create=True, size=16)
    canvas.buf[:4] = b"...."
    for colour, start, stop in ((ord("r"), 2, 6), (ord("g"), 6, 12), (ord("b"), 11, 16)):
        painter = mp.Process(target=paint, args=(canvas.name, colour, start, stop))
        painter.start()
        painter.join()
    print(bytes(canvas.buf), len(canvas.buf), canvas.size, canvas.buf[0], bytes(canvas.buf[4:8]))
    same = shared_memory.SharedMemory(canvas.name)
    same.buf[0] = 42
    print(canvas.buf[0], canvas.name.startswith("psm_"))
    same.close()
    canvas.close()
    canvas.unlink()
    try:
        shared_memory.SharedMemory("nobody_made_this")
    except FileNotFoundError as error:
        print("FileNotFoundError:", error)
    for wrong in (lambda: shared_memory.SharedMemory(create=True),
                  lambda: shared_memory.SharedMemory(create=True, size=-1)):
        try:
            wrong()
        except ValueError as error:
            print("ValueError:", error)

    people = shared_memory.ShareableList(["ada", 36, "grace", 45, None, True])
    process = mp.Process(target=age, args=(people,))
    people[5] = 10
    people[4] = "new"
    process.start()
    process.join()
    print(list(people), len(people), people.index("grace"), people.count(46))
    print(process.exitcode)
    try:
        people[0] = "a very long name"
    except ValueError as error:
        print("ValueError:", error)
    try:
        people[6]
    except IndexError as error:
        print("IndexError:", error)
    people.shm.close()
    people.shm.unlink()
