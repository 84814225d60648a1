"""Preparing objects for the way to another process: pickling, and descriptors that travel.

Owns no format: `pickle` does. A descriptor goes with a starting child when there is one; else the
receiver takes a copy of it from the sender.
"""

import copyreg
import pickle
import posix

from multiprocessing import context

__all__ = ['send_handle', 'recv_handle', 'ForkingPickler', 'register', 'dump']


class ForkingPickler:
    """Pickling for another process."""

    @classmethod
    def register(cls, type, reduce):
        """Say how objects of a type are reduced."""
        copyreg.pickle(type, reduce)

    @classmethod
    def dumps(cls, obj, protocol=None):
        """The bytes of an object."""
        return pickle.dumps(obj, protocol)

    loads = staticmethod(pickle.loads)


register = ForkingPickler.register


def dump(obj, file, protocol=None):
    """Write the bytes of an object."""
    file.write(ForkingPickler.dumps(obj, protocol))


class Inherited:
    """A descriptor that the starting child inherits, under the same number."""

    def __init__(self, fd):
        self.fd = fd

    def detach(self):
        return self.fd


class _Taken:
    """A descriptor that the receiver copies from the sender, which keeps it open for that."""

    def __init__(self, fd):
        self.pid = posix.getpid()
        self.fd = posix.dup(fd)

    def detach(self):
        from multiprocessing.heap import take_descriptor
        return take_descriptor(self.pid, self.fd)


def DupFd(fd):
    """What stands for a descriptor in a pickle."""
    popen = context.get_spawning_popen()
    if popen is not None:
        return popen.stand_in(fd)
    return _Taken(fd)


def send_handle(conn, handle, destination_pid):
    """Let the process at the other end have a descriptor."""
    conn.send(_Taken(handle))


def recv_handle(conn):
    """A descriptor that send_handle() sent."""
    return conn.recv().detach()
