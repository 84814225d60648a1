# Two threads, the same work each. Save a program of your own and open it with:
#     gilscope lab FILE.py
import threading
import time


def work(rounds):
    while rounds > 0:
        rounds -= 1


start = time.perf_counter()
threads = [threading.Thread(target=work, args=(400_000,)) for _ in range(2)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print(f"both done after {time.perf_counter() - start:.3f} s")
