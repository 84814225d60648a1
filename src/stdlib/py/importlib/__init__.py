"""importlib: importing a module whose name is only known while the program runs."""

import sys


def _resolved(name, package):
    level = len(name) - len(name.lstrip('.'))
    if not package:
        raise TypeError('the \'package\' argument is required to perform a relative import for '
                        f'{name!r}')
    parts = package.rsplit('.', level - 1)
    if len(parts) < level:
        raise ImportError('attempted relative import beyond top-level package')
    rest = name[level:]
    return f'{parts[0]}.{rest}' if rest else parts[0]


def import_module(name, package=None):
    """The module of this name (with leading dots: relative to `package`), imported if need be."""
    if name.startswith('.'):
        name = _resolved(name, package)
    __import__(name)
    return sys.modules[name]


def invalidate_caches():
    """There are none: the files of a program do not change while it runs."""
