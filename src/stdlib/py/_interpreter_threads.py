"""What becomes of the program's threads where each has an interpreter of its own (runtime `subinterpreters`).

A thread's target is called as `Interpreter.call_in_thread` of `concurrent.interpreters` would: in an
interpreter made for it, which loads the program as a module of its own; the function and its arguments
cross by pickle. What cannot cross is refused when the thread is started, by its name. Threads of the
library (pools, feeders, timers) stay where they are; what a timer calls moves.
"""

import _interpreter_entry
import _interpreters
from _gilscope import forbid, is_librarys

_QUEUE = ('what threads have in common they send each other by a queue of '
          'concurrent.interpreters.create_queue()')
_INSTEAD = {
    'lock': f'interpreters share no lock, as they share no objects; {_QUEUE}',
    'RLock': f'interpreters share no lock, as they share no objects; {_QUEUE}',
    'Queue': 'use a queue of concurrent.interpreters.create_queue()',
    'SimpleQueue': 'use a queue of concurrent.interpreters.create_queue()',
    'TextIOWrapper': 'give the thread the path, and let it open the file',
    'BufferedReader': 'give the thread the path, and let it open the file',
    'BufferedWriter': 'give the thread the path, and let it open the file',
    'Thread': 'give the thread the data that it needs instead of another thread',
    'generator': 'give the thread a list of what the generator gives',
}
_PLAIN = f'give the thread values that pickle can copy; {_QUEUE}'


def move(thread):
    """The thread is about to start: from now on its target runs in an interpreter of its own."""
    import threading
    if isinstance(thread, threading.Timer):
        if not _is_librarys(thread.function):
            data = _message(thread, thread.function, thread.args, thread.kwargs)
            thread.function, thread.args, thread.kwargs = _call, (data,), {}
    elif not _is_librarys(type(thread).run):
        forbid(f'{type(thread).__name__}.run() works on the thread itself, which cannot pass into '
               'another interpreter',
               'give Thread a target that is a function of a module, and the data as its args')
    elif thread._target is not None and not _is_librarys(thread._target):
        data = _message(thread, thread._target, thread._args, thread._kwargs)
        thread._target, thread._args, thread._kwargs = _call, (data,), {}


def _is_librarys(callable):
    return is_librarys(getattr(callable, '__func__', callable))


def _message(thread, target, args, kwargs):
    if _interpreter_entry.loading:
        forbid('the interpreter of a thread loads the program for itself, and the program starts '
               'threads while it is loaded',
               "put what is to happen only once under `if __name__ == '__main__':`")
    try:
        return _interpreter_entry.dumps((target, tuple(args), dict(kwargs)))
    except _interpreters.NotShareableError as error:
        _say_what(thread, target, args, kwargs, error)


def _say_what(thread, target, args, kwargs, error):
    if _problem(target) is not None:
        forbid(f'the target of {thread.name} cannot pass into another interpreter: '
               f'{_problem(target)}',
               'define it with `def` outside of any other function, and give it what it needs as '
               'arguments')
    named = [(f'argument {at}', value) for at, value in enumerate(args, 1)]
    named += [(f'argument {name}', value) for name, value in kwargs.items()]
    for name, value in named:
        problem = _problem(value)
        if problem is not None:
            forbid(f'{name} of {thread.name} cannot pass into another interpreter: {problem}',
                   _INSTEAD.get(type(value).__name__, _PLAIN))
    raise error


def _problem(value):
    """Why pickle cannot copy it, or None."""
    try:
        _interpreter_entry.dumps(value)
    except _interpreters.NotShareableError as error:
        return str(error.__cause__)
    return None


def _call(data):
    """In the new thread: a new interpreter, the call there, and its end."""
    from concurrent import interpreters
    interpreter = interpreters.create()
    try:
        interpreter._enter('thread', data)
    finally:
        interpreter.close()
