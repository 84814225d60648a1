"""Starting a child with the fork server: it is the server's child, and ours only by its pipes."""

import posix

from multiprocessing import connection
from multiprocessing import forkserver
from multiprocessing import heap
from multiprocessing import popen_fork
from multiprocessing import spawn
from multiprocessing import util
from multiprocessing.context import reduction, set_spawning_popen

__all__ = ['Popen']


class _Numbered:
    """A descriptor that comes with the request, at a place in the child's list."""

    def __init__(self, place):
        self.place = place

    def detach(self):
        return forkserver.get_inherited_fds()[self.place]


class Popen(popen_fork.Popen):
    """A child that the fork server made."""

    method = 'forkserver'

    def __init__(self, process_obj):
        self._inherited = []
        super().__init__(process_obj)

    def stand_in(self, fd):
        """What stands for a descriptor in the child's pickle."""
        self._inherited.append(fd)
        return _Numbered(len(self._inherited) - 1)

    def _launch(self, process_obj):
        set_spawning_popen(self)
        try:
            data = reduction.ForkingPickler.dumps(spawn.get_preparation_data(process_obj._name))
            child = reduction.ForkingPickler.dumps(process_obj)
        finally:
            set_spawning_popen(None)
        self.sentinel, parent_w, theirs = forkserver.connect_to_new_process(self._inherited)
        self._fds = (self.sentinel, parent_w)
        writer = connection.Connection(parent_w, readable=False)
        self.pid, = heap.read_numbers(self.sentinel, 1)
        # The server has its own copies by now.
        util.close_fds(*theirs)
        writer.send_bytes(data)
        writer.send_bytes(child)

    def poll(self, flag=posix.WNOHANG):
        """The exit status, if the child has ended (without WNOHANG: wait for that)."""
        if self.returncode is None:
            timeout = 0 if flag == posix.WNOHANG else None
            if not connection.wait([self.sentinel], timeout):
                return None
            try:
                self.returncode, = heap.read_numbers(self.sentinel, 1)
            except (OSError, EOFError):
                # The server has ended before the child.
                self.returncode = 255
        return self.returncode
