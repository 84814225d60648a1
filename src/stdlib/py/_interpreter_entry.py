"""What an interpreter does for a caller in another one; both sides of what passes between them.

Owns the messages: pickles of (kind, payload) on the way in, of (outcome, payload) on the way out. Owns
no interpreter (`concurrent.interpreters`). Imports little: every new interpreter loads it.
"""

import sys

import _interpreters
import pickle
from _gilscope import forget_frames

_program = None
# The program is being loaded; what it does now, it does in every interpreter.
loading = False


def loads(data):
    """The object of a pickle; what the program defines comes from the program, loaded for it."""
    try:
        return pickle.loads(data)
    except AttributeError as exc:
        if "'__main__'" not in str(exc) or _interpreters.get_current() == 0:
            raise
    main = sys.modules['__main__']
    sys.modules['__main__'] = _load_program()
    try:
        return pickle.loads(data)
    finally:
        sys.modules['__main__'] = main


def _load_program():
    """The program as a module that is not `__main__`: what it does under that name is left out."""
    global _program, loading
    if _program is None:
        main = sys.modules['__main__']
        loading = True
        try:
            _interpreters.run_program()
            _program = sys.modules['__main__']
        finally:
            loading = False
            sys.modules['__main__'] = main
            sys.modules.pop('<fake __main__>', None)
    return _program


def dumps(obj):
    """The pickle of an object, or a NotShareableError."""
    try:
        return pickle.dumps(obj)
    except Exception as exc:
        error = _interpreters.NotShareableError(
            'object could not be unpickled' if isinstance(exc, EOFError)
            else f'{obj!r} does not support cross-interpreter data')
        raise error from exc


def main(data):
    """Called by the engine with a message; the answer to it."""
    kind, payload = pickle.loads(data)
    try:
        result = _KINDS[kind](payload)
    except BaseException as exc:
        forget_frames(exc, ['main', '_run_source', '_run_call', '_run_thread'])
        return pickle.dumps(('failed', _summary(exc)))
    try:
        return pickle.dumps(('returned', pickle.dumps(result)))
    except Exception as exc:
        return pickle.dumps(('not shareable', f'{type(exc).__name__}: {exc}'))


def _run_source(source):
    exec(source, sys.modules['__main__'].__dict__)


def _run_call(data):
    callable, args, kwargs = loads(data)
    return callable(*args, **kwargs)


def _run_thread(data):
    """Nobody waits for what a thread's target returns."""
    _run_call(data)


def _bind(data):
    vars(sys.modules['__main__']).update(loads(data))


def _finish(_):
    """The interpreter is about to be closed: its threads are joined, its exit functions called."""
    if 'threading' in sys.modules:
        sys.modules['threading']._shutdown()
    if 'atexit' in sys.modules:
        sys.modules['atexit']._run_exitfuncs()


_KINDS = {'source': _run_source, 'call': _run_call, 'thread': _run_thread, 'bind': _bind, 'finish': _finish}


def _summary(exc):
    """What can be told of an exception elsewhere: (names of its class, message, traceback)."""
    from traceback import TracebackException
    display = ''.join(TracebackException.from_exception(exc).format()).rstrip('\n')
    cls = type(exc)
    return (cls.__name__, cls.__qualname__, cls.__module__), str(exc), display
