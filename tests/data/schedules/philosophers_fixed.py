import sys
import threading

SEATS = int(sys.argv[1]) if len(sys.argv) > 1 else 3
forks = [threading.Lock() for seat in range(SEATS)]


def dine(seat):
    first, second = sorted([seat, (seat + 1) % SEATS])
    with forks[first]:
        with forks[second]:
            pass


threads = [threading.Thread(target=dine, args=(seat,)) for seat in range(SEATS)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
