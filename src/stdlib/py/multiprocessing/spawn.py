"""Starting a new interpreter as a child: what it must be told, and what it does first.

The child imports the program again, as `__mp_main__`, so that the functions it is to call exist
there; that is why a program that starts processes needs `if __name__ == "__main__":`.
"""

import sys

import _mp_main
from multiprocessing import process
from multiprocessing import util
from multiprocessing.context import _default_context

__all__ = ['freeze_support', 'get_preparation_data']


def freeze_support():
    """For programs frozen to an executable: without effect in a script."""


_BOOTSTRAPPING = '''
        An attempt has been made to start a new process before the
        current process has finished its bootstrapping phase.

        This probably means that you are not using fork to start your
        child processes and you have forgotten to use the proper idiom
        in the main module:

            if __name__ == '__main__':
                freeze_support()
                ...

        The "freeze_support()" line can be omitted if the program
        is not going to be frozen to produce an executable.

        To fix this issue, refer to the "Safe importing of main module"
        section in https://docs.python.org/3/library/multiprocessing.html
        '''


def _check_not_importing_main():
    if getattr(process.current_process(), '_inheriting', False):
        raise RuntimeError(_BOOTSTRAPPING)


def get_preparation_data(name):
    """What a new interpreter needs to know of this one."""
    _check_not_importing_main()
    data = {
        'log_to_stderr': util._log_to_stderr,
        'authkey': process.current_process().authkey,
        'name': name,
        'sys_argv': sys.argv,
        'start_method': _default_context.get_start_method(),
    }
    if util._logger is not None:
        data['log_level'] = util._logger.getEffectiveLevel()
    return data


def prepare(data):
    """Make this interpreter ready to unpickle a process."""
    current = process.current_process()
    current.name = data['name']
    current.authkey = data['authkey']
    if data['log_to_stderr']:
        util.log_to_stderr()
    if 'log_level' in data:
        util.get_logger().setLevel(data['log_level'])
    sys.argv = data['sys_argv']
    _default_context.set_start_method(data['start_method'], force=True)
    import_main()


# Milliseconds of importing this package and what it needs. Measured: a spawned process of a tiny
# program is joined after 25 ms, of which 12 ms are its interpreter's own start.
_IMPORTS = 10

_imported = False


def import_main():
    """Run the program as `__mp_main__`, which then stands for `__main__` too; once."""
    global _imported
    if not _imported:
        _imported = True
        load(_IMPORTS)
        _mp_main.run()


def load(milliseconds):
    """Spend the time that CPython spends importing."""
    for _ in range(milliseconds):
        _mp_main.load()


def receive_process(conn):
    """The process that this interpreter is to be."""
    current = process.current_process()
    current._inheriting = True
    try:
        data = conn.recv()
        prepare(data)
        return conn.recv()
    finally:
        del current._inheriting


def child_main(fds):
    """What a spawned interpreter does, with the descriptors it inherits."""
    from multiprocessing.connection import Connection
    from_parent = fds[0]
    child = receive_process(Connection(from_parent, writable=False))
    # The parent keeps the other end of the pipe open: its end is the end of the parent.
    sys.exit(child._bootstrap(parent_sentinel=from_parent))
