"""When the program ends, its children are waited for, unless they are daemons."""
import multiprocessing as mp
import time


def patient(seconds):
    time.sleep(seconds)
    print("the child has finished")


def endless():
    while True:
        time.sleep(60)


if __name__ == "__main__":
    mp.set_start_method("fork")
    daemon = mp.Process(target=endless, daemon=True)
    daemon.start()
    child = mp.Process(target=patient, args=(0.05,))
    child.start()
    print("the program ends:", child.is_alive(), daemon.is_alive(), flush=True)
