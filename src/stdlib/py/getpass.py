"""Passwords and user names: the laboratory has neither a terminal of its own nor users."""

import sys

__all__ = ["getpass", "getuser", "GetPassWarning"]


class GetPassWarning(UserWarning):
    """The password may be seen while it is typed."""


def getpass(prompt='Password: ', stream=None, **kwargs):
    """A line of standard input, after a prompt on standard error."""
    import warnings
    warnings.warn("Can not control echo on the terminal.", GetPassWarning, stacklevel=2)
    stream = stream or sys.stderr
    print("Warning: Password input may be echoed.", file=stream)
    stream.write(prompt)
    stream.flush()
    return input()


def getuser():
    """The name of the user."""
    import os
    for name in ('LOGNAME', 'USER', 'LNAME', 'USERNAME'):
        user = os.environ.get(name)
        if user:
            return user
    return 'learner'
