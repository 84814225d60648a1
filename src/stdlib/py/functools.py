"""Functions about functions."""

from _thread import RLock
from collections import namedtuple
from reprlib import recursive_repr

MappingProxyType = type(type.__dict__)

WRAPPER_ASSIGNMENTS = ('__module__', '__name__', '__qualname__', '__doc__', '__annotations__',
                       '__type_params__')
WRAPPER_UPDATES = ('__dict__',)


def update_wrapper(wrapper, wrapped, assigned=WRAPPER_ASSIGNMENTS, updated=WRAPPER_UPDATES):
    """Make a wrapper look like what it wraps."""
    for attr in assigned:
        try:
            value = getattr(wrapped, attr)
        except AttributeError:
            pass
        else:
            setattr(wrapper, attr, value)
    for attr in updated:
        for name, value in getattr(wrapped, attr, {}).items():
            setattr(wrapper, name, value)
    wrapper.__wrapped__ = wrapped
    return wrapper


def wraps(wrapped, assigned=WRAPPER_ASSIGNMENTS, updated=WRAPPER_UPDATES):
    """A decorator that makes a wrapper look like what it wraps."""
    def decorate(wrapper):
        return update_wrapper(wrapper, wrapped, assigned, updated)
    return decorate


class partial:
    """A function with some of its arguments given."""

    def __new__(cls, func, /, *args, **keywords):
        if not callable(func):
            raise TypeError("the first argument must be callable")
        if isinstance(func, partial):
            args = func.args + args
            keywords = {**func.keywords, **keywords}
            func = func.func
        self = super().__new__(cls)
        self.func = func
        self.args = args
        self.keywords = keywords
        return self

    def __call__(self, /, *args, **keywords):
        return self.func(*self.args, *args, **{**self.keywords, **keywords})

    @recursive_repr()
    def __repr__(self):
        cls = type(self)
        parts = [repr(self.func)]
        parts.extend(repr(arg) for arg in self.args)
        parts.extend(f"{name}={value!r}" for name, value in self.keywords.items())
        module = 'functools' if cls is partial else cls.__module__
        return f"{module}.{cls.__qualname__}(" + ", ".join(parts) + ")"

    def __reduce__(self):
        return type(self), (self.func, *self.args), {'keywords': self.keywords}


class partialmethod:
    """A method with some of its arguments given."""

    def __init__(self, func, /, *args, **keywords):
        if isinstance(func, partialmethod):
            args = func.args + args
            keywords = {**func.keywords, **keywords}
            func = func.func
        elif not callable(func) and not hasattr(func, '__get__'):
            raise TypeError(f'the first argument {func!r} must be a callable or a descriptor')
        self.func = func
        self.args = args
        self.keywords = keywords

    def __get__(self, obj, cls=None):
        if isinstance(self.func, (classmethod, staticmethod)):
            return partial(self.func.__get__(obj, cls), *self.args, **self.keywords)
        if obj is None:
            return partial(self.func, *self.args, **self.keywords)
        return partial(self.func.__get__(obj, cls), *self.args, **self.keywords)

    @property
    def __isabstractmethod__(self):
        return getattr(self.func, '__isabstractmethod__', False)


_missing = object()
_mark = object()


def reduce(function, iterable, initial=_missing, /):
    """Combine all items with a function of two."""
    items = iter(iterable)
    if initial is _missing:
        try:
            value = next(items)
        except StopIteration:
            raise TypeError("reduce() of empty iterable with no initial value") from None
    else:
        value = initial
    for item in items:
        value = function(value, item)
    return value


_CacheInfo = namedtuple('CacheInfo', ['hits', 'misses', 'maxsize', 'currsize'])


def lru_cache(maxsize=128, typed=False):
    """A decorator that remembers the results of the last `maxsize` different calls."""
    if isinstance(maxsize, int):
        maxsize = max(maxsize, 0)
    elif callable(maxsize) and isinstance(typed, bool):
        return _cached(maxsize, 128, typed)
    elif maxsize is not None:
        raise TypeError('Expected first argument to be an integer, a callable, or None')
    return lambda function: _cached(function, maxsize, typed)


