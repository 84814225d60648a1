"""The loop of Linux and macOS: waits in a selector, which other threads can wake."""

import signal

from _gilscope import refuse
from _selector import Selector

from asyncio import base_events, coroutines, events

__all__ = ['SelectorEventLoop', 'EventLoop']


class _UnixSelectorEventLoop(base_events.BaseEventLoop):
    """A loop that waits for timers and for other threads; there is no network to wait for."""

    def _add_self_reader(self):
        self._selector = Selector()
        self._signal_handlers = {}
        # Waiting and waking each let go of the GIL, as epoll_wait and send do.
        self._wait = self._selector.select
        self._write_to_self = self._selector.wake

    def add_signal_handler(self, sig, callback, *args):
        """Have the loop call back when a signal comes."""
        if coroutines.iscoroutine(callback) or coroutines.iscoroutinefunction(callback):
            raise TypeError("coroutines cannot be used with add_signal_handler()")
        self._check_signal(sig)
        self._check_closed()
        handle = events.Handle(callback, args, self, None)

        def come(signum, frame):
            # In the middle of anything: the loop calls back in its own time.
            if not handle._cancelled:
                self.call_soon_threadsafe(handle._run)

        old = self._signal_handlers.get(sig)
        if old is not None:
            old.cancel()
        try:
            signal.signal(sig, come)
        except OSError as exc:
            raise RuntimeError(f'sig {sig} cannot be caught') from exc
        except ValueError as exc:
            raise RuntimeError(str(exc)) from None
        self._signal_handlers[sig] = handle

    def remove_signal_handler(self, sig):
        """Do not call back any more; whether there was something to call."""
        self._check_signal(sig)
        handle = self._signal_handlers.pop(sig, None)
        if handle is None:
            return False
        handle.cancel()
        default = signal.default_int_handler if sig == signal.SIGINT else signal.SIG_DFL
        signal.signal(sig, default)
        return True

    def _check_signal(self, sig):
        if not isinstance(sig, int):
            raise TypeError(f'sig must be an int, not {sig!r}')
        if sig not in signal.valid_signals():
            raise ValueError(f'invalid signal number {sig}')

    def close(self):
        super().close()
        for sig in list(self._signal_handlers):
            self.remove_signal_handler(sig)

    def _select(self, timeout):
        if self._wait(timeout):
            self._ready.append(events.Handle(self._read_from_self, (), self))

    def _read_from_self(self):
        # Until nothing is left: the second recv() says so.
        while self._selector.drain():
            pass


_ABSENT = {
    'create_connection create_datagram_endpoint create_server create_unix_connection '
    'create_unix_server connect_accepted_socket getaddrinfo getnameinfo sendfile start_tls '
    'sock_accept sock_connect sock_recv sock_recv_into sock_recvfrom sock_recvfrom_into '
    'sock_sendall sock_sendfile sock_sendto add_reader remove_reader add_writer remove_writer '
    'connect_read_pipe connect_write_pipe':
        "let `asyncio.sleep()` stand for waiting for the network",
    'subprocess_exec subprocess_shell':
        "let `asyncio.sleep()` stand for the other program",
}


def _refusing(name, instead):
    def method(self, *args, **kwargs):
        refuse(f"`loop.{name}()`", instead)
    method.__name__ = name
    return method


for _names, _instead in _ABSENT.items():
    for _name in _names.split():
        setattr(_UnixSelectorEventLoop, _name, _refusing(_name, _instead))

SelectorEventLoop = _UnixSelectorEventLoop
EventLoop = _UnixSelectorEventLoop
