"""What `list[int]` and `int | str` are: generic aliases and unions."""


def _shown(thing):
    if thing is ...:
        return '...'
    if thing is None or thing is type(None):
        return 'None'
    if isinstance(thing, GenericAlias):
        return repr(thing)
    if isinstance(thing, type):
        if thing.__module__ == 'builtins':
            return thing.__qualname__
        return f'{thing.__module__}.{thing.__qualname__}'
    if isinstance(thing, list):
        return '[' + ', '.join(_shown(part) for part in thing) + ']'
    return repr(thing)


def _variables(args):
    found = []
    for arg in args:
        if isinstance(arg, (list, tuple)):
            names = _variables(arg)
        elif type(arg).__name__ in ('TypeVar', 'ParamSpec', 'TypeVarTuple'):
            names = (arg,)
        else:
            names = getattr(arg, '__parameters__', ()) if not isinstance(arg, type) else ()
        for name in names:
            if name not in found:
                found.append(name)
    return tuple(found)


def _replaced(arg, known):
    if isinstance(arg, list):
        return [_replaced(part, known) for part in arg]
    for variable, value in known:
        if arg is variable:
            return value
    parameters = getattr(arg, '__parameters__', ()) if not isinstance(arg, type) else ()
    if not parameters:
        return arg
    values = []
    for parameter in parameters:
        values.append(_replaced(parameter, known))
    return arg[tuple(values)]


def _filled(alias, key):
    """The arguments of an alias with its type variables replaced."""
    if not isinstance(key, tuple):
        key = (key,)
    parameters = alias.__parameters__
    if not parameters:
        raise TypeError(f'{alias!r} is not a generic class')
    if len(key) != len(parameters):
        few = 'many' if len(key) > len(parameters) else 'few'
        raise TypeError(f'Too {few} arguments for {alias!r}; actual {len(key)}, '
                        f'expected {len(parameters)}')
    known = list(zip(parameters, key))
    return tuple(_replaced(arg, known) for arg in alias.__args__)


class GenericAlias:
    """A class with its type parameters: it makes instances of the class, and only it knows the rest."""

    def __init__(self, origin, args):
        if not isinstance(args, tuple):
            args = (args,)
        store = self.__dict__
        store['__origin__'] = origin
        store['__args__'] = args
        store['__parameters__'] = _variables(args)
        store['__unpacked__'] = False

    def __call__(self, /, *args, **kwargs):
        made = self.__origin__(*args, **kwargs)
        try:
            made.__orig_class__ = self
        except (AttributeError, TypeError):
            pass
        return made

    def __getattr__(self, name):
        return getattr(self.__origin__, name)

    def __getitem__(self, key):
        return type(self)(self.__origin__, _filled(self, key))

    def __mro_entries__(self, bases):
        return (self.__origin__,)

    def __repr__(self):
        shown = ', '.join(_shown(arg) for arg in self.__args__) or '()'
        return f'{_shown(self.__origin__)}[{shown}]'

    def __eq__(self, other):
        if not isinstance(other, GenericAlias):
            return NotImplemented
        return self.__origin__ == other.__origin__ and self.__args__ == other.__args__

    def __hash__(self):
        return hash((self.__origin__, self.__args__))

    def __or__(self, other):
        return union(self, other)

    def __ror__(self, other):
        return union(other, self)

    def __instancecheck__(self, instance):
        raise TypeError('isinstance() argument 2 cannot be a parameterized generic')

    def __subclasscheck__(self, cls):
        raise TypeError('issubclass() argument 2 cannot be a parameterized generic')


GenericAlias.__module__ = 'types'


class UnionType:
    """One of several types."""

    def __init__(self, args):
        self.__args__ = args
        self.__parameters__ = _variables(args)

    def __repr__(self):
        return ' | '.join(_shown(arg) for arg in self.__args__)

    def __eq__(self, other):
        if not isinstance(other, UnionType):
            return NotImplemented
        return set(self.__args__) == set(other.__args__)

    def __hash__(self):
        return hash(frozenset(self.__args__))

    def __or__(self, other):
        return union(self, other)

    def __ror__(self, other):
        return union(other, self)

    def __getitem__(self, key):
        made = None
        for arg in _filled(self, key):
            made = arg if made is None else union(made, arg)
        return made

    def __instancecheck__(self, instance):
        return any(isinstance(instance, arg) for arg in self.__args__)

    def __subclasscheck__(self, cls):
        return any(issubclass(cls, arg) for arg in self.__args__)


UnionType.__module__ = 'types'


def alias(origin, key):
    """`origin[key]`."""
    return GenericAlias(origin, key)


def _parts(thing):
    if isinstance(thing, UnionType):
        return thing.__args__
    return (type(None) if thing is None else thing,)


def union(left, right):
    """`left | right`, flat and without repetition."""
    args = []
    for part in (*_parts(left), *_parts(right)):
        if not (isinstance(part, (type, GenericAlias)) or hasattr(part, '__parameters__')
                or type(part).__name__ in ('TypeVar', 'ParamSpec', 'ForwardRef', 'TypeAliasType')
                or type(part).__module__ == 'typing'):
            return NotImplemented
        if part not in args:
            args.append(part)
    if len(args) == 1:
        return args[0]
    return UnionType(tuple(args))
