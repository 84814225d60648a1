"""Starting a child as a new interpreter: everything it is to have is pickled, or a descriptor."""

import posix

import _posixsubprocess
from multiprocessing import connection
from multiprocessing import popen_fork
from multiprocessing import spawn
from multiprocessing import util
from multiprocessing.context import reduction, set_spawning_popen

__all__ = ['Popen']


class Popen(popen_fork.Popen):
    """A child that was started as a new interpreter."""

    method = 'spawn'

    def __init__(self, process_obj):
        self._inherited = []
        super().__init__(process_obj)

    def stand_in(self, fd):
        """What stands for a descriptor in the child's pickle: it keeps the same."""
        self._inherited.append(fd)
        return reduction.Inherited(fd)

    def _launch(self, process_obj):
        set_spawning_popen(self)
        try:
            data = reduction.ForkingPickler.dumps(spawn.get_preparation_data(process_obj._name))
            child = reduction.ForkingPickler.dumps(process_obj)
        finally:
            set_spawning_popen(None)
        parent_r, child_w = posix.pipe()
        child_r, parent_w = posix.pipe()
        self.sentinel = parent_r
        self._fds = (parent_r, parent_w)
        self.pid = _posixsubprocess.spawn_python(
            'multiprocessing.spawn:child_main', [child_r, child_w, *self._inherited])
        util.close_fds(child_r, child_w)
        writer = connection.Connection(parent_w, readable=False)
        writer.send_bytes(data)
        writer.send_bytes(child)
