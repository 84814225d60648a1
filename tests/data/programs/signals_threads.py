"""Signals and threads: who holds them back, who waits for them, who handles them."""
import os
import signal
import threading
import time

BLOCKED = {signal.SIGUSR1, signal.SIGUSR2, signal.SIGTERM}


def show(label, signals):
    print(label, sorted(s.name for s in signals))


# 1. Held back, and handled as soon as it is let through.
calls = []


def handler(signum, frame):
    calls.append((signal.Signals(signum).name, threading.current_thread().name))


signal.signal(signal.SIGUSR1, handler)
show("before:", signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGUSR1}))
os.kill(os.getpid(), signal.SIGUSR1)
os.kill(os.getpid(), signal.SIGUSR1)
time.sleep(0.01)
print("while held back:", calls)
show("pending:", signal.sigpending())
show("then:", signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGUSR1}))
print("let through:", calls)
show("pending:", signal.sigpending())


# 2. A thread for signals: all others hold them back, it waits for them.
class SignalThread(threading.Thread):
    def __init__(self):
        super().__init__(name="signals")
        self.log = []

    def run(self):
        while True:
            number = signal.sigwait(BLOCKED)
            self.log.append(number.name)
            if number == signal.SIGTERM:
                return


calls.clear()
signal.pthread_sigmask(signal.SIG_SETMASK, BLOCKED)
waiter = SignalThread()
waiter.start()
for number in (signal.SIGUSR1, signal.SIGUSR2, signal.SIGUSR1, signal.SIGTERM):
    time.sleep(0.02)
    os.kill(os.getpid(), number)
waiter.join()
print("waited for:", waiter.log, calls)
show("masked:", signal.pthread_sigmask(signal.SIG_SETMASK, set()))

# 3. To one thread: the handler is the main thread's all the same.
ready = threading.Event()
stop = threading.Event()


def work():
    ready.set()
    stop.wait()


worker = threading.Thread(target=work, name="worker")
worker.start()
ready.wait()
signal.pthread_kill(worker.ident, signal.SIGUSR1)
time.sleep(0.02)
print("handled by:", calls)
signal.pthread_kill(threading.main_thread().ident, signal.SIGUSR1)
print("and by:", calls[1:])
signal.pthread_kill(worker.ident, 0)
stop.set()
worker.join()

# 4. One that has come before anyone waits is taken at once.
signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGUSR2])
signal.pthread_kill(threading.get_ident(), signal.SIGUSR2)
show("pending:", signal.sigpending())
print(signal.sigwait([signal.SIGUSR2]), repr(signal.SIG_BLOCK))
for wrong in (lambda: signal.pthread_sigmask(7, []), lambda: signal.sigwait([99])):
    try:
        wrong()
    except (OSError, ValueError) as exc:
        print(type(exc).__name__, exc)
