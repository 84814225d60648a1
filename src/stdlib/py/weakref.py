"""References that do not keep their objects. An object is gone when CPython's reference counts would
have let it go; nobody is told of it at that moment, so there are no callbacks."""

from _gilscope import refuse as _unsupported
from _references import watch as _watch, watched as _watched

__all__ = ['ref', 'proxy', 'getweakrefcount', 'getweakrefs', 'WeakKeyDictionary', 'ReferenceType',
           'ProxyType', 'WeakValueDictionary', 'WeakSet', 'WeakMethod', 'finalize']


def _no_callbacks(callback, what):
    if callback is not None:
        _unsupported(what, 'ask whether the object is still there: call the reference')


class ref:
    """Called, it gives its object, or None when that is gone."""

    __slots__ = ('_number', '_hash')

    def __init__(self, object, callback=None, /):
        _no_callbacks(callback, 'callbacks of weak references')
        self._number = _watch(object)
        self._hash = None

    def __call__(self):
        return _watched(self._number)

    @property
    def __callback__(self):
        return None

    def __hash__(self):
        if self._hash is None:
            object = self()
            if object is None:
                raise TypeError('weak object has gone away')
            self._hash = hash(object)
        return self._hash

    def __eq__(self, other):
        if not isinstance(other, ref):
            return NotImplemented
        mine, theirs = self(), other()
        if mine is None or theirs is None:
            return self is other
        return mine == theirs

    def __repr__(self):
        object = self()
        if object is None:
            return f'<weakref at {id(self):#x}; dead>'
        name = getattr(object, '__name__', None)
        shown = f' ({name})' if isinstance(name, str) else ''
        return f"<weakref at {id(self):#x}; to '{type(object).__name__}' at {id(object):#x}{shown}>"

    def __class_getitem__(cls, key):
        from _generic import GenericAlias
        return GenericAlias(cls, key)


ReferenceType = ref


class _Proxy:
    """Stands for its object as long as that is there."""

    __slots__ = ('_ref',)

    def __init__(self, object):
        super().__setattr__('_ref', ref(object))

    def __getattr__(self, name):
        return getattr(_target(self), name)

    def __setattr__(self, name, value):
        setattr(_target(self), name, value)

    def __delattr__(self, name):
        delattr(_target(self), name)

    def __call__(self, *args, **kwargs):
        return _target(self)(*args, **kwargs)

    def __repr__(self):
        return repr(_target(self))

    def __str__(self):
        return str(_target(self))

    def __bool__(self):
        return bool(_target(self))

    def __len__(self):
        return len(_target(self))

    def __getitem__(self, key):
        return _target(self)[key]

    def __setitem__(self, key, value):
        _target(self)[key] = value

    def __delitem__(self, key):
        del _target(self)[key]

    def __iter__(self):
        return iter(_target(self))

    def __contains__(self, item):
        return item in _target(self)

    def __eq__(self, other):
        return _target(self) == other

    __hash__ = None


def _target(proxy):
    found = object.__getattribute__(proxy, '_ref')()
    if found is None:
        raise ReferenceError('weakly-referenced object no longer exists')
    return found


ProxyType = CallableProxyType = _Proxy


def proxy(object, callback=None, /):
    """What stands for an object without keeping it."""
    _no_callbacks(callback, 'callbacks of weak references')
    return _Proxy(object)


class WeakMethod(ref):
    """A weak reference to a bound method, which lives as long as its object."""

    __slots__ = ('_function',)

    def __init__(self, method, callback=None, /):
        super().__init__(method.__self__, callback)
        self._function = ref(method.__func__)

    def __call__(self):
        object, function = super().__call__(), self._function()
        if object is None or function is None:
            return None
        return function.__get__(object)


