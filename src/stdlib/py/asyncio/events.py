"""Scheduled callbacks, and which loop belongs to which thread."""

import threading
from contextvars import copy_context
from _thread import get_ident

from asyncio import formatting

__all__ = ['Handle', 'TimerHandle', 'get_running_loop', '_get_running_loop',
           '_set_running_loop', 'get_event_loop', 'set_event_loop', 'new_event_loop']


class Handle:
    """A call that the loop will make, unless it is cancelled."""

    __slots__ = ('_callback', '_args', '_cancelled', '_loop', '_context')

    def __init__(self, callback, args, loop, context=None):
        if context is None:
            context = copy_context()
        self._context = context
        self._loop = loop
        self._callback = callback
        self._args = args
        self._cancelled = False

    def _info(self):
        info = [self.__class__.__name__]
        if self._cancelled:
            info.append('cancelled')
        if self._callback is not None:
            info.append(formatting.callback_source(self._callback, self._args,
                                                   self._loop.get_debug()))
        return info

    def __repr__(self):
        return f"<{' '.join(self._info())}>"

    def get_context(self):
        """The context it runs in."""
        return self._context

    def cancel(self):
        """Do not call."""
        if not self._cancelled:
            self._cancelled = True
            self._callback = None
            self._args = None

    def cancelled(self):
        """Whether it was cancelled."""
        return self._cancelled

    def _run(self):
        try:
            self._context.run(self._callback, *self._args)
        except (SystemExit, KeyboardInterrupt):
            raise
        except BaseException as exc:
            text = formatting.callback_source(self._callback, self._args,
                                              self._loop.get_debug())
            self._loop.call_exception_handler({
                'message': f'Exception in callback {text}',
                'exception': exc,
                'handle': self,
            })


class TimerHandle(Handle):
    """A call at a moment of the loop's clock."""

    __slots__ = ('_when', '_scheduled')

    def __init__(self, when, callback, args, loop, context=None):
        super().__init__(callback, args, loop, context)
        self._when = when
        self._scheduled = False

    def _info(self):
        info = super()._info()
        info.insert(2 if self._cancelled else 1, f'when={self._when}')
        return info

    def __lt__(self, other):
        return self._when < other._when

    def cancel(self):
        if not self._cancelled:
            self._loop._timer_handle_cancelled(self)
        super().cancel()

    def when(self):
        """The moment, on the loop's clock."""
        return self._when


_running = {}     # thread identifier -> the loop that runs in it
_current = {}     # thread identifier -> the loop set for it


def _get_running_loop():
    return _running.get(get_ident())


def _set_running_loop(loop):
    if loop is None:
        _running.pop(get_ident(), None)
    else:
        _running[get_ident()] = loop


def get_running_loop():
    """The loop that runs in this thread; RuntimeError when none does."""
    loop = _running.get(get_ident())
    if loop is None:
        raise RuntimeError('no running event loop')
    return loop


def get_event_loop():
    """The running loop, or the one set for this thread."""
    loop = _running.get(get_ident())
    if loop is None:
        loop = _current.get(get_ident())
        if loop is None:
            raise RuntimeError('There is no current event loop in thread %r.'
                               % threading.current_thread().name)
    return loop


def set_event_loop(loop):
    """Make it the loop of this thread."""
    if loop is None:
        _current.pop(get_ident(), None)
    else:
        _current[get_ident()] = loop


def new_event_loop():
    """A loop of its own; nothing runs it yet."""
    from asyncio.unix_events import SelectorEventLoop
    return SelectorEventLoop()
