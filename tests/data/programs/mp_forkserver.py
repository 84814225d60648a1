"""Processes that a fork server makes: they share nothing with the program but what is sent."""
import multiprocessing as mp
import os


def child(number, results, total, parent):
    with total.get_lock():
        total.value += number
    results.send((number, mp.current_process().name, os.getppid() != parent,
                  mp.parent_process().pid == parent))
    results.close()


def grandparent(results):
    inner = mp.Process(target=print, args=("a child of a child",))
    inner.start()
    inner.join()
    results.send((inner.name, inner.exitcode))


if __name__ == "__main__":
    mp.set_start_method("forkserver")
    total = mp.Value("i", 100)
    for number in (1, 2):
        reader, writer = mp.Pipe(duplex=False)
        process = mp.Process(target=child, args=(number, writer, total, os.getpid()))
        process.start()
        writer.close()
        print(reader.recv())
        process.join()
        print(process.exitcode, process.is_alive(), flush=True)
    reader, writer = mp.Pipe(False)
    process = mp.Process(target=grandparent, args=(writer,), name="elder")
    process.start()
    print(reader.recv())
    process.join()
    print(total.value, mp.get_start_method())
