"""Waiting for many files at once, by object: selectors over `select.poll`.

CPython's default on Linux is epoll; what a program sees of it is the same.
"""

import math
import select
from collections import namedtuple
from collections.abc import Mapping

EVENT_READ = 1
EVENT_WRITE = 2

SelectorKey = namedtuple('SelectorKey', ['fileobj', 'fd', 'events', 'data'])


def _fileobj_to_fd(fileobj):
    if isinstance(fileobj, int):
        fd = fileobj
    else:
        try:
            fd = int(fileobj.fileno())
        except (AttributeError, TypeError, ValueError):
            raise ValueError(f"Invalid file object: {fileobj!r}") from None
    if fd < 0:
        raise ValueError(f"Invalid file descriptor: {fd}")
    return fd


class _SelectorMapping(Mapping):
    """What is registered, by file object."""

    def __init__(self, selector):
        self._selector = selector

    def __len__(self):
        return len(self._selector._fd_to_key)

    def get(self, fileobj, default=None):
        fd = self._selector._fileobj_lookup(fileobj)
        return self._selector._fd_to_key.get(fd, default)

    def __getitem__(self, fileobj):
        fd = self._selector._fileobj_lookup(fileobj)
        key = self._selector._fd_to_key.get(fd)
        if key is None:
            raise KeyError(f"{fileobj!r} is not registered")
        return key

    def __iter__(self):
        return iter(self._selector._fd_to_key)


class BaseSelector:
    """What all selectors can do with the method select() of each."""

    def __init__(self):
        self._fd_to_key = {}
        self._map = _SelectorMapping(self)

    def _fileobj_lookup(self, fileobj):
        try:
            return _fileobj_to_fd(fileobj)
        except ValueError:
            # It may have been closed since.
            for key in self._fd_to_key.values():
                if key.fileobj is fileobj:
                    return key.fd
            raise

    def register(self, fileobj, events, data=None):
        """Look out for events of a file."""
        if not events or events & ~(EVENT_READ | EVENT_WRITE):
            raise ValueError(f"Invalid events: {events!r}")
        key = SelectorKey(fileobj, self._fileobj_lookup(fileobj), events, data)
        if key.fd in self._fd_to_key:
            raise KeyError(f"{fileobj!r} (FD {key.fd}) is already registered")
        self._fd_to_key[key.fd] = key
        return key

    def unregister(self, fileobj):
        """Do not look out for it any more."""
        try:
            return self._fd_to_key.pop(self._fileobj_lookup(fileobj))
        except KeyError:
            raise KeyError(f"{fileobj!r} is not registered") from None

    def modify(self, fileobj, events, data=None):
        """Look out for other events, or with other data."""
        key = self._map[fileobj]
        if events != key.events or data != key.data:
            self.unregister(fileobj)
            key = self.register(fileobj, events, data)
        return key

    def get_key(self, fileobj):
        """What was registered with a file."""
        if self._map is None:
            raise RuntimeError('Selector is closed')
        try:
            return self._map[fileobj]
        except KeyError:
            raise KeyError(f"{fileobj!r} is not registered") from None

    def get_map(self):
        """All that is registered."""
        return self._map

    def close(self):
        """Forget everything."""
        self._fd_to_key.clear()
        self._map = None

    def __enter__(self):
        return self

    def __exit__(self, *exc_info):
        self.close()


class PollSelector(BaseSelector):
    """A selector that asks poll()."""

    def select(self, timeout=None):
        """Wait, for seconds or for ever: a list of (key, events) of what is ready."""
        poll = select.poll()
        for key in self._fd_to_key.values():
            wanted = select.POLLIN if key.events & EVENT_READ else 0
            if key.events & EVENT_WRITE:
                wanted |= select.POLLOUT
            poll.register(key.fd, wanted)
        if timeout is not None:
            timeout = 0 if timeout <= 0 else math.ceil(timeout * 1e3)
        ready = []
        for fd, event in poll.poll(timeout):
            key = self._fd_to_key[fd]
            if event & select.POLLNVAL and hasattr(key.fileobj, 'getsockname'):
                from _gilscope import refuse
                refuse('a socket in a selector',
                       'give each connection a thread; pipes can be in a selector')
            # Not wanted, but what waits for it finds out by trying: an end, an error.
            events = 0
            if event & ~select.POLLIN:
                events |= EVENT_WRITE
            if event & ~select.POLLOUT:
                events |= EVENT_READ
            if events & key.events:
                ready.append((key, events & key.events))
        return ready


class SelectSelector(PollSelector):
    """The same: descriptors have no upper bound here."""


class EpollSelector(PollSelector):
    """The same: what epoll does faster takes no time here."""


DefaultSelector = EpollSelector
