"""The loop of Linux and macOS: waits in a selector, which other threads can wake."""

from _gilscope import refuse
from _selector import Selector

from asyncio import base_events, events

__all__ = ['SelectorEventLoop', 'EventLoop']


class _UnixSelectorEventLoop(base_events.BaseEventLoop):
    """A loop that waits for timers and for other threads; there is no network to wait for."""

    def _add_self_reader(self):
        self._selector = Selector()
        # Waiting and waking each let go of the GIL, as epoll_wait and send do.
        self._wait = self._selector.select
        self._write_to_self = self._selector.wake

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
    'add_signal_handler remove_signal_handler':
        "catch KeyboardInterrupt around `asyncio.run()`",
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
