"""What a process object tells of itself from its creation to its end."""
# masked: ids
import multiprocessing as mp
import time


def nap():
    time.sleep(0.05)


def make_children():
    child = mp.Process(target=nap)
    print("nested:", child.name, "of", mp.current_process().name, "of", mp.parent_process().name)
    child.start()
    child.join()
    print("nested exit code", child.exitcode)


def complain(action):
    try:
        action()
    except (AssertionError, ValueError) as error:
        print(type(error).__name__ + ":", error)


if __name__ == "__main__":
    process = mp.Process(target=nap, name="napper", daemon=True)
    print(process)
    print(process.daemon, process.exitcode, process.ident)
    complain(process.join)
    complain(lambda: process.sentinel)
    process.start()
    print(process)
    print(process.is_alive(), process in mp.active_children())
    complain(process.start)
    complain(process.close)
    process.join()
    print(process)
    process.close()
    print(process)
    complain(process.is_alive)

    family = mp.Process(target=make_children)
    family.start()
    family.join()
    print(mp.current_process(), mp.parent_process())

    killed = [mp.Process(target=time.sleep, args=(60,)) for _ in range(2)]
    for process in killed:
        process.start()
    killed[0].terminate()
    killed[1].kill()
    for process in killed:
        process.join()
        print(process.exitcode, str(process).split()[-1])
    print(mp.Process(name="").name)
