"""Containers beside list, tuple, dict and set."""

from _collections import deque

__all__ = ['ChainMap', 'Counter', 'OrderedDict', 'UserDict', 'UserList', 'UserString', 'defaultdict',
           'deque', 'namedtuple']


class defaultdict(dict):
    """A dict that makes the values it lacks."""

    def __init__(self, default_factory=None, /, *args, **kwargs):
        if default_factory is not None and not callable(default_factory):
            raise TypeError("first argument must be callable or None")
        dict.__init__(self, *args, **kwargs)
        self.default_factory = default_factory

    def __missing__(self, key):
        if self.default_factory is None:
            raise KeyError(key)
        value = self[key] = self.default_factory()
        return value

    def __repr__(self):
        return f"{type(self).__name__}({self.default_factory!r}, {dict.__repr__(self)})"

    def copy(self):
        return type(self)(self.default_factory, self)

    __copy__ = copy

    def __or__(self, other):
        if not isinstance(other, dict):
            return NotImplemented
        return type(self)(self.default_factory, dict.__or__(self, other))

    def __ror__(self, other):
        if not isinstance(other, dict):
            return NotImplemented
        return type(self)(self.default_factory, dict.__or__(other, self))


class OrderedDict(dict):
    """A dict that can reorder its keys, and whose order counts when it is compared."""

    def popitem(self, last=True):
        if not self:
            raise KeyError('dictionary is empty')
        key = next(reversed(self)) if last else next(iter(self))
        return key, self.pop(key)

    def move_to_end(self, key, last=True):
        value = self.pop(key)
        if last:
            self[key] = value
            return
        rest = list(self.items())
        self.clear()
        self[key] = value
        for other, kept in rest:
            self[other] = kept

    def __eq__(self, other):
        if isinstance(other, OrderedDict):
            return dict.__eq__(self, other) and list(self) == list(other)
        return dict.__eq__(self, other)

    def __ne__(self, other):
        return not self == other

    def __repr__(self):
        name = type(self).__name__
        if not self:
            return f'{name}()'
        return f"{name}({dict(self.items())!r})"

    def copy(self):
        return type(self)(self)

    def __or__(self, other):
        if not isinstance(other, dict):
            return NotImplemented
        return type(self)(dict.__or__(self, other))

    def __ror__(self, other):
        if not isinstance(other, dict):
            return NotImplemented
        return type(self)(dict.__or__(other, self))


class Counter(dict):
    """A dict from things to how often they were seen."""

    def __init__(self, iterable=None, /, **kwds):
        dict.__init__(self)
        self.update(iterable, **kwds)

    def __missing__(self, key):
        return 0

    def most_common(self, n=None):
        """(thing, count), the most frequent first."""
        ranked = sorted(self.items(), key=lambda item: item[1], reverse=True)
        return ranked if n is None else ranked[:max(n, 0)]

    def elements(self):
        """Each thing as often as it was seen."""
        for thing, count in self.items():
            for _ in range(count):
                yield thing

    def total(self):
        """The sum of all counts."""
        return sum(self.values())

    def update(self, iterable=None, /, **kwds):
        if iterable is not None:
            if isinstance(iterable, dict) and self:
                for thing, count in iterable.items():
                    self[thing] = count + self.get(thing, 0)
            elif isinstance(iterable, dict):
                dict.update(self, iterable)
            else:
                for thing in iterable:
                    self[thing] = self.get(thing, 0) + 1
        for thing, count in kwds.items():
            self[thing] = self.get(thing, 0) + count

    def subtract(self, iterable=None, /, **kwds):
        if iterable is not None:
            if isinstance(iterable, dict):
                for thing, count in iterable.items():
                    self[thing] = self.get(thing, 0) - count
            else:
                for thing in iterable:
                    self[thing] = self.get(thing, 0) - 1
        for thing, count in kwds.items():
            self[thing] = self.get(thing, 0) - count

    def copy(self):
        return type(self)(self)

    def __delitem__(self, thing):
        if thing in self:
            dict.__delitem__(self, thing)

    def __repr__(self):
        name = type(self).__name__
        if not self:
            return f'{name}()'
        try:
            shown = dict(self.most_common())
        except TypeError:
            shown = dict(self)
        return f"{name}({shown!r})"

    @classmethod
    def fromkeys(cls, iterable, v=None):
        raise NotImplementedError(
            'Counter.fromkeys() is undefined.  Use Counter(iterable) instead.')

    def _combined(self, other, combine):
        if not isinstance(other, Counter):
            return NotImplemented
        result = Counter()
        for thing in list(self) + [thing for thing in other if thing not in self]:
            count = combine(self[thing], other[thing])
            if count > 0:
                result[thing] = count
        return result

    def __add__(self, other):
        return self._combined(other, lambda a, b: a + b)

    def __sub__(self, other):
        return self._combined(other, lambda a, b: a - b)

    def __or__(self, other):
        return self._combined(other, max)

    def __and__(self, other):
        return self._combined(other, min)

    def __pos__(self):
        return self._combined(Counter(), lambda a, b: a)

    def __neg__(self):
        return Counter()._combined(self, lambda a, b: a - b)

    def _changed(self, other, combine):
        for thing in list(self) + [thing for thing in other if thing not in self]:
            self[thing] = combine(self[thing], other[thing])
        for thing in [thing for thing, count in self.items() if not count > 0]:
            del self[thing]
        return self

    def __iadd__(self, other):
        return self._changed(other, lambda a, b: a + b)

    def __isub__(self, other):
        return self._changed(other, lambda a, b: a - b)

    def __ior__(self, other):
        return self._changed(other, max)

    def __iand__(self, other):
        return self._changed(other, min)

    def _agrees(self, other, compare):
        if not isinstance(other, Counter):
            return NotImplemented
        return all(compare(self[thing], other[thing]) for part in (self, other) for thing in part)

    def __eq__(self, other):
        return self._agrees(other, lambda a, b: a == b)

    def __ne__(self, other):
        same = self.__eq__(other)
        return same if same is NotImplemented else not same

    __hash__ = None

    def __le__(self, other):
        return self._agrees(other, lambda a, b: a <= b)

    def __lt__(self, other):
        less = self.__le__(other)
        return less and self != other if less is not NotImplemented else less

    def __ge__(self, other):
        return self._agrees(other, lambda a, b: a >= b)

    def __gt__(self, other):
        more = self.__ge__(other)
        return more and self != other if more is not NotImplemented else more


