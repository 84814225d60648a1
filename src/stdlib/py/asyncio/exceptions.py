"""The exceptions of `asyncio`."""

__all__ = ['BrokenBarrierError', 'CancelledError', 'InvalidStateError', 'TimeoutError']


class CancelledError(BaseException):
    """The task or future was cancelled."""


TimeoutError = TimeoutError


class InvalidStateError(Exception):
    """The task or future is not in a state that allows this."""


class BrokenBarrierError(RuntimeError):
    """The barrier was aborted or reset."""
