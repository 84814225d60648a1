"""A pool of processes made by hand: tasks go out by one pipe, results come back by another.

Every message is one line, so that a pipe's atomic writes keep them apart.
"""
import os

WORKERS = 3
TASKS = [("square", 12), ("cube", 7), ("primes", 300), ("square", -4),
         ("primes", 1000), ("fib", 15), ("cube", 11), ("fail", 0)]


def primes(limit):
    sieve = bytearray([1]) * (limit + 1)
    sieve[0] = sieve[1] = 0
    for n in range(2, int(limit ** 0.5) + 1):
        if sieve[n]:
            for multiple in range(n * n, limit + 1, n):
                sieve[multiple] = 0
    return sum(sieve)


def fib(n):
    return n if n < 2 else fib(n - 1) + fib(n - 2)


FUNCTIONS = {
    "square": lambda n: n * n,
    "cube": lambda n: n ** 3,
    "primes": primes,
    "fib": fib,
    "fail": lambda n: 1 // n,
}


class LineReader:
    """Lines out of a descriptor."""

    def __init__(self, fd):
        self.fd = fd
        self.rest = b""

    def __iter__(self):
        return self

    def __next__(self):
        while b"\n" not in self.rest:
            piece = os.read(self.fd, 4096)
            if not piece:
                raise StopIteration
            self.rest += piece
        line, _, self.rest = self.rest.partition(b"\n")
        return line.decode()


def worker(tasks, results):
    for line in LineReader(tasks):
        number, name, argument = line.split()
        try:
            answer = FUNCTIONS[name](int(argument))
        except Exception as error:
            answer = f"{type(error).__name__}: {error}"
        os.write(results, f"{number} {answer}\n".encode())


class Worker:
    def __init__(self, results):
        task_reader, self.tasks = os.pipe()
        self.pid = os.fork()
        if self.pid == 0:
            os.close(self.tasks)
            worker(task_reader, results)
            os._exit(0)
        os.close(task_reader)

    def send(self, number, name, argument):
        os.write(self.tasks, f"{number} {name} {argument}\n".encode())

    def finish(self):
        os.close(self.tasks)
        return os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])


def main():
    results, results_writer = os.pipe()
    workers = []
    for _ in range(WORKERS):
        workers.append(Worker(results_writer))
    os.close(results_writer)
    for number, (name, argument) in enumerate(TASKS):
        workers[number % WORKERS].send(number, name, argument)
    # A child inherits the tasks' pipes of those started before it, so the last must end first.
    codes = [worker.finish() for worker in reversed(workers)]
    answers = {}
    for line in LineReader(results):
        number, _, answer = line.partition(" ")
        answers[int(number)] = answer
    for number, (name, argument) in enumerate(TASKS):
        print(f"{name}({argument}) = {answers[number]}")
    print("exit codes", codes)


main()
