"""A small service of processes: a supervisor starts workers, one of them crashes and is started again,
and SIGTERM ends them all in order. What each one reports goes through a pipe, in a fixed order.
"""
import os
import select
import signal
import time

reports, reporter = os.pipe()


class Stop(Exception):
    pass


def on_terminate(signum, frame):
    raise Stop(signal.Signals(signum).name)


def report(*words):
    os.write(reporter, (" ".join(map(str, words)) + "\n").encode())


def next_report():
    line = b""
    while not line.endswith(b"\n"):
        line += os.read(reports, 1)
    return line.decode().strip()


def serve(name, crashes):
    signal.signal(signal.SIGTERM, on_terminate)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    report(name, "is up")
    if crashes:
        os._exit(13)
    try:
        while True:
            time.sleep(0.5)
    except Stop as stop:
        report(name, "stops:", stop)
        os._exit(0)


class Supervisor:
    def __init__(self, names):
        self.names = names
        self.workers = {}
        self.restarts = 0

    def start(self, name, crashes=False):
        pid = os.fork()
        if pid == 0:
            serve(name, crashes)
        self.workers[pid] = name
        print(next_report())

    def run(self):
        for name in self.names:
            self.start(name, crashes=name == "mailer")
        self.look_after()
        os.kill(min(self.workers), signal.SIGINT)
        print("quiet:", select.select([reports], [], [], 0.01)[0])
        self.stop()

    def look_after(self):
        pid, status = os.wait()
        name = self.workers.pop(pid)
        print(name, "ended with", os.waitstatus_to_exitcode(status))
        self.restarts += 1
        self.start(name)

    def stop(self):
        for pid, name in sorted(self.workers.items(), key=lambda item: item[1]):
            os.kill(pid, signal.SIGTERM)
            print(next_report())
            _, status = os.waitpid(pid, 0)
            print(name, os.waitstatus_to_exitcode(status))
        self.workers.clear()


supervisor = Supervisor(["indexer", "mailer", "printer"])
supervisor.run()
print("restarts", supervisor.restarts)
try:
    os.kill(os.getpid() + 100_000, 0)
except ProcessLookupError as error:
    print(error)
