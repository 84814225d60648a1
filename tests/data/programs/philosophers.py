"""Five philosophers, five forks, one order in which forks are taken: no deadlock."""
import threading
import time

N = 5
forks = [threading.Lock() for _ in range(N)]
meals = [0] * N


def dine(seat):
    left, right = sorted((seat, (seat + 1) % N))
    for _ in range(3):
        with forks[left]:
            with forks[right]:
                meals[seat] += 1
                time.sleep(0.002)
        time.sleep(0.001)


threads = [threading.Thread(target=dine, args=(seat,), name=f"philosopher {seat}") for seat in range(N)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print(meals)