def cache(function, /):
    """A decorator that remembers all results."""
    return _cached(function, None, False)


def _cached(function, maxsize, typed):
    results = {}
    hits = misses = 0
    # In CPython this is C code that the GIL makes indivisible.
    lock = RLock()

    def wrapper(*args, **kwargs):
        nonlocal hits, misses
        if kwargs:
            key = (args, _mark, tuple(kwargs.items()))
        elif len(args) == 1 and type(args[0]) in (int, str):
            key = args[0]
        else:
            key = (args,)
        if typed:
            key = (key, tuple(type(arg) for arg in args),
                   tuple(type(arg) for arg in kwargs.values()))
        with lock:
            value = results.get(key, _missing)
            if value is not _missing:
                hits += 1
                if maxsize is not None:
                    # The least recently used is the first of the dict.
                    del results[key]
                    results[key] = value
                return value
            misses += 1
        value = function(*args, **kwargs)
        if maxsize is None or maxsize > 0:
            with lock:
                results[key] = value
                if maxsize is not None and len(results) > maxsize:
                    del results[next(iter(results))]
        return value

    def cache_info():
        """Hits, misses, the limit and how many results there are."""
        with lock:
            return _CacheInfo(hits, misses, maxsize, len(results))

    def cache_clear():
        """Forget all results."""
        nonlocal hits, misses
        with lock:
            results.clear()
            hits = misses = 0

    update_wrapper(wrapper, function)
    wrapper.cache_info = cache_info
    wrapper.cache_clear = cache_clear
    wrapper.cache_parameters = lambda: {'maxsize': maxsize, 'typed': typed}
    return wrapper


def cmp_to_key(mycmp):
    """A key function out of a comparison."""
    class K:
        def __init__(self, obj):
            self.obj = obj

        def __lt__(self, other):
            return mycmp(self.obj, other.obj) < 0

        def __gt__(self, other):
            return mycmp(self.obj, other.obj) > 0

        def __eq__(self, other):
            return mycmp(self.obj, other.obj) == 0

        def __le__(self, other):
            return mycmp(self.obj, other.obj) <= 0

        def __ge__(self, other):
            return mycmp(self.obj, other.obj) >= 0

        __hash__ = None
    return K


def _opposite(op, join):
    """A comparison out of another: what is not `op` (and not equal, or equal too)."""
    def compare(self, other):
        answer = getattr(type(self), op)(self, other)
        if answer is NotImplemented:
            return answer
        return join(answer, self, other)
    return compare


def _not(answer, self, other):
    return not answer


def _not_and_unequal(answer, self, other):
    return not answer and self != other


def _not_or_equal(answer, self, other):
    return not answer or self == other


def _or_equal(answer, self, other):
    return answer or self == other


def _and_unequal(answer, self, other):
    return answer and self != other


_DERIVED = {
    '__lt__': (('__gt__', _not_and_unequal), ('__le__', _or_equal), ('__ge__', _not)),
    '__le__': (('__ge__', _not_or_equal), ('__lt__', _and_unequal), ('__gt__', _not)),
    '__gt__': (('__lt__', _not_and_unequal), ('__ge__', _or_equal), ('__le__', _not)),
    '__ge__': (('__le__', _not_or_equal), ('__gt__', _and_unequal), ('__lt__', _not)),
}


def total_ordering(cls):
    """A class decorator that fills in the comparisons that are missing."""
    defined = {op for op in _DERIVED if getattr(cls, op, None) is not getattr(object, op, None)}
    if not defined:
        raise ValueError('must define at least one ordering operation: < > <= >=')
    root = max(defined)
    for name, join in _DERIVED[root]:
        if name not in defined:
            function = _opposite(root, join)
            function.__name__ = name
            function.__qualname__ = f'{cls.__qualname__}.{name}'
            setattr(cls, name, function)
    return cls


