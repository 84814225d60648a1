"""The operating system's processes: what `os` re-exports of them.

The system calls themselves are native; here is what CPython does around them in C.
"""

from _thread import _count

_before = []
_after_in_parent = []
_after_in_child = []


def register_at_fork(*, before=None, after_in_child=None, after_in_parent=None):
    """Have functions called around every fork()."""
    if before is None and after_in_child is None and after_in_parent is None:
        raise TypeError("At least one argument is required.")
    for function in (before, after_in_child, after_in_parent):
        if function is not None and not callable(function):
            raise TypeError("'%s' is not callable" % type(function).__name__)
    if before is not None:
        # The last to be registered is the first to be called before a fork.
        _before.insert(0, before)
    if after_in_child is not None:
        _after_in_child.append(after_in_child)
    if after_in_parent is not None:
        _after_in_parent.append(after_in_parent)


def fork():
    """Make a copy of this process, of which the calling thread is the only one."""
    for function in _before:
        function()
    pid = _fork()
    if pid == 0:
        threading = _loaded('threading')
        if threading is not None:
            threading._after_fork()
        for function in _after_in_child:
            function()
        return 0
    for function in _after_in_parent:
        function()
    if _count() > 0:
        from warnings import warn
        warn(f"This process (pid={getpid()}) is multi-threaded, "
             "use of fork() may lead to deadlocks in the child.",
             DeprecationWarning, stacklevel=2)
    return pid


def wait():
    """Wait for any child to end: (pid, status)."""
    return waitpid(-1, 0)


def WIFEXITED(status):
    """Whether the process ended by itself."""
    return status & 0x7f == 0


def WEXITSTATUS(status):
    """Its exit code."""
    return (status >> 8) & 0xff


def WIFSIGNALED(status):
    """Whether a signal killed the process."""
    return 0 < status & 0x7f < 0x7f


def WTERMSIG(status):
    """The signal that killed it."""
    return status & 0x7f


def WIFSTOPPED(status):
    """Whether it is stopped: never here."""
    return status & 0xff == 0x7f


def WIFCONTINUED(status):
    """Whether it was continued: never here."""
    return status == 0xffff


def WCOREDUMP(status):
    """Whether it left a core file: never here."""
    return bool(status & 0x80)


def WSTOPSIG(status):
    """The signal that stopped it."""
    return (status >> 8) & 0xff


def waitstatus_to_exitcode(status):
    """The exit code; of a killed process the signal's number, negative."""
    if WIFEXITED(status):
        return WEXITSTATUS(status)
    if WIFSIGNALED(status):
        return -WTERMSIG(status)
    if WIFSTOPPED(status):
        raise ValueError("process stopped by delivery of signal %d" % WSTOPSIG(status))
    raise ValueError("invalid wait status: %d" % status)
