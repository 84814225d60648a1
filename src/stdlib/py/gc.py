"""The garbage collector: what it finds are objects that only hold each other."""

from _references import collect as _collect, set_threshold as _set_threshold

DEBUG_STATS = 1
DEBUG_COLLECTABLE = 2
DEBUG_UNCOLLECTABLE = 4
DEBUG_SAVEALL = 32
DEBUG_LEAK = 38

garbage = []
callbacks = []
_enabled = True
_threshold = (2000, 10, 0)
_debug = 0


def collect(generation=2):
    """Find objects that only hold each other; how many there were."""
    if generation not in (0, 1, 2):
        raise ValueError('invalid generation')
    for callback in callbacks:
        callback('start', {'generation': generation, 'collected': 0, 'uncollectable': 0})
    found = _collect()
    for callback in callbacks:
        callback('stop', {'generation': generation, 'collected': found, 'uncollectable': 0})
    return found


def enable():
    """Collect from time to time."""
    global _enabled
    _enabled = True
    _set_threshold(_threshold[0])


def disable():
    """Collect only when asked."""
    global _enabled
    _enabled = False
    _set_threshold(0)


def isenabled():
    """Whether it collects from time to time."""
    return _enabled


def get_threshold():
    """After how many new objects it collects."""
    return _threshold


def set_threshold(threshold0, threshold1=10, threshold2=0):
    """Set after how many new objects it collects."""
    global _threshold
    _threshold = (threshold0, threshold1, threshold2)
    if _enabled:
        _set_threshold(threshold0)


def get_debug():
    """What it prints."""
    return _debug


def set_debug(flags):
    """Set what it prints; nothing is printed here."""
    global _debug
    _debug = flags


def freeze():
    """Leave out what there is from now on."""


def unfreeze():
    """Take in again what was left out."""


def get_freeze_count():
    """How many objects are left out."""
    return 0


def is_tracked(obj):
    """Whether an object can hold others."""
    if isinstance(obj, (int, float, complex, str, bytes, type(None), type(...))):
        return False
    if type(obj) is dict:
        return any(is_tracked(part) for pair in obj.items() for part in pair)
    return type(obj) is not tuple or any(is_tracked(part) for part in obj)


def is_finalized(obj):
    """Whether its finalizer has run."""
    return False
