"""Shallow and deep copies."""

from copyreg import dispatch_table


class Error(Exception):
    """What cannot be copied."""


error = Error

_ATOMIC = frozenset({type(None), int, float, bool, complex, str, bytes, type, range, type(...),
                     type(NotImplemented), property, type(len), type(lambda: None)})
_DEEP_ATOMIC = _ATOMIC | {type((lambda: None).__code__)}


def copy(x):
    """A new object with the same parts."""
    cls = type(x)
    if cls in _ATOMIC or cls in (tuple, frozenset):
        return x
    if cls in (list, dict, set, bytearray):
        return x.copy()
    if issubclass(cls, type):
        return x
    copier = getattr(cls, '__copy__', None)
    if copier is not None:
        return copier(x)
    reduced = _reduced(cls, x)
    if isinstance(reduced, str):
        return x
    return _rebuild(x, None, *reduced)


def _reduced(cls, x):
    reductor = dispatch_table.get(cls)
    if reductor is not None:
        return reductor(x)
    return x.__reduce_ex__(4)


def deepcopy(x, memo=None, _nil=[]):
    """A new object with copies of its parts, all the way down."""
    cls = type(x)
    if cls in _DEEP_ATOMIC:
        return x
    d = id(x)
    if memo is None:
        memo = {}
    else:
        y = memo.get(d, _nil)
        if y is not _nil:
            return y
    copier = _deep.get(cls)
    if copier is not None:
        y = copier(x, memo)
    elif issubclass(cls, type):
        y = x
    else:
        copier = getattr(x, '__deepcopy__', None)
        if copier is not None:
            y = copier(memo)
        else:
            reduced = _reduced(cls, x)
            y = x if isinstance(reduced, str) else _rebuild(x, memo, *reduced)
    if y is not x:
        memo[d] = y
        # What was copied must live as long as the memo knows it by its id.
        memo.setdefault(id(memo), []).append(x)
    return y


def _deepcopy_list(x, memo):
    y = []
    memo[id(x)] = y
    for item in x:
        y.append(deepcopy(item, memo))
    return y


def _deepcopy_tuple(x, memo):
    items = [deepcopy(item, memo) for item in x]
    try:
        # A tuple that contains itself was copied on the way.
        return memo[id(x)]
    except KeyError:
        pass
    for old, new in zip(x, items):
        if old is not new:
            return tuple(items)
    return x


def _deepcopy_dict(x, memo):
    y = {}
    memo[id(x)] = y
    for key, value in x.items():
        y[deepcopy(key, memo)] = deepcopy(value, memo)
    return y


def _deepcopy_set(x, memo):
    return type(x)([deepcopy(item, memo) for item in x])


def _deepcopy_method(x, memo):
    return type(x)(x.__func__, deepcopy(x.__self__, memo))


_deep = {list: _deepcopy_list, tuple: _deepcopy_tuple, dict: _deepcopy_dict, set: _deepcopy_set,
         frozenset: _deepcopy_set, bytearray: lambda x, memo: x.copy(),
         type([].append): lambda x, memo: x, type(_deepcopy_list): lambda x, memo: x,
         type(Error().with_traceback): _deepcopy_method}


def _rebuild(x, memo, func, args, state=None, items=None, pairs=None, setter=None):
    deep = memo is not None
    if deep and args:
        args = [deepcopy(arg, memo) for arg in args]
    y = func(*args)
    if deep:
        memo[id(x)] = y
    if state is not None:
        if deep:
            state = deepcopy(state, memo)
        if setter is not None:
            setter(y, state)
        elif hasattr(y, '__setstate__'):
            y.__setstate__(state)
        else:
            slots = None
            if isinstance(state, tuple) and len(state) == 2:
                state, slots = state
            if state is not None:
                y.__dict__.update(state)
            if slots is not None:
                for name, value in slots.items():
                    setattr(y, name, value)
    if items is not None:
        for item in items:
            y.append(deepcopy(item, memo) if deep else item)
    if pairs is not None:
        for key, value in pairs:
            if deep:
                key, value = deepcopy(key, memo), deepcopy(value, memo)
            y[key] = value
    return y


def replace(obj, /, **changes):
    """A copy with some fields changed, for classes that say how."""
    cls = type(obj)
    function = getattr(cls, '__replace__', None)
    if function is None:
        raise TypeError(f"replace() does not support {cls.__name__} objects")
    return function(obj, **changes)


