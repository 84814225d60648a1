"""Several interpreters in one process (PEP 734), each with a GIL of its own.

What differs from CPython: an interpreter that is dropped without close() lives until the program ends,
because nothing is collected by reference counts here.
"""

import pickle
from types import FunctionType, SimpleNamespace

import _interpreters
from _interpreter_entry import dumps, loads
from _interpreters import InterpreterError, InterpreterNotFoundError, NotShareableError

from concurrent.interpreters._queues import Queue, QueueEmpty, QueueFull, create as create_queue

__all__ = ['get_current', 'get_main', 'create', 'list_all', 'is_shareable', 'Interpreter',
           'InterpreterError', 'InterpreterNotFoundError', 'ExecutionFailed', 'NotShareableError',
           'create_queue', 'Queue', 'QueueEmpty', 'QueueFull']


class ExecutionFailed(InterpreterError):
    """An exception left what was run in another interpreter; `excinfo` tells of it."""

    def __init__(self, excinfo):
        super().__init__(excinfo.formatted)
        self.excinfo = excinfo

    def __str__(self):
        return (f'{super().__str__()}\n\nUncaught in the interpreter:\n\n'
                f'{self.excinfo.errdisplay}')


def _excinfo(summary):
    (name, qualname, module), message, display = summary
    shown = qualname if module == 'builtins' else f'{module}.{qualname}'
    return SimpleNamespace(
        type=SimpleNamespace(__name__=name, __qualname__=qualname, __module__=module),
        msg=message, formatted=f'{shown}: {message}' if message else shown, errdisplay=display)


def create():
    """A new interpreter, in which nothing runs."""
    return Interpreter(_interpreters.create())


def list_all():
    """All interpreters of the process, the first one first."""
    return [Interpreter(id) for id in _interpreters.list_all()]


def get_current():
    """The interpreter that runs this."""
    return Interpreter(_interpreters.get_current())


def get_main():
    """The interpreter that runs the program."""
    return Interpreter(0)


def is_shareable(obj):
    """Whether an object passes to another interpreter as it is, without being pickled."""
    if type(obj) is tuple:
        return all(map(is_shareable, obj))
    return obj is None or type(obj) in (bool, int, float, str, bytes, Queue)


def _check_portable(callable):
    """CPython passes the code of a function that uses no names from outside; we do not."""
    if type(callable) is FunctionType and callable.__closure__ is None and (
            '<lambda>' in callable.__qualname__ or '<locals>' in callable.__qualname__):
        from _gilscope import refuse
        refuse('a call in another interpreter of a function without a name of its own in a module',
               'define the function with `def`, outside of any other')


_known = {}


class Interpreter:
    """One interpreter; there is one of these objects for each."""

    def __new__(cls, id, /):
        if not isinstance(id, int):
            raise TypeError(f'id must be an int, got {id!r}')
        if id not in _known:
            if id not in _interpreters.list_all():
                raise InterpreterNotFoundError(f'unrecognized interpreter ID {id}')
            self = _known[id] = super().__new__(cls)
            self._id = id
        return _known[id]

    def __repr__(self):
        return f'{type(self).__name__}({self.id})'

    def __hash__(self):
        return hash(self._id)

    def __reduce__(self):
        return (type(self), (self._id,))

    @property
    def id(self):
        return self._id

    @property
    def whence(self):
        return '_interpreters module' if self._id else 'runtime init'

    def is_running(self):
        """Whether a thread runs code in its `__main__`."""
        try:
            return _interpreters.is_running(self._id)
        except FileNotFoundError:
            raise self._not_found() from None

    def close(self):
        """End it, and everything in it."""
        if self._id == _interpreters.get_current():
            raise InterpreterError('cannot destroy the current interpreter')
        if self.is_running():
            raise InterpreterError('interpreter running')
        self._enter('finish', None)
        try:
            _interpreters.destroy(self._id)
        except FileNotFoundError:
            raise self._not_found() from None
        except BlockingIOError:
            raise InterpreterError('interpreter running') from None

    def prepare_main(self, ns=None, /, **kwargs):
        """Bind values, which must be shareable, in its `__main__`."""
        names = dict(ns or (), **kwargs)
        for value in names.values():
            if not is_shareable(value):
                raise NotShareableError(f'{value!r} does not support cross-interpreter data')
        self._enter('bind', dumps(names))

    def exec(self, code, /, dedent=True):
        """Run source code in its `__main__`."""
        if not isinstance(code, str):
            raise TypeError(f'code must be a str, got {type(code).__name__}')
        if dedent:
            import textwrap
            code = textwrap.dedent(code)
        self._enter('source', code)

    def call(self, callable, /, *args, **kwargs):
        """Call something there; what it returns."""
        return self._call(callable, args, kwargs)

    def _call(self, callable, args, kwargs):
        _check_portable(callable)
        return loads(self._enter('call', dumps((callable, args, kwargs))))

    def call_in_thread(self, callable, /, *args, **kwargs):
        """Call something there, in a new thread, which is returned."""
        import threading
        t = threading.Thread(target=self._call, args=(callable, args, kwargs))
        t.start()
        return t

    def _enter(self, kind, payload):
        """This thread goes there with a message, and comes back with the answer."""
        try:
            answer = _interpreters.enter(self._id, pickle.dumps((kind, payload)))
        except FileNotFoundError:
            raise self._not_found() from None
        except BlockingIOError:
            raise InterpreterError('interpreter already running') from None
        if not answer:
            raise InterpreterError('the interpreter could not be entered')
        outcome, payload = pickle.loads(answer)
        if outcome == 'failed':
            raise ExecutionFailed(_excinfo(payload))
        if outcome == 'not shareable':
            raise NotShareableError(f'the result cannot be pickled: {payload}')
        return payload

    def _not_found(self):
        return InterpreterNotFoundError(f'unrecognized interpreter ID {self._id}')
