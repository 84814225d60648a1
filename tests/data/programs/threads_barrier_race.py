from random import randrange, seed
from threading import Barrier, Thread, BrokenBarrierError
from time import ctime, sleep
import threading

num_runners = 3
finish_line = Barrier(num_runners)
runners = ['Huey', 'Dewey', 'Louie']
arrivals = []

def runner(nap):
    name = runners.pop()
    sleep(nap)
    arrivals.append(name)
    i = finish_line.wait()
    if i == 0:
        arrivals.append('--- barrier passed ---')

def started():
    print('action: everybody is here, parties=%d' % rounds.parties)

rounds = threading.Barrier(2, action=started, timeout=5)

def main():
    threads = []
    print('START RACE!!!!')
    for i in range(num_runners):
        threads.append(Thread(target=runner, args=(0.08 * (i + 1),)))
        threads[-1].start()
    for thread in threads:
        thread.join()
    print(arrivals)
    print('Race over!', finish_line.n_waiting, finish_line.broken, finish_line.parties)

    def stage(label, results):
        for k in range(3):
            n = rounds.wait()
            results.append((label, k))
    res = []
    ts = [Thread(target=stage, args=(x, res)) for x in 'ab']
    for t in ts: t.start()
    for t in ts: t.join()
    print([k for _, k in res])

    def lonely():
        try:
            finish_line.wait(0.01)
        except BrokenBarrierError as e:
            print('broken:', repr(e), isinstance(e, RuntimeError))
    t = Thread(target=lonely)
    t.start(); t.join()
    print(finish_line.broken)
    try:
        finish_line.wait()
    except threading.BrokenBarrierError:
        print('still broken')
    finish_line.reset()
    print(finish_line.broken, finish_line.n_waiting)

    def waiting():
        try:
            finish_line.wait()
        except BrokenBarrierError:
            print('aborted while waiting')
    t = Thread(target=waiting)
    t.start()
    sleep(0.1)
    print('waiting:', finish_line.n_waiting, repr(finish_line).split(' at ')[0], repr(finish_line).rsplit(': ', 1)[1])
    finish_line.abort()
    t.join()
    try:
        Barrier(0)
    except ValueError as e:
        print('ValueError', e)

if __name__ == '__main__':
    main()
