"""The errors of interpreters that cannot be asked, or not be given, something."""


class InterpreterError(Exception):
    """A cross-interpreter operation failed."""
    __module__ = 'concurrent.interpreters'


class InterpreterNotFoundError(InterpreterError):
    """An interpreter was not found."""
    __module__ = 'concurrent.interpreters'


class NotShareableError(TypeError):
    """What cannot pass between interpreters."""
    __module__ = 'concurrent.interpreters'