class WeakValueDictionary:
    """A mapping whose entries go with their values."""

    def __init__(self, other=(), /, **kw):
        self.data = {}
        self.update(other, **kw)

    def _living(self):
        pairs = []
        for key, reference in list(self.data.items()):
            value = reference()
            if value is None:
                if self.data.get(key) is reference:
                    del self.data[key]
            else:
                pairs.append((key, value))
        return pairs

    def __getitem__(self, key):
        value = self.data[key]()
        if value is None:
            del self.data[key]
            raise KeyError(key)
        return value

    def __setitem__(self, key, value):
        self.data[key] = ref(value)

    def __delitem__(self, key):
        self[key]
        del self.data[key]

    def __contains__(self, key):
        return self.get(key) is not None

    def __len__(self):
        return len(self._living())

    def __iter__(self):
        for key, value in self._living():
            yield key

    def __repr__(self):
        return f'<{type(self).__name__} at {id(self):#x}>'

    def get(self, key, default=None):
        reference = self.data.get(key)
        value = None if reference is None else reference()
        return default if value is None else value

    def keys(self):
        return iter(self)

    def values(self):
        for key, value in self._living():
            yield value

    def items(self):
        yield from self._living()

    def setdefault(self, key, default=None):
        value = self.get(key)
        if value is None:
            self[key] = value = default
        return value

    def update(self, other=(), /, **kw):
        pairs = other.items() if hasattr(other, 'items') else other
        for key, value in pairs:
            self[key] = value
        for key, value in kw.items():
            self[key] = value

    def pop(self, key, *default):
        value = self.get(key)
        if value is None:
            if default:
                return default[0]
            raise KeyError(key)
        del self.data[key]
        return value

    def clear(self):
        self.data.clear()

    def copy(self):
        return type(self)(self)

    def valuerefs(self):
        return list(self.data.values())


class WeakKeyDictionary:
    """A mapping whose entries go with their keys."""

    def __init__(self, dict=None):
        self.data = {}
        if dict is not None:
            self.update(dict)

    def _living(self):
        pairs = []
        for reference, value in list(self.data.items()):
            key = reference()
            if key is None:
                self.data = {r: v for r, v in self.data.items() if r is not reference}
            else:
                pairs.append((key, value))
        return pairs

    def __getitem__(self, key):
        try:
            return self.data[ref(key)]
        except KeyError:
            raise KeyError(key) from None

    def __setitem__(self, key, value):
        self.data[ref(key)] = value

    def __delitem__(self, key):
        del self.data[ref(key)]

    def __contains__(self, key):
        try:
            return ref(key) in self.data
        except TypeError:
            return False

    def __len__(self):
        return len(self._living())

    def __iter__(self):
        for key, value in self._living():
            yield key

    def __repr__(self):
        return f'<{type(self).__name__} at {id(self):#x}>'

    def get(self, key, default=None):
        return self.data.get(ref(key), default)

    def keys(self):
        return iter(self)

    def values(self):
        for key, value in self._living():
            yield value

    def items(self):
        yield from self._living()

    def setdefault(self, key, default=None):
        return self.data.setdefault(ref(key), default)

    def update(self, dict=None, /, **kwargs):
        for key, value in (dict or {}).items():
            self[key] = value

    def pop(self, key, *args):
        return self.data.pop(ref(key), *args)

    def copy(self):
        return type(self)(self)

    def keyrefs(self):
        return list(self.data)


class WeakSet:
    """A set whose elements go when nothing else holds them."""

    def __init__(self, data=None):
        self.data = {}
        for item in data or ():
            self.add(item)

    def _living(self):
        items = []
        for reference in list(self.data):
            item = reference()
            if item is None:
                self.data = {r: None for r in self.data if r is not reference}
            else:
                items.append(item)
        return items

    def __iter__(self):
        return iter(self._living())

    def __len__(self):
        return len(self._living())

    def __contains__(self, item):
        try:
            return ref(item) in self.data
        except TypeError:
            return False

    def __repr__(self):
        return repr({ref(item) for item in self._living()})

    def add(self, item):
        self.data.setdefault(ref(item))

    def discard(self, item):
        self.data.pop(ref(item), None)

    def remove(self, item):
        if item not in self:
            raise KeyError(item)
        self.discard(item)

    def clear(self):
        self.data.clear()

    def copy(self):
        return type(self)(self)

    def update(self, other):
        for item in other:
            self.add(item)


def getweakrefcount(object, /):
    """How many weak references there are: they are not listed here."""
    _unsupported('`weakref.getweakrefcount`', 'keep a list of the references yourself')


def getweakrefs(object, /):
    """All weak references: they are not listed here."""
    _unsupported('`weakref.getweakrefs`', 'keep a list of the references yourself')


class finalize:
    """A call to be made when an object goes."""

    def __init__(self, obj, func, /, *args, **kwargs):
        _unsupported('`weakref.finalize`', 'use `with`, or a method to call when done')
