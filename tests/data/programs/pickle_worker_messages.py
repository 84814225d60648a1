"""A dispatcher sends pickled jobs to workers through a queue of bytes, as processes do it with pipes.

Nothing is shared: what a worker changes in its copy of a job stays in the copy, and the answer travels
back as bytes, too.
"""

import pickle
import queue
import threading


class Job:
    """Some work, with a history of who touched it."""

    def __init__(self, number, payload):
        self.number = number
        self.payload = payload
        self.history = ["created"]

    def __repr__(self):
        return f"Job({self.number}, {len(self.payload)} items, {' > '.join(self.history)})"


class Connection:
    """Holds a lock, so it cannot be pickled as it is."""

    def __init__(self, address):
        self.address = address
        self.lock = threading.Lock()

    def __getstate__(self):
        state = self.__dict__.copy()
        del state["lock"]
        return state

    def __setstate__(self, state):
        self.__dict__.update(state)
        self.lock = threading.Lock()


class Pipe:
    """Two queues of bytes."""

    def __init__(self):
        self.to_worker = queue.Queue()
        self.to_boss = queue.Queue()
        self.sent = 0

    def send(self, obj):
        data = pickle.dumps(obj)
        self.sent += len(data)
        self.to_worker.put(data)

    def recv(self):
        return pickle.loads(self.to_boss.get())


def worker(pipe):
    while True:
        job = pickle.loads(pipe.to_worker.get())
        if job is None:
            break
        job.history.append("worked on")
        job.payload.append(sum(job.payload))
        pipe.to_boss.put(pickle.dumps(job))


def main():
    pipe = Pipe()
    thread = threading.Thread(target=worker, args=(pipe,))
    thread.start()
    jobs = [Job(n, list(range(n * 3))) for n in range(1, 5)]
    for job in jobs:
        pipe.send(job)
    answers = [pipe.recv() for _ in jobs]
    pipe.send(None)
    thread.join()
    for job, answer in zip(jobs, answers):
        print("mine: ", job)
        print("theirs:", answer, "last item", answer.payload[-1])
        print("same object?", job is answer)
    print("bytes sent:", pipe.sent)

    connection = Connection("db:5432")
    copy = pickle.loads(pickle.dumps(connection))
    print(copy.address, copy.lock.locked(), copy.lock is connection.lock)
    for thing in (threading.Lock(), (n for n in range(3)), threading):
        try:
            pickle.dumps(thing)
        except TypeError as error:
            print("TypeError:", error)

    shared = ["one"]
    twice = pickle.loads(pickle.dumps([shared, shared]))
    twice[0].append("two")
    print(twice, twice[0] is twice[1])


main()
