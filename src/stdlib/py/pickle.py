"""Objects as bytes, and back."""

from _gilscope import refuse as _refuse
import _codecs
import copyreg
import _pickle
from _pickle import PickleError, PicklingError, UnpicklingError, dumps, loads

__all__ = ['PickleError', 'PicklingError', 'UnpicklingError', 'Pickler', 'Unpickler',
           'dump', 'dumps', 'load', 'loads']

format_version = '5.0'
compatible_formats = ['1.0', '1.1', '1.2', '1.3', '2.0', '3.0', '4.0', '5.0']
HIGHEST_PROTOCOL = 5
DEFAULT_PROTOCOL = 4


def dump(obj, file, protocol=None, *, fix_imports=True, buffer_callback=None):
    """Write an object to a binary file."""
    if not hasattr(file, 'write'):
        raise TypeError("file must have a 'write' attribute")
    file.write(dumps(obj, protocol, fix_imports=fix_imports, buffer_callback=buffer_callback))


def load(file, *, fix_imports=True, encoding='ASCII', errors='strict', buffers=()):
    """Read one object from a binary file."""
    if not (hasattr(file, 'read') and hasattr(file, 'readline')):
        raise TypeError("file must have 'read', 'readinto' and 'readline' attributes")
    data = file.read()
    obj, used = _pickle._loads_first(data)
    if used < len(data):
        file.seek(used - len(data), 1)
    return obj


class Pickler:
    """Writes objects to a binary file."""

    def __init__(self, file, protocol=None, *, fix_imports=True, buffer_callback=None):
        if not hasattr(file, 'write'):
            raise TypeError("file must have a 'write' attribute")
        for hook in ('persistent_id', 'reducer_override', 'dispatch_table'):
            if hasattr(self, hook):
                _refuse(f'`{hook}` of picklers', 'give the class a `__reduce__`')
        self._file = file
        self._protocol = protocol

    def dump(self, obj):
        """Write an object."""
        dump(obj, self._file, self._protocol)

    def clear_memo(self):
        """Forget what was written: here every dump() starts anew."""


class Unpickler:
    """Reads objects from a binary file."""

    def __init__(self, file, *, fix_imports=True, encoding='ASCII', errors='strict',
                 buffers=None):
        if not (hasattr(file, 'read') and hasattr(file, 'readline')):
            raise TypeError("file must have 'read', 'readinto' and 'readline' attributes")
        for hook in ('persistent_load', 'find_class'):
            if hasattr(self, hook):
                _refuse(f'`{hook}` of unpicklers', 'use `pickle.loads`')
        self._file = file

    def load(self):
        """Read one object."""
        return load(self._file)
