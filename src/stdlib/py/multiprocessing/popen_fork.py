"""Starting a child as a copy of this process, and waiting for one by its number."""

import atexit
import posix

from multiprocessing import util

__all__ = ['Popen']

# The numbers of signals on Linux (signal(7)).
SIGKILL = 9
SIGTERM = 15


class Popen:
    """A child that was started with posix.fork()."""

    method = 'fork'

    def __init__(self, process_obj):
        util._flush_std_streams()
        self.returncode = None
        self._fds = ()
        self._launch(process_obj)

    def poll(self, flag=posix.WNOHANG):
        """The exit status, if the child has ended (without WNOHANG: wait for that)."""
        if self.returncode is None:
            try:
                pid, status = posix.waitpid(self.pid, flag)
            except OSError:
                # Someone else has waited for it; what it ended with is not to be known.
                return None
            if pid == self.pid:
                self.returncode = posix.waitstatus_to_exitcode(status)
        return self.returncode

    def wait(self, timeout=None):
        """Wait for its end, or for `timeout` seconds."""
        if self.returncode is None:
            if timeout is not None:
                from multiprocessing.connection import wait
                if not wait([self.sentinel], timeout):
                    return None
            # The sentinel is closed a moment before the child can be waited for.
            return self.poll(posix.WNOHANG if timeout == 0.0 else 0)
        return self.returncode

    def _send_signal(self, number):
        if self.returncode is None:
            try:
                posix.kill(self.pid, number)
            except ProcessLookupError:
                pass
            except OSError:
                if self.wait(timeout=0.1) is None:
                    raise

    def terminate(self):
        """SIGTERM."""
        self._send_signal(SIGTERM)

    def kill(self):
        """SIGKILL."""
        self._send_signal(SIGKILL)

    def _launch(self, process_obj):
        # The child holds the writing end of the first pipe as long as it lives, the parent that of
        # the second: each sees the other's end as the end of the file.
        parent_r, child_w = posix.pipe()
        child_r, parent_w = posix.pipe()
        self.pid = posix.fork()
        if self.pid == 0:
            code = 1
            try:
                atexit._clear()
                atexit.register(util._exit_function)
                posix.close(parent_r)
                posix.close(parent_w)
                code = process_obj._bootstrap(parent_sentinel=child_r)
            finally:
                atexit._run_exitfuncs()
                util._flush_std_streams()
                posix._exit(code)
        posix.close(child_w)
        posix.close(child_r)
        self._fds = (parent_r, parent_w)
        self.sentinel = parent_r

    def close(self):
        """Close the descriptors."""
        util.close_fds(*self._fds)
        self._fds = ()
