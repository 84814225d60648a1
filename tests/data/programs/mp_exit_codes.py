"""How a process ends, and what its parent learns of it."""
import multiprocessing as mp
import os
import sys


def returns():
    return 42


def exits(code):
    sys.exit(code)


def leaves_at_once():
    try:
        os._exit(9)
    finally:
        print("never printed")


def forgets_to_catch():
    raise LookupError("no such page")


if __name__ == "__main__":
    mp.set_start_method("fork")
    cases = [(returns, ()), (exits, (None,)), (exits, (3,)), (exits, (True,)),
             (leaves_at_once, ())]
    for target, args in cases:
        process = mp.Process(target=target, args=args)
        process.start()
        process.join()
        print(f"{target.__name__}{args}: {process.exitcode}")
    process = mp.Process(target=forgets_to_catch, name="reader")
    process.start()
    process.join()
    print("uncaught:", process.exitcode)
