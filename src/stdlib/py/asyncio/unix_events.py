"""The loop of Linux and macOS: waits in a selector, which other threads can wake."""

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


SelectorEventLoop = _UnixSelectorEventLoop
EventLoop = _UnixSelectorEventLoop