def namedtuple(typename, field_names, *, rename=False, defaults=None, module=None):
    """A class of tuples whose items have names."""
    if isinstance(field_names, str):
        field_names = field_names.replace(',', ' ').split()
    fields = tuple(str(name) for name in field_names)
    if rename:
        fields = tuple(name if name.isidentifier() and not name.startswith('_') else f'_{at}'
                       for at, name in enumerate(fields))
    for name in (typename, *fields):
        if not name.isidentifier():
            raise ValueError('Type names and field names must be valid identifiers: '
                             f'{name!r}')
    for at, name in enumerate(fields):
        if name.startswith('_') and not rename:
            raise ValueError(f'Field names cannot start with an underscore: {name!r}')
        if name in fields[:at]:
            raise ValueError(f'Encountered duplicate field name: {name!r}')
    defaults = tuple(defaults or ())
    if len(defaults) > len(fields):
        raise TypeError('Got more default values than field names')
    optional = dict(zip(fields[len(fields) - len(defaults):], defaults))

    def __new__(cls, /, *args, **kwargs):
        if len(args) > len(fields):
            raise TypeError(f"{typename}.__new__() takes {len(fields) + 1} positional arguments "
                            f"but {len(args) + 1} were given")
        values = list(args)
        missing = []
        for name in fields[len(args):]:
            if name in kwargs:
                values.append(kwargs.pop(name))
            elif name in optional:
                values.append(optional[name])
            else:
                missing.append(name)
        for name in kwargs:
            raise TypeError(f"{typename}.__new__() got an unexpected keyword argument {name!r}")
        if missing:
            quoted = [repr(name) for name in missing]
            listed = ' and '.join(quoted) if len(quoted) < 3 else (
                ', '.join(quoted[:-1]) + ', and ' + quoted[-1])
            plural = 's' if len(missing) > 1 else ''
            raise TypeError(f"{typename}.__new__() missing {len(missing)} required positional "
                            f"argument{plural}: {listed}")
        return tuple.__new__(cls, values)

    def __repr__(self):
        shown = ', '.join(f'{name}={value!r}' for name, value in zip(fields, self))
        return f'{self.__class__.__name__}({shown})'

    def _replace(self, /, **kwargs):
        values = [kwargs.pop(name, value) for name, value in zip(fields, self)]
        if kwargs:
            raise TypeError(f'Got unexpected field names: {list(kwargs)!r}')
        return self._make(values)

    namespace = {
        '__new__': __new__,
        '__repr__': __repr__,
        '__slots__': (),
        '__match_args__': fields,
        '_fields': fields,
        '__match_args__': fields,
        '_field_defaults': optional,
        '_make': classmethod(lambda cls, items: tuple.__new__(cls, items)),
        '_replace': _replace,
        '__replace__': _replace,
        '__getnewargs__': lambda self: tuple(self),
        '_asdict': lambda self: dict(zip(fields, self)),
    }
    for at, name in enumerate(fields):
        namespace[name] = property(lambda self, at=at: self[at])
    return type(typename, (tuple,), namespace)


def __getattr__(name):
    """Those written on top of the abstract classes, which are seldom asked for."""
    if name in ('ChainMap', 'UserDict', 'UserList', 'UserString'):
        import _user_containers
        globals()[name] = found = getattr(_user_containers, name)
        return found
    raise AttributeError(f"module 'collections' has no attribute {name!r}")
