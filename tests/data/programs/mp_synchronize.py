"""Events, barriers, conditions and semaphores between processes: a race with a starter."""
import multiprocessing as mp
import time


def runner(number, start, halfway, board, place, lock):
    start.wait()
    time.sleep(0.004 * number)
    halfway.wait()
    with lock:
        board[number] = halfway.parties
    with place:
        place.notify()


def starter(start, ready):
    for _ in range(3):
        ready.acquire()
    start.set()


def take_turns(turn, me, others, log):
    for round_number in range(3):
        with turn:
            turn.wait_for(lambda: log[0] % others == me)
            log[round_number * others + me + 1] = me + 1
            log[0] += 1
            turn.notify_all()


def complain(action):
    try:
        action()
    except (AssertionError, ValueError) as error:
        print(type(error).__name__ + ":", error)


if __name__ == "__main__":
    start, halfway, lock = mp.Event(), mp.Barrier(3), mp.Lock()
    board, place, ready = mp.Array("i", 3), mp.Condition(), mp.Semaphore(0)
    runners = [mp.Process(target=runner, args=(i, start, halfway, board, place, lock))
               for i in range(3)]
    for process in runners + [mp.Process(target=starter, args=(start, ready))]:
        process.start()
    print(start.is_set(), start.wait(0.001))
    for _ in range(3):
        ready.release()
    with place:
        place.wait_for(lambda: all(board), timeout=5)
    for process in runners:
        process.join()
    print(start.is_set(), board[:], halfway.n_waiting, halfway.broken)

    turn, log = mp.Condition(), mp.Array("i", 10, lock=False)
    players = [mp.Process(target=take_turns, args=(turn, i, 3, log)) for i in range(3)]
    for process in players:
        process.start()
    for process in players:
        process.join()
    print(list(log))

    print(mp.Lock(), mp.RLock(), mp.Semaphore(3), mp.BoundedSemaphore(2), turn)
    again = mp.RLock()
    with again, again:
        print(again)
    print(lock.acquire(), lock.acquire(False), lock.acquire(timeout=0.01), lock)
    lock.release()
    complain(lock.release)
    complain(again.release)
    complain(mp.BoundedSemaphore(1).release)
    complain(turn.notify)
    complain(turn.wait)
    two = mp.Semaphore(2)
    print(two.acquire(), two.get_value(), two.acquire(block=False), two.acquire(False), two)
    with turn:
        print(turn.wait(0.001))
