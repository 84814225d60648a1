"""How processes end, and what their parent is told."""
import os
import signal


def child(action):
    pid = os.fork()
    if pid == 0:
        action()
        os._exit(99)
    _, status = os.waitpid(pid, 0)
    return status


def describe(status):
    if os.WIFSIGNALED(status):
        return f"killed by {signal.Signals(os.WTERMSIG(status)).name}"
    return f"exit {os.WEXITSTATUS(status)}"


for name, action in [
    ("falls through", lambda: None),
    ("exits with 3", lambda: os._exit(3)),
    ("exits with 256 + 7", lambda: os._exit(263)),
    ("kills itself", lambda: os.kill(os.getpid(), signal.SIGKILL)),
    ("terminates itself", lambda: os.kill(os.getpid(), signal.SIGTERM)),
    ("raises SIGUSR1", lambda: signal.raise_signal(signal.SIGUSR1)),
]:
    status = child(action)
    print(f"{name:20} {describe(status):22} {os.waitstatus_to_exitcode(status)}")
try:
    os.wait()
except ChildProcessError as error:
    print(type(error).__name__, error)
try:
    os.waitstatus_to_exitcode(0x7f)
except ValueError as error:
    print(error)
