"""Handlers in Python: who calls them, what they return to, what they replace."""
import os
import signal
import threading

log = []


def handler(signum, frame):
    log.append((signal.Signals(signum).name, threading.current_thread().name))


print(signal.getsignal(signal.SIGUSR1), signal.getsignal(signal.SIGUSR1) is signal.SIG_DFL)
print(signal.signal(signal.SIGUSR1, handler))
print(signal.getsignal(signal.SIGUSR1) is handler, signal.getsignal(signal.SIGINT) is signal.default_int_handler)
os.kill(os.getpid(), signal.SIGUSR1)
signal.raise_signal(signal.SIGUSR1)
sender = threading.Thread(target=os.kill, args=(os.getpid(), signal.SIGUSR1))
sender.start()
sender.join()
print(log)
print(signal.signal(signal.SIGUSR1, signal.SIG_IGN) is handler)
signal.raise_signal(signal.SIGUSR1)
print(len(log), repr(signal.SIGTERM), int(signal.SIGTERM), signal.strsignal(signal.SIGTERM))
for bad in [lambda: signal.signal(signal.SIGKILL, handler), lambda: signal.signal(99, handler),
            lambda: signal.signal(signal.SIGUSR1, 5), lambda: os.kill(os.getpid(), 99)]:
    try:
        bad()
    except (ValueError, OSError, TypeError) as error:
        print(type(error).__name__, error)


def elsewhere():
    try:
        signal.signal(signal.SIGUSR1, handler)
    except ValueError as error:
        print(error)


thread = threading.Thread(target=elsewhere)
thread.start()
thread.join()
try:
    signal.raise_signal(signal.SIGINT)
except KeyboardInterrupt as error:
    print("interrupted", repr(error))
