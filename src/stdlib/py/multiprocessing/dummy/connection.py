"""Connections between threads: two queues."""

from queue import Queue

__all__ = ['Client', 'Listener', 'Pipe']

families = [None]


class Connection:
    """One end."""

    def __init__(self, _in, _out):
        self._out = _out
        self._in = _in
        self.send = self.send_bytes = _out.put
        self.recv = self.recv_bytes = _in.get

    def poll(self, timeout=0.0):
        """Whether a message is there, or comes within `timeout` seconds."""
        if self._in.qsize() > 0:
            return True
        if timeout <= 0.0:
            return False
        with self._in.not_empty:
            self._in.not_empty.wait(timeout)
        return self._in.qsize() > 0

    def close(self):
        """Without effect."""

    def __enter__(self):
        return self

    def __exit__(self, exc_type, exc_value, exc_tb):
        self.close()


class Listener:
    """Waits for clients."""

    def __init__(self, address=None, family=None, backlog=1):
        self._backlog_queue = Queue(backlog)

    def accept(self):
        """The connection to the next client."""
        return Connection(*self._backlog_queue.get())

    def close(self):
        """Take no more clients."""
        self._backlog_queue = None

    @property
    def address(self):
        """What a client needs to know."""
        return self._backlog_queue

    def __enter__(self):
        return self

    def __exit__(self, exc_type, exc_value, exc_tb):
        self.close()


def Client(address):
    """A connection to a listener."""
    _in, _out = Queue(), Queue()
    address.put((_out, _in))
    return Connection(_in, _out)


def Pipe(duplex=True):
    """Two connections that are joined."""
    a, b = Queue(), Queue()
    return Connection(a, b), Connection(b, a)
