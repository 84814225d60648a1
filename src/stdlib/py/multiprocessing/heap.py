"""Memory that processes share, and descriptors that one takes from another: both of the kernel.

Owns nothing of what is stored there (`sharedctypes`, `shared_memory`).
"""

import posix

import _multiprocessing

# The first bytes of a block that has a name are its size.
_HEAD = 8

_SEMAPHORE = 1
_MOST = _multiprocessing.SemLock.SEM_VALUE_MAX


class Block:
    """Some shared bytes, all zero; a copy sent to another process is the same block."""

    def __init__(self, size):
        self._use(_multiprocessing.SharedBlock(size))

    def _use(self, shared):
        self._shared = shared
        self.load = shared.load
        self.store = shared.store
        self.read = shared.read
        self.write = shared.write

    def __reduce__(self):
        return _attach, (self._shared.handle, self._shared.size)


def _attach(handle, size):
    block = object.__new__(Block)
    block._use(_multiprocessing.SharedBlock._attach(handle, size))
    return block


class NamedBlock:
    """A block that others find by its name.

    The kernel keeps names of semaphores only: the value of one is the handle of the block.
    """

    def __init__(self, shared):
        self._shared = shared
        self.size = shared.load('q', 0)

    def load(self, format, offset):
        """One element."""
        return self._shared.load(format, _HEAD + offset)

    def store(self, format, offset, value):
        """Change one element."""
        self._shared.store(format, _HEAD + offset, value)

    def read(self, offset, count):
        """Some bytes."""
        return self._shared.read(_HEAD + offset, count)

    def write(self, offset, data):
        """Change some bytes."""
        self._shared.write(_HEAD + offset, data)


def create_named(name, size):
    """A new block; FileExistsError when there is one of that name already."""
    shared = _multiprocessing.SharedBlock(_HEAD + size)
    _multiprocessing.SemLock(_SEMAPHORE, shared.handle, _MOST, _semaphore(name), False)
    shared.store('q', 0, size)
    return NamedBlock(shared)


def open_named(name):
    """The block of a name; FileNotFoundError when there is none."""
    lock = _multiprocessing.SemLock._rebuild(0, _SEMAPHORE, _MOST, _semaphore(name))
    handle = lock._get_value()
    size = _multiprocessing.SharedBlock._attach(handle, _HEAD).load('q', 0)
    return NamedBlock(_multiprocessing.SharedBlock._attach(handle, _HEAD + size))


def unlink_named(name):
    """Let a block be found no more."""
    _multiprocessing.sem_unlink(_semaphore(name))


def _semaphore(name):
    return '/block ' + name


def take_descriptor(pid, fd):
    """A descriptor of another process, under a number of our own (as pidfd_getfd(2) does)."""
    return _multiprocessing.take_descriptor(pid, fd)


def write_numbers(fd, *numbers):
    """Write numbers to a pipe, all at once: they are not mixed with another writer's."""
    posix.write(fd, b''.join([number.to_bytes(8, 'big', signed=True) for number in numbers]))


def read_numbers(fd, count):
    """Read numbers from a pipe; EOFError at its end."""
    data = posix.read(fd, 8 * count)
    if len(data) < 8 * count:
        raise EOFError('unexpected EOF')
    return [int.from_bytes(data[at:at + 8], 'big', signed=True)
            for at in range(0, len(data), 8)]