class cached_property:
    """A property that is computed once and then stored in the instance."""

    def __init__(self, func):
        self.func = func
        self.attrname = None
        self.__doc__ = func.__doc__
        self.__module__ = func.__module__

    def __set_name__(self, owner, name):
        if self.attrname is None:
            self.attrname = name
        elif name != self.attrname:
            raise TypeError("Cannot assign the same cached_property to two different names "
                            f"({self.attrname!r} and {name!r}).")

    def __get__(self, instance, owner=None):
        if instance is None:
            return self
        if self.attrname is None:
            raise TypeError(
                "Cannot use cached_property instance without calling __set_name__ on it.")
        try:
            store = instance.__dict__
        except AttributeError:
            raise TypeError(f"No '__dict__' attribute on {type(instance).__name__!r} "
                            f"instance to cache {self.attrname!r} property.") from None
        value = store.get(self.attrname, _missing)
        if value is _missing:
            value = self.func(instance)
            store[self.attrname] = value
        return value


def _best(cls, registry):
    """The function for a class: its own, that of the nearest base, or of an abstract class."""
    for base in cls.__mro__:
        if base in registry and base is not object:
            return registry[base]
    fitting = [known for known in registry
               if known is not object and known not in cls.__mro__ and issubclass(cls, known)]
    best = None
    for known in fitting:
        if best is None or issubclass(known, best):
            best = known
        elif not issubclass(best, known):
            raise RuntimeError(f'Ambiguous dispatch: {best} or {known}')
    return registry[object if best is None else best]


def _classes(kind):
    """The classes of an annotation, when it is one or a union of several."""
    if isinstance(kind, type):
        return (kind,)
    parts = getattr(kind, '__args__', ())
    origin = type(kind).__name__ in ('UnionType', '_UnionAlias')
    return parts if origin and all(isinstance(part, type) for part in parts) else ()


def singledispatch(func):
    """A function that asks the type of its first argument which of several it is."""
    registry = {object: func}

    def dispatch(cls):
        """The function for a class."""
        return _best(cls, registry)

    def register(cls, func=None):
        """Register a function for a class; may be used as a decorator."""
        if func is None:
            if _classes(cls):
                return lambda f: register(cls, f)
            annotations = getattr(getattr(cls, '__func__', cls), '__annotations__', {})
            if not annotations:
                raise TypeError(f"Invalid first argument to `register()`: {cls!r}. "
                                "Use either `@register(some_class)` or plain `@register` "
                                "on an annotated function.")
            func = cls
            name = next(iter(annotations))
            cls = annotations[name]
            if isinstance(cls, str):
                from typing import get_type_hints
                cls = get_type_hints(func)[name]
            if not _classes(cls):
                raise TypeError(f"Invalid annotation for {name!r}. {cls!r} is not a class.")
        for part in _classes(cls):
            registry[part] = func
        return func

    def wrapper(*args, **kw):
        if not args:
            name = getattr(func, '__name__', 'singledispatch function')
            raise TypeError(f'{name} requires at least 1 positional argument')
        return dispatch(args[0].__class__)(*args, **kw)

    wrapper.register = register
    wrapper.dispatch = dispatch
    wrapper.registry = MappingProxyType(registry)
    wrapper._clear_cache = lambda: None
    update_wrapper(wrapper, func)
    return wrapper


class singledispatchmethod:
    """A method that asks the type of its first argument which of several it is."""

    def __init__(self, func):
        if not callable(func) and not hasattr(func, '__get__'):
            raise TypeError(f'{func!r} is not callable or a descriptor')
        self.dispatcher = singledispatch(func)
        self.func = func

    def register(self, cls, method=None):
        """Register a method for a class; may be used as a decorator."""
        return self.dispatcher.register(cls, func=method)

    def __get__(self, obj, cls=None):
        def method(*args, **kwargs):
            if not args:
                name = getattr(self.func, '__name__', 'singledispatchmethod method')
                raise TypeError(f'{name} requires at least 1 positional argument')
            found = self.dispatcher.dispatch(args[0].__class__)
            return found.__get__(obj, cls)(*args, **kwargs)

        method.__isabstractmethod__ = getattr(self.func, '__isabstractmethod__', False)
        method.register = self.register
        update_wrapper(method, self.func)
        return method
