"""Waiting for several descriptors at once."""


def _number(file):
    if isinstance(file, int):
        fd = file
    else:
        method = getattr(file, 'fileno', None)
        if method is None:
            raise TypeError("argument must be an int, or have a fileno() method.")
        fd = method()
        if not isinstance(fd, int):
            raise TypeError("fileno() returned a non-integer")
    if fd < 0:
        raise ValueError("file descriptor cannot be a negative integer (%d)" % fd)
    return fd


def select(rlist, wlist, xlist, timeout=None, /):
    """Wait until something can be read or written: those that can, as three lists."""
    if timeout is not None:
        if not isinstance(timeout, (int, float)):
            raise TypeError("timeout must be a float or None")
        if timeout < 0:
            raise ValueError("timeout must be non-negative")
    readers = [(_number(file), file) for file in rlist]
    writers = [(_number(file), file) for file in wlist]
    for file in xlist:
        _number(file)
    wanted = []
    for fd, _ in readers:
        wanted += (fd, POLLIN)
    for fd, _ in writers:
        wanted += (fd, POLLOUT)
    ready = _poll(wanted, timeout)
    can_read = set()
    can_write = set()
    for at in range(0, len(ready), 2):
        fd, events = ready[at], ready[at + 1]
        if events & POLLNVAL:
            raise OSError(9, "Bad file descriptor")
        if events & (POLLIN | POLLHUP | POLLERR):
            can_read.add(fd)
        if events & (POLLOUT | POLLERR):
            can_write.add(fd)
    return ([file for fd, file in readers if fd in can_read],
            [file for fd, file in writers if fd in can_write], [])


class _Poll:
    """Descriptors, and what is wanted of each."""

    def __init__(self):
        self._wanted = {}

    def register(self, fd, eventmask=POLLIN | POLLPRI | POLLOUT, /):
        """Look out for these events of a descriptor."""
        self._wanted[_number(fd)] = eventmask

    def modify(self, fd, eventmask, /):
        """Look out for other events of it."""
        fd = _number(fd)
        if fd not in self._wanted:
            raise FileNotFoundError(2, "No such file or directory")
        self._wanted[fd] = eventmask

    def unregister(self, fd, /):
        """Do not look out for it any more."""
        del self._wanted[_number(fd)]

    def poll(self, timeout=None, /):
        """Wait, for milliseconds or for ever: a list of (descriptor, events)."""
        if timeout is not None:
            timeout = None if timeout < 0 else timeout / 1000
        wanted = []
        for fd, events in self._wanted.items():
            wanted += (fd, events)
        ready = _poll(wanted, timeout)
        return [(ready[at], ready[at + 1]) for at in range(0, len(ready), 2)]


def poll():
    """A new object to wait for many descriptors with."""
    return _Poll()
