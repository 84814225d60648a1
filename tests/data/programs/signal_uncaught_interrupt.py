"""A KeyboardInterrupt that nobody catches ends the program as a signal would."""
import signal


def work():
    print("working", flush=True)
    signal.raise_signal(signal.SIGINT)
    print("never")


try:
    work()
finally:
    print("cleaning up", flush=True)
