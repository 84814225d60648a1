"""The fork server: a new interpreter with one thread, which copies itself for every child.

Owns the server's process and the requests to it. A request says where the client's descriptors are,
and the server takes them from there; it forks, tells the client the child's number, and at the
child's end its exit status.
"""

import atexit
import posix
import select
import sys
import threading

import _posixsubprocess
from multiprocessing import process
from multiprocessing import spawn
from multiprocessing import util
from multiprocessing.heap import read_numbers, take_descriptor, write_numbers

__all__ = ['ensure_running', 'get_inherited_fds', 'connect_to_new_process',
           'set_forkserver_preload']

# Milliseconds of importing socket, selectors, signal, and of starting the resource tracker, another
# interpreter. Measured: the first process of a program takes 31 to 38 ms to start.
_IMPORTS = 11


class ForkServer:
    """The server as its clients see it."""

    def __init__(self):
        self._alive_w = None
        self._request_w = None
        self._server_r = None
        self._inherited_fds = None
        self._lock = threading.Lock()
        self._preload_modules = ['__main__']

    def set_forkserver_preload(self, modules_names):
        """Modules that the server imports before its first fork."""
        if not all(type(name) is str for name in modules_names):
            raise TypeError('module_names must be a list of strings')
        self._preload_modules = modules_names

    def get_inherited_fds(self):
        """The descriptors that came with the request for this process."""
        return self._inherited_fds

    def ensure_running(self):
        """Start the server, unless it runs."""
        with self._lock:
            if self._alive_w is not None:
                return
            data = spawn.get_preparation_data('ignore')
            request_r, request_w = posix.pipe()
            alive_r, alive_w = posix.pipe()
            # Of this one only the server has the other end: it ends with the server.
            server_r, server_w = posix.pipe()
            _posixsubprocess.spawn_python('multiprocessing.forkserver:main',
                                          [request_r, alive_r, server_w])
            util.close_fds(request_r, alive_r, server_w)
            self._server_r = server_r
            self._alive_w = alive_w
            self._request_w = request_w
            from multiprocessing.connection import Connection
            Connection(request_w, readable=False).send((self._preload_modules, data))

    def connect_to_new_process(self, fds):
        """Ask for a child; where its number and status will come from, and the pipe to it."""
        self.ensure_running()
        parent_r, child_w = posix.pipe()
        child_r, parent_w = posix.pipe()
        theirs = [child_r, child_w, self._alive_w, self._request_w, self._server_r, *fds]
        write_numbers(self._request_w, posix.getpid(), len(theirs), *theirs)
        self._check_answer(parent_r)
        return parent_r, parent_w, (child_r, child_w)

    def _check_answer(self, fd):
        from multiprocessing.connection import wait
        if fd not in wait([fd, self._server_r]):
            raise ConnectionResetError(104, 'Connection reset by peer')


def main(fds):
    """The server's life: until no client is left."""
    from multiprocessing.connection import Connection
    request_r, alive_r, server_w = fds
    _posixsubprocess.name_process('forkserver')
    spawn.load(_IMPORTS)
    preload, data = Connection(request_r, writable=False).recv()
    _preload(preload, data)
    util._close_stdin()
    poller = select.poll()
    poller.register(request_r, select.POLLIN)
    poller.register(alive_r, select.POLLIN)
    children = {}
    while True:
        ready = [fd for fd, _ in poller.poll()]
        for fd in ready:
            if fd in children:
                poller.unregister(fd)
                _report_end(fd, *children.pop(fd))
        if request_r in ready and not _at_end(alive_r):
            client, count = read_numbers(request_r, 2)
            fds = read_numbers(request_r, count)
            mine = [take_descriptor(client, fd) for fd in fds]
            life_r, pid = _fork_child(mine, [request_r, alive_r, server_w, *children])
            write_numbers(mine[1], pid)
            util.close_fds(mine[0], *mine[2:])
            children[life_r] = pid, mine[1]
            poller.register(life_r, select.POLLIN)
        elif alive_r in ready:
            sys.exit(0)


def _at_end(alive_r):
    poller = select.poll()
    poller.register(alive_r, select.POLLIN)
    return bool(poller.poll(0))


def _preload(modules, data):
    current = process.current_process()
    current.authkey = data['authkey']
    sys.argv = data['sys_argv']
    current._inheriting = True
    try:
        for name in modules:
            if name == '__main__':
                spawn.import_main()
                continue
            try:
                __import__(name)
            except ImportError:
                pass
    finally:
        del current._inheriting
    # What the modules printed is not to be printed by every child again.
    util._flush_std_streams()


def _fork_child(fds, unused):
    """A pipe that ends with the child, and the child's number."""
    life_r, life_w = posix.pipe()
    pid = posix.fork()
    if pid:
        posix.close(life_w)
        return life_r, pid
    code = 1
    try:
        util.close_fds(life_r, *unused)
        atexit._clear()
        atexit.register(util._exit_function)
        code = _serve_one(fds)
    except Exception as exc:
        util.report(exc, '')
    finally:
        atexit._run_exitfuncs()
        util._flush_std_streams()
        posix._exit(code)


def _serve_one(fds):
    from multiprocessing.connection import Connection
    child_r, child_w, alive_w, request_w, server_r, *inherited = fds
    posix.close(child_w)
    _forkserver._alive_w = alive_w
    _forkserver._request_w = request_w
    _forkserver._server_r = server_r
    _forkserver._inherited_fds = inherited
    child = spawn.receive_process(Connection(child_r, writable=False))
    return child._bootstrap(parent_sentinel=child_r)


def _report_end(life_r, pid, child_w):
    posix.close(life_r)
    _, status = posix.waitpid(pid, 0)
    try:
        write_numbers(child_w, posix.waitstatus_to_exitcode(status))
    except BrokenPipeError:
        # The client has ended.
        pass
    posix.close(child_w)


_forkserver = ForkServer()
ensure_running = _forkserver.ensure_running
get_inherited_fds = _forkserver.get_inherited_fds
connect_to_new_process = _forkserver.connect_to_new_process
set_forkserver_preload = _forkserver.set_forkserver_preload
