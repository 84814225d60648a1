"""A pool of threads each of which makes its calls in an interpreter of its own (PEP 734).

Each has a GIL of its own, so that calls run in parallel within one process; what passes is pickled.
"""

import sys
import traceback

from concurrent import interpreters
from concurrent.futures import thread as _thread


def do_call(results, func, args, kwargs):
    """In the worker's interpreter: an exception is sent to the caller as well."""
    try:
        return func(*args, **kwargs)
    except BaseException as exc:
        try:
            results.put(exc)
        except interpreters.NotShareableError:
            print('exception is not shareable:', file=sys.stderr)
            traceback.print_exception(exc)
            results.put(None)
        raise


class WorkerContext(_thread.WorkerContext):
    """An interpreter, and the queue by which its exceptions come."""

    @classmethod
    def prepare(cls, initializer, initargs):
        def resolve_task(fn, args, kwargs):
            if isinstance(fn, str):
                raise TypeError('scripts not supported')
            return (fn, args, kwargs)

        task = None
        if initializer is not None:
            try:
                task = resolve_task(initializer, initargs, {})
            except TypeError:
                raise TypeError("initializer must be a callable") from None

        def create_context():
            return cls(task)

        return create_context, resolve_task

    def __init__(self, task):
        self.initializer_task = task
        self.interp = None
        self.results = None

    def initialize(self):
        self.interp = interpreters.create()
        try:
            self.results = interpreters.create_queue()
            if self.initializer_task is not None:
                self.run(self.initializer_task)
        except BaseException:
            self.finalize()
            raise

    def finalize(self):
        interp, self.interp, self.results = self.interp, None, None
        if interp is not None:
            interp.close()

    def run(self, task):
        interpreters._check_portable(task[0])
        try:
            return self.interp.call(do_call, self.results, *task)
        except interpreters.ExecutionFailed as wrapper:
            exc = self.results.get()
            if exc is None:
                # It could not be pickled.
                raise
            raise exc from wrapper


class BrokenInterpreterPool(_thread.BrokenThreadPool):
    """The initializer of a worker failed."""


class InterpreterPoolExecutor(_thread.ThreadPoolExecutor):
    """Calls are made by at most max_workers threads, each in an interpreter of its own."""

    BROKEN = BrokenInterpreterPool

    @classmethod
    def prepare_context(cls, initializer, initargs):
        return WorkerContext.prepare(initializer, initargs)

    def __init__(self, max_workers=None, thread_name_prefix='', initializer=None, initargs=()):
        thread_name_prefix = thread_name_prefix or f'InterpreterPoolExecutor-{self._counter()}'
        super().__init__(max_workers, thread_name_prefix, initializer, initargs)
