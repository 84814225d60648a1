"""How objects are taken apart, so that `copy` and `pickle` can put them together again."""

dispatch_table = {}


def pickle(ob_type, pickle_function, constructor_ob=None):
    """Register a function that reduces objects of a type."""
    if not callable(pickle_function):
        raise TypeError("reduction functions must be callable")
    dispatch_table[ob_type] = pickle_function
    if constructor_ob is not None:
        constructor(constructor_ob)


def constructor(object):
    """Check that something may be used to construct objects."""
    if not callable(object):
        raise TypeError("constructors must be callable")


def __newobj__(cls, *args):
    """What a reduced object is made with."""
    return cls.__new__(cls, *args)


def __newobj_ex__(cls, args, kwargs):
    """The same for classes whose `__new__` takes keyword arguments."""
    return cls.__new__(cls, *args, **kwargs)


def _reconstructor(cls, base, state):
    if base is object:
        return object.__new__(cls)
    made = base.__new__(cls, state)
    if base.__init__ is not object.__init__:
        base.__init__(made, state)
    return made


def _slotnames(cls):
    """The names of all slots of a class, as its objects know them."""
    names = []
    for base in cls.__mro__:
        slots = base.__dict__.get('__slots__', ())
        for name in (slots,) if isinstance(slots, str) else slots:
            if name in ('__dict__', '__weakref__'):
                continue
            if name.startswith('__') and not name.endswith('__'):
                stem = base.__name__.lstrip('_')
                if stem:
                    name = f'_{stem}{name}'
            names.append(name)
    return names


_ATOMS = (type(None), int, float, complex, bool, str, bytes, bytearray, list, tuple, dict, set,
          frozenset, range, type, type(...), type(NotImplemented))


def _object_getstate(obj):
    cls = type(obj)
    state = getattr(obj, '__dict__', None)
    if state is not None:
        state = dict(state) or None
    slots = {}
    for name in _slotnames(cls):
        try:
            slots[name] = getattr(obj, name)
        except AttributeError:
            pass
    if slots:
        return state, slots
    return state


def _cannot(cls):
    module = '' if cls.__module__ == 'builtins' else cls.__module__ + '.'
    return TypeError(f"cannot pickle '{module}{cls.__qualname__}' object")


def _object_reduce_ex(obj, protocol):
    cls = type(obj)
    if cls.__reduce__ is not object.__reduce__:
        return obj.__reduce__()
    return _reduce(obj, protocol)


def _object_reduce(obj):
    return _reduce(obj, 0)


def _reduce(obj, protocol):
    cls = type(obj)
    base = cls
    while base.__module__ not in ('builtins', '_thread'):
        base = base.__base__
    if base is not object and base not in _ATOMS and not issubclass(base, BaseException):
        raise _cannot(cls)
    if issubclass(base, BaseException):
        state = dict(getattr(obj, '__dict__', {}))
        return (cls, obj.args, state) if state else (cls, obj.args)
    args = ()
    kwargs = {}
    if hasattr(cls, '__getnewargs_ex__'):
        args, kwargs = obj.__getnewargs_ex__()
    elif hasattr(cls, '__getnewargs__'):
        args = obj.__getnewargs__()
    elif base not in (object, list, dict, set):
        args = (base(obj),)
    state = obj.__getstate__()
    if base is set:
        return cls, (list(obj),), state
    items = iter(obj) if base is list else None
    pairs = iter(obj.items()) if base is dict else None
    if kwargs:
        return __newobj_ex__, (cls, args, kwargs), state, items, pairs
    return __newobj__, (cls, *args), state, items, pairs
