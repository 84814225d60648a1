"""The first process: a target, its arguments, start, join, exit code."""
import multiprocessing
import os


def greet(name, punctuation="."):
    me = multiprocessing.current_process()
    print(f"Hello {name}{punctuation} from {me.name}, not the main process: {os.getpid() != PARENT}")


PARENT = os.getpid()

if __name__ == "__main__":
    multiprocessing.set_start_method("fork")
    print("in", multiprocessing.current_process().name)
    first = multiprocessing.Process(target=greet, args=("Ada",))
    second = multiprocessing.Process(target=greet, args=("Grace",), kwargs={"punctuation": "!"},
                                     name="greeter")
    print(first.name, first.exitcode, first.is_alive(), first.pid)
    for process in (first, second):
        process.start()
        process.join()
        print(process.name, process.exitcode, process.is_alive())
    print(first.pid != second.pid, multiprocessing.active_children())
