"""Names for annotations: they say what is meant, and hardly anything of it is checked at run time."""

import collections
import collections.abc
import types
from _dataclasses import function as _compiled
from _generic import GenericAlias as _Builtin, UnionType as _Or, _filled, _shown, _variables
from abc import ABCMeta, abstractmethod

TYPE_CHECKING = False


def _argument(arg):
    """What a name, None or text in brackets stands for."""
    if arg is None:
        return type(None)
    if isinstance(arg, str):
        return ForwardRef(arg)
    if isinstance(arg, list):
        return [_argument(part) for part in arg]
    return arg


def _checked(arg, what):
    arg = _argument(arg)
    if arg is ... or isinstance(arg, list) or callable(arg) or isinstance(arg, (_Special, _Or, _Builtin)):
        return arg
    if type(arg).__module__ == 'typing' or isinstance(arg, tuple):
        return arg
    raise TypeError(f"{what} must be a type. Got {arg!r:.100}.")


class ForwardRef:
    """A type by its name."""

    def __init__(self, arg):
        self.__forward_arg__ = arg

    def __repr__(self):
        return f'ForwardRef({self.__forward_arg__!r})'

    def __eq__(self, other):
        if not isinstance(other, ForwardRef):
            return NotImplemented
        return self.__forward_arg__ == other.__forward_arg__

    def __hash__(self):
        return hash(('ForwardRef', self.__forward_arg__))

    def __or__(self, other):
        return Union[self, other]

    def __ror__(self, other):
        return Union[other, self]


class _Special:
    """What can be part of a union."""

    def __or__(self, other):
        return Union[self, other]

    def __ror__(self, other):
        return Union[other, self]

    def __mro_entries__(self, bases):
        raise TypeError(f"Cannot subclass {self!r}")

    def __call__(self, *args, **kwargs):
        raise TypeError(f"Cannot instantiate {self!r}")


class _Alias(_Special, _Builtin):
    """A name of this module, or a generic class, with its parameters."""

    def __init__(self, origin, args, name=None):
        _Builtin.__init__(self, origin, args)
        self.__dict__['_name'] = name

    def __call__(self, /, *args, **kwargs):
        if not isinstance(self.__origin__, type):
            raise TypeError(f"Cannot instantiate {self!r}")
        return _Builtin.__call__(self, *args, **kwargs)

    def __mro_entries__(self, bases):
        if not isinstance(self.__origin__, type):
            raise TypeError(f"Cannot subclass {self!r}")
        others = [base for base in bases if isinstance(base, _Alias) and base is not self]
        if self.__origin__ is Generic:
            later = bases[bases.index(self) + 1:]
            protocol = any(base is Protocol for base in bases)
            return () if protocol or any(base in others for base in later) else (Generic,)
        if self._name is None or self.__origin__ is Protocol or others or Generic in bases:
            return (self.__origin__,)
        return (self.__origin__, Generic)

    def __getitem__(self, key):
        return type(self)(self.__origin__, _filled(self, _parameters(key)), self._name)

    def __repr__(self):
        if self._name is None:
            return _Builtin.__repr__(self)
        if self._name == 'Callable':
            args = self.__args__
            given = '...' if args[0] is ... else '[' + ', '.join(_shown(a) for a in args[:-1]) + ']'
            return f'typing.Callable[{given}, {_shown(args[-1])}]'
        shown = ', '.join(_shown(arg) for arg in self.__args__) or '()'
        return f'typing.{self._name}[{shown}]'

    def __eq__(self, other):
        if not isinstance(other, _Alias):
            return NotImplemented
        return self.__origin__ == other.__origin__ and self.__args__ == other.__args__

    def __hash__(self):
        return hash((self.__origin__, self.__args__))

    def __instancecheck__(self, instance):
        raise TypeError('Subscripted generics cannot be used with class and instance checks')

    def __subclasscheck__(self, cls):
        raise TypeError('Subscripted generics cannot be used with class and instance checks')


def _parameters(key):
    if not isinstance(key, tuple):
        key = (key,)
    return tuple(_argument(arg) for arg in key)


class _ClassName(_Special):
    """A generic name for a class: `List`, `Dict`, `Iterable`, …"""

    def __init__(self, origin, name, count=1):
        self.__dict__.update(__origin__=origin, _name=name, _count=count)

    def __getitem__(self, key):
        args = _parameters(key)
        if self._count >= 0 and len(args) != self._count:
            few = 'many' if len(args) > self._count else 'few'
            raise TypeError(f'Too {few} arguments for {self!r}; actual {len(args)}, '
                            f'expected {self._count}')
        for arg in args:
            _checked(arg, 'Parameters to generic types')
        return _Alias(self.__origin__, args, self._name)

    def __call__(self, *args, **kwargs):
        if self.__origin__.__module__ == 'builtins':
            raise TypeError(f"Type {self._name} cannot be instantiated; "
                            f"use {self.__origin__.__name__}() instead")
        return self.__origin__(*args, **kwargs)

    def __mro_entries__(self, bases):
        return (self.__origin__,)

    def __instancecheck__(self, instance):
        return isinstance(instance, self.__origin__)

    def __subclasscheck__(self, cls):
        return issubclass(cls, self.__origin__)

    def __getattr__(self, name):
        return getattr(self.__origin__, name)

    def __repr__(self):
        return f'typing.{self._name}'


class _CallableName(_ClassName):

    def __getitem__(self, key):
        if not isinstance(key, tuple) or len(key) != 2:
            raise TypeError("Callable must be used as Callable[[arg, ...], result].")
        args, result = key
        if args is ...:
            return _Alias(self.__origin__, (..., _argument(result)), 'Callable')
        if isinstance(args, list):
            return _Alias(self.__origin__, (*_parameters(tuple(args)), _argument(result)), 'Callable')
        return _Alias(self.__origin__, (args, _argument(result)), 'Callable')


class _Form(_Special):
    """A name that means something in brackets, or by itself."""

    def __init__(self, name, make=None):
        self._name = name
        self._make = make

    def __getitem__(self, key):
        if self._make is None:
            raise TypeError(f"{self!r} is not subscriptable")
        return self._make(self, key)

    def __repr__(self):
        return f'typing.{self._name}'

    def __instancecheck__(self, instance):
        raise TypeError(f"{self!r} cannot be used with isinstance()")

    def __subclasscheck__(self, cls):
        raise TypeError(f"{self!r} cannot be used with issubclass()")


class _UnionAlias(_Alias):

    def __repr__(self):
        args = self.__args__
        if len(args) == 2 and type(None) in args:
            rest = args[0] if args[1] is type(None) else args[1]
            return f'typing.Optional[{_shown(rest)}]'
        return 'typing.Union[' + ', '.join(
            _shown_none(arg) for arg in args) + ']'

    def __eq__(self, other):
        if not isinstance(other, (_UnionAlias, _Or)):
            return NotImplemented
        return set(self.__args__) == set(other.__args__)

    def __hash__(self):
        return hash(frozenset(self.__args__))

    def __getitem__(self, key):
        return Union[_filled(self, _parameters(key))]

    def __instancecheck__(self, instance):
        return any(isinstance(instance, arg) for arg in self.__args__)

    def __subclasscheck__(self, cls):
        return any(issubclass(cls, arg) for arg in self.__args__)


def _shown_none(arg):
    return 'NoneType' if arg is type(None) else _shown(arg)


def _union(form, key):
    if key == ():
        raise TypeError("Cannot take a Union of no types.")
    flat = []
    for arg in _parameters(key):
        _checked(arg, 'Union[arg, ...]: each arg')
        for part in arg.__args__ if isinstance(arg, (_UnionAlias, _Or)) else (arg,):
            if part not in flat:
                flat.append(part)
    if len(flat) == 1:
        return flat[0]
    return _UnionAlias(Union, tuple(flat), 'Union')


def _optional(form, key):
    return Union[_checked(key, 'Optional[t] requires a single type.'), type(None)]


class _LiteralAlias(_Alias):

    def __repr__(self):
        return 'typing.Literal[' + ', '.join(repr(arg) for arg in self.__args__) + ']'


def _literal(form, key):
    flat = []
    for arg in key if isinstance(key, tuple) else (key,):
        for value in arg.__args__ if isinstance(arg, _LiteralAlias) else (arg,):
            if not any(value == seen and type(value) is type(seen) for seen in flat):
                flat.append(value)
    return _LiteralAlias(Literal, tuple(flat), 'Literal')


class _AnnotatedAlias(_Alias):

    def __repr__(self):
        data = ', '.join(repr(item) for item in self.__metadata__)
        return f'typing.Annotated[{_shown(self.__origin__)}, {data}]'


def _annotated(form, key):
    if not isinstance(key, tuple) or len(key) < 2:
        raise TypeError("Annotated[...] should be used with at least two arguments "
                        "(a type and an annotation).")
    origin, metadata = _argument(key[0]), key[1:]
    if isinstance(origin, _AnnotatedAlias):
        origin, metadata = origin.__origin__, origin.__metadata__ + metadata
    made = _AnnotatedAlias(origin, (origin,), 'Annotated')
    made.__dict__['__metadata__'] = metadata
    return made


def _one(form, key):
    return _Alias(form, (_argument(key),), form._name)


def _several(form, key):
    return _Alias(form, _parameters(key), form._name)


class _AnyMeta(type):

    def __instancecheck__(self, obj):
        if self is Any:
            raise TypeError("typing.Any cannot be used with isinstance()")
        return super().__instancecheck__(obj)

    def __repr__(self):
        return 'typing.Any' if self is Any else super().__repr__()


class Any(metaclass=_AnyMeta):
    """Any type at all."""

    def __new__(cls, *args, **kwargs):
        if cls is Any:
            raise TypeError("Any cannot be instantiated")
        return super().__new__(cls)


Union = _Form('Union', _union)
Optional = _Form('Optional', _optional)
Literal = _Form('Literal', _literal)
Annotated = _Form('Annotated', _annotated)
Final = _Form('Final', _one)
ClassVar = _Form('ClassVar', _one)
Required = _Form('Required', _one)
NotRequired = _Form('NotRequired', _one)
ReadOnly = _Form('ReadOnly', _one)
TypeGuard = _Form('TypeGuard', _one)
TypeIs = _Form('TypeIs', _one)
Unpack = _Form('Unpack', _one)
Concatenate = _Form('Concatenate', _several)
NoReturn = _Form('NoReturn')
Never = _Form('Never')
Self = _Form('Self')
LiteralString = _Form('LiteralString')
TypeAlias = _Form('TypeAlias')

List = _ClassName(list, 'List')
Dict = _ClassName(dict, 'Dict', 2)
Set = _ClassName(set, 'Set')
FrozenSet = _ClassName(frozenset, 'FrozenSet')
Tuple = _ClassName(tuple, 'Tuple', -1)
Type = _ClassName(type, 'Type')
Deque = _ClassName(collections.deque, 'Deque')
DefaultDict = _ClassName(collections.defaultdict, 'DefaultDict', 2)
OrderedDict = _ClassName(collections.OrderedDict, 'OrderedDict', 2)
Counter = _ClassName(collections.Counter, 'Counter')


def __getattr__(name):
    if name == 'ChainMap':
        globals()[name] = made = _ClassName(collections.ChainMap, 'ChainMap', 2)
        return made
    raise AttributeError(f"module 'typing' has no attribute {name!r}")


Iterable = _ClassName(collections.abc.Iterable, 'Iterable')
Iterator = _ClassName(collections.abc.Iterator, 'Iterator')
Reversible = _ClassName(collections.abc.Reversible, 'Reversible')
Container = _ClassName(collections.abc.Container, 'Container')
Collection = _ClassName(collections.abc.Collection, 'Collection')
Sequence = _ClassName(collections.abc.Sequence, 'Sequence')
MutableSequence = _ClassName(collections.abc.MutableSequence, 'MutableSequence')
Mapping = _ClassName(collections.abc.Mapping, 'Mapping', 2)
MutableMapping = _ClassName(collections.abc.MutableMapping, 'MutableMapping', 2)
AbstractSet = _ClassName(collections.abc.Set, 'AbstractSet')
MutableSet = _ClassName(collections.abc.MutableSet, 'MutableSet')
KeysView = _ClassName(collections.abc.KeysView, 'KeysView')
ItemsView = _ClassName(collections.abc.ItemsView, 'ItemsView', 2)
ValuesView = _ClassName(collections.abc.ValuesView, 'ValuesView')
Generator = _ClassName(collections.abc.Generator, 'Generator', -1)
Awaitable = _ClassName(collections.abc.Awaitable, 'Awaitable')
Coroutine = _ClassName(collections.abc.Coroutine, 'Coroutine', 3)
AsyncIterable = _ClassName(collections.abc.AsyncIterable, 'AsyncIterable')
AsyncIterator = _ClassName(collections.abc.AsyncIterator, 'AsyncIterator')
AsyncGenerator = _ClassName(collections.abc.AsyncGenerator, 'AsyncGenerator', -1)
Hashable = _ClassName(collections.abc.Hashable, 'Hashable', 0)
Sized = _ClassName(collections.abc.Sized, 'Sized', 0)
Callable = _CallableName(collections.abc.Callable, 'Callable')
ContextManager = _Form('ContextManager', _several)
AsyncContextManager = _Form('AsyncContextManager', _several)
Pattern = _Form('Pattern', _one)
Match = _Form('Match', _one)
ByteString = bytes
Text = str


class _NoDefaultType:

    def __repr__(self):
        return 'typing.NoDefault'


NoDefault = _NO_DEFAULT = _NoDefaultType()


class _Variable(_Special):
    """What a type may be replaced by."""

    def __repr__(self):
        return self.__name__


class TypeVar(_Variable):
    """A type variable."""

    def __init__(self, name, *constraints, bound=None, covariant=False, contravariant=False,
                 infer_variance=False, default=_NO_DEFAULT):
        if covariant and contravariant:
            raise ValueError("Bivariant types are not supported.")
        if len(constraints) == 1:
            raise TypeError("A single constraint is not allowed")
        if constraints and bound is not None:
            raise TypeError("Constraints cannot be combined with bound=...")
        self.__name__ = name
        self.__constraints__ = _parameters(constraints)
        self.__bound__ = _argument(bound) if bound is not None else None
        self.__covariant__ = covariant
        self.__contravariant__ = contravariant
        self.__infer_variance__ = infer_variance
        self.__default__ = default

    def __repr__(self):
        if self.__infer_variance__:
            return self.__name__
        sign = '+' if self.__covariant__ else '-' if self.__contravariant__ else '~'
        return sign + self.__name__


class _Args(_Variable):

    def __init__(self, origin, name):
        self.__origin__ = origin
        self.__name__ = f'{origin.__name__}.{name}'


class ParamSpec(_Variable):
    """The parameters of a function, as a variable."""

    def __init__(self, name, *, bound=None, covariant=False, contravariant=False,
                 infer_variance=False, default=_NO_DEFAULT):
        self.__name__ = name
        self.__bound__ = bound
        self.__covariant__ = covariant
        self.__contravariant__ = contravariant
        self.__infer_variance__ = infer_variance
        self.__default__ = default
        self.args = _Args(self, 'args')
        self.kwargs = _Args(self, 'kwargs')

    def __repr__(self):
        return self.__name__ if self.__infer_variance__ else '~' + self.__name__


class TypeVarTuple(_Variable):
    """Several type variables."""

    def __init__(self, name, *, default=_NO_DEFAULT):
        self.__name__ = name
        self.__default__ = default

    def __iter__(self):
        yield Unpack[self]


AnyStr = TypeVar('AnyStr', bytes, str)


class _Later:
    """An attribute of a type parameter or alias that is computed when somebody asks."""

    def __init__(self, name, empty):
        self._name = name
        self._empty = empty

    def __get__(self, instance, owner=None):
        if instance is None:
            return self
        store = instance.__dict__
        if self._name not in store:
            compute = store.get('_' + self._name)
            store[self._name] = self._empty if compute is None else compute()
        return store[self._name]

    def __set__(self, instance, value):
        instance.__dict__[self._name] = value


TypeVar.__bound__ = _Later('bound', None)
TypeVar.__constraints__ = _Later('constraints', ())
for _kind in (TypeVar, ParamSpec, TypeVarTuple):
    _kind.__default__ = _Later('default', _NO_DEFAULT)
    _kind.has_default = lambda self: self.__default__ is not NoDefault
    _kind.__module__ = 'typing'
del _kind


def _parameter(kind, name, bound, constrained, default):
    """What `[T: bound = default]` makes; `bound` and `default` are asked when they are needed."""
    if kind == 'TypeVar':
        made = TypeVar(name, infer_variance=True)
    elif kind == 'ParamSpec':
        made = ParamSpec(name, infer_variance=True)
    else:
        made = TypeVarTuple(name)
    store = made.__dict__
    for attribute, compute in (('constraints' if constrained else 'bound', bound), ('default', default)):
        if compute is not None:
            store.pop(attribute, None)
            store['_' + attribute] = compute
    return made


class TypeAliasType(_Special):
    """What a `type` statement makes: a name for a type, which is evaluated when somebody asks."""

    def __init__(self, name, value, *, type_params=()):
        self.__dict__.update(__name__=name, value=value, __type_params__=type_params)

    @property
    def __parameters__(self):
        return self.__type_params__

    def __getitem__(self, key):
        if not self.__type_params__:
            raise TypeError('Only generic type aliases are subscriptable')
        return _Builtin(self, _parameters(key))

    def __setattr__(self, name, value):
        if name in ('__name__', '__value__', '__type_params__', '__parameters__', '__module__'):
            raise AttributeError('readonly attribute')
        raise AttributeError(f"'typing.TypeAliasType' object has no attribute {name!r} and no "
                             "__dict__ for setting new attributes")

    def __call__(self, *args, **kwargs):
        raise TypeError("'typing.TypeAliasType' object is not callable")

    def __repr__(self):
        return self.__name__


TypeAliasType.__value__ = _Later('value', None)


def _alias(name, parameters, compute):
    made = TypeAliasType(name, None, type_params=parameters)
    del made.__dict__['value']
    made.__dict__['_value'] = compute
    return made


class Generic:
    """A base class that takes type parameters."""

    __slots__ = ()
    _is_protocol = False

    def __class_getitem__(cls, key):
        args = _parameters(key)
        if cls in (Generic, Protocol):
            for arg in args:
                if not isinstance(arg, _Variable) and not getattr(arg, '__origin__', None) is Unpack:
                    raise TypeError(f"Parameters to {cls.__name__}[...] must all be type variables "
                                    "or parameter specification variables.")
            if len(set(args)) != len(args):
                raise TypeError(f"Parameters to {cls.__name__}[...] must all be unique")
            return _Alias(cls, args, cls.__name__)
        expected = getattr(cls, '__parameters__', ())
        if not expected:
            raise TypeError(f"{cls!r} is not a generic class")
        open_ended = any(not isinstance(p, TypeVar) for p in expected)
        if len(args) != len(expected) and not open_ended:
            few = 'many' if len(args) > len(expected) else 'few'
            raise TypeError(f"Too {few} arguments for {cls!r}; actual {len(args)}, "
                            f"expected {len(expected)}")
        return _Alias(cls, args)

    def __init_subclass__(cls, *args, **kwargs):
        super().__init_subclass__(*args, **kwargs)
        bases = cls.__dict__.get('__orig_bases__', ())
        for base in bases:
            if isinstance(base, _Alias) and base.__origin__ is Generic:
                cls.__parameters__ = base.__args__
                return
        cls.__parameters__ = _variables(tuple(
            base for base in bases if isinstance(base, _Builtin)))


_NOT_MEMBERS = frozenset({
    '__abstractmethods__', '__annotations__', '__dict__', '__doc__', '__init__', '__module__',
    '__new__', '__slots__', '__subclasshook__', '__weakref__', '__class_getitem__',
    '__match_args__', '__static_attributes__', '__firstlineno__', '__orig_bases__',
    '__parameters__', '__qualname__', '__annotate_func__', '_is_protocol', '_is_runtime_protocol',
    '__protocol_attrs__', '_abc_registry', '__hash__', '__type_params__',
})


def _protocol_members(cls):
    names = set()
    for base in cls.__mro__[:-1]:
        if base.__name__ in ('Protocol', 'Generic'):
            continue
        names.update(name for name in base.__dict__ if name not in _NOT_MEMBERS)
        names.update(base.__annotations__)
    return names


def _no_init(self, *args, **kwargs):
    if type(self)._is_protocol:
        raise TypeError('Protocols cannot be instantiated')


class _ProtocolMeta(ABCMeta):

    def __instancecheck__(cls, instance):
        if cls is Protocol or not cls._is_protocol:
            return super().__instancecheck__(instance)
        if not getattr(cls, '_is_runtime_protocol', False):
            raise TypeError("Instance and class checks can only be used with "
                            "@runtime_checkable protocols")
        if super().__instancecheck__(instance):
            return True
        for name in cls.__protocol_attrs__:
            if not hasattr(instance, name):
                return False
            if getattr(instance, name) is None and callable(getattr(cls, name, None)):
                return False
        return True

    def __subclasscheck__(cls, other):
        if cls is Protocol or not cls._is_protocol:
            return super().__subclasscheck__(other)
        if not isinstance(other, type):
            raise TypeError('issubclass() arg 1 must be a class')
        if not getattr(cls, '_is_runtime_protocol', False):
            raise TypeError("Instance and class checks can only be used with "
                            "@runtime_checkable protocols")
        return cls in other.__mro__ or all(
            any(name in base.__dict__ for base in other.__mro__) for name in cls.__protocol_attrs__)


class Protocol(Generic, metaclass=_ProtocolMeta):
    """A base class of classes that say what others must have."""

    __slots__ = ()
    _is_protocol = True

    def __init_subclass__(cls, *args, **kwargs):
        super().__init_subclass__(*args, **kwargs)
        cls._is_protocol = any(base is Protocol for base in cls.__bases__)
        if cls._is_protocol:
            cls.__protocol_attrs__ = _protocol_members(cls)
            if '__init__' not in cls.__dict__:
                cls.__init__ = _no_init
        elif cls.__init__ is _no_init and '__init__' not in cls.__dict__:
            for base in cls.__mro__[1:]:
                found = base.__dict__.get('__init__', _no_init)
                if found is not _no_init:
                    cls.__init__ = found
                    break


def runtime_checkable(cls):
    """Let `isinstance` look at the members of a protocol."""
    if not getattr(cls, '_is_protocol', False):
        raise TypeError('@runtime_checkable can be only applied to protocol classes, '
                        f'got {cls!r}')
    cls._is_runtime_protocol = True
    return cls


class SupportsInt(Protocol):
    @abstractmethod
    def __int__(self): ...


class SupportsFloat(Protocol):
    @abstractmethod
    def __float__(self): ...


class SupportsAbs(Protocol):
    @abstractmethod
    def __abs__(self): ...


class SupportsIndex(Protocol):
    @abstractmethod
    def __index__(self): ...


for _protocol in (SupportsInt, SupportsFloat, SupportsAbs, SupportsIndex):
    runtime_checkable(_protocol)


class NewType(_Special):
    """A name for a type: a function that gives its argument back."""

    def __init__(self, name, tp):
        self.__qualname__ = name
        self.__name__ = name.rpartition('.')[2]
        self.__supertype__ = tp
        self.__module__ = _calling_module()

    def __call__(self, x):
        return x

    def __repr__(self):
        return f'{self.__module__}.{self.__qualname__}'


def _calling_module():
    return '__main__'


def _own_annotations(name, namespace):
    """The annotations of a class whose body has just run."""
    return type(name, (), dict(namespace)).__annotations__


class _NamedTupleMeta(type):

    def __new__(mcls, typename, bases, namespace):
        for base in bases:
            if base is not _NamedTuple and base is not Generic:
                raise TypeError('can only inherit from a NamedTuple type and Generic')
        kinds = {name: _argument(kind)
                 for name, kind in _own_annotations(typename, namespace).items()}
        defaults = []
        for name in kinds:
            if name in namespace:
                defaults.append(name)
            elif defaults:
                few = 's' if len(defaults) > 1 else ''
                raise TypeError(f"non-default namedtuple field {name} cannot follow default "
                                f"field{few} {', '.join(defaults)}")
        made = collections.namedtuple(typename, list(kinds),
                                      defaults=[namespace[name] for name in defaults])
        made.__module__ = namespace['__module__']
        made.__annotations__ = kinds
        made.__orig_bases__ = (NamedTuple,)
        for name, value in namespace.items():
            if name in ('__new__', '__init__', '__slots__', '__getnewargs__', '_fields',
                        '_field_defaults', '_field_types', '_make', '_replace', '_asdict', '_source'):
                raise AttributeError('Cannot overwrite NamedTuple attribute ' + name)
            if name not in ('__module__', '__qualname__', '__annotations__', '__annotate_func__',
                            '__orig_bases__', '__classcell__') and name not in made._fields:
                setattr(made, name, value)
        if '__qualname__' in namespace:
            made.__qualname__ = namespace['__qualname__']
        return made


class _NamedTupleForm:

    def __call__(self, typename, fields=(), /, **kwargs):
        pairs = list(fields) or list(kwargs.items())
        made = collections.namedtuple(typename, [name for name, _ in pairs])
        made.__annotations__ = {name: _argument(kind) for name, kind in pairs}
        return made

    def __mro_entries__(self, bases):
        return (_NamedTuple,)

    def __repr__(self):
        return '<function NamedTuple>'


_NamedTuple = type.__new__(_NamedTupleMeta, 'NamedTuple', (), {})
NamedTuple = _NamedTupleForm()


class _TypedDictMeta(type):

    def __new__(mcls, name, bases, namespace, total=True):
        kinds = {}
        required, optional = set(), set()
        for base in bases:
            kinds.update(base.__dict__.get('__annotations__', {}))
            required |= base.__dict__.get('__required_keys__', set())
            optional |= base.__dict__.get('__optional_keys__', set())
        for key, kind in _own_annotations(name, namespace).items():
            kinds[key] = kind = _argument(kind)
            origin = getattr(kind, '__origin__', None)
            if origin is Required or (total and origin is not NotRequired):
                required.add(key)
                optional.discard(key)
            else:
                optional.add(key)
                required.discard(key)
        names = {key: value for key, value in namespace.items() if key != '__annotate_func__'}
        made = type.__new__(mcls, name, (dict,), names)
        made.__annotations__ = kinds
        made.__required_keys__ = frozenset(required)
        made.__optional_keys__ = frozenset(optional)
        made.__total__ = total
        made.__orig_bases__ = bases
        return made

    def __init__(cls, name, bases, namespace, total=True):
        super().__init__(name, bases, namespace)

    def __call__(cls, /, *args, **kwargs):
        return dict(*args, **kwargs)

    def __instancecheck__(cls, instance):
        raise TypeError('TypedDict does not support instance and class checks')

    def __subclasscheck__(cls, other):
        raise TypeError('TypedDict does not support instance and class checks')


class _TypedDictForm:

    def __call__(self, typename, fields=(), /, *, total=True):
        namespace = {'__annotations__': dict(fields), '__module__': '__main__'}
        return _TypedDictMeta(typename, (), namespace, total=total)

    def __mro_entries__(self, bases):
        return (_TypedDict,)

    def __repr__(self):
        return '<function TypedDict>'


_TypedDict = type.__new__(_TypedDictMeta, 'TypedDict', (), {})
TypedDict = _TypedDictForm()


def is_typeddict(tp):
    """Whether something is a TypedDict class."""
    return isinstance(type(tp), type) and type(tp) is _TypedDictMeta


def is_protocol(tp, /):
    """Whether something is a protocol."""
    return isinstance(tp, type) and getattr(tp, '_is_protocol', False) and tp is not Protocol


def cast(typ, val):
    """The value itself."""
    return val


def assert_type(val, typ, /):
    """The value itself."""
    return val


def assert_never(arg, /):
    """Say that this line is never reached."""
    raise AssertionError(f"Expected code to be unreachable, but got: {arg!r}")


def reveal_type(obj, /):
    """Print the type of the value, which is given back."""
    import sys
    print(f"Runtime type is {type(obj).__name__!r}", file=sys.stderr)
    return obj


def _overload_dummy(*args, **kwargs):
    raise NotImplementedError(
        "You should not call an overloaded function. A series of @overload-decorated functions "
        "outside a stub module should always be followed by an implementation that is not "
        "@overload-ed.")


def overload(func):
    """One of several signatures of the function that follows."""
    return _overload_dummy


def final(f):
    """Nothing may override this."""
    try:
        f.__final__ = True
    except (AttributeError, TypeError):
        pass
    return f


def override(method, /):
    """This overrides a method of a base class."""
    try:
        method.__override__ = True
    except (AttributeError, TypeError):
        pass
    return method


def no_type_check(arg):
    """Annotations here are no types."""
    return arg


def dataclass_transform(**options):
    """What this decorates makes dataclasses."""
    def decorate(cls_or_fn):
        cls_or_fn.__dataclass_transform__ = options
        return cls_or_fn
    return decorate


def get_origin(tp):
    """What is before the brackets."""
    if isinstance(tp, _AnnotatedAlias):
        return Annotated
    if isinstance(tp, _Or):
        return types.UnionType
    if tp is Generic:
        return Generic
    if isinstance(tp, (_Builtin, _ClassName)):
        return tp.__origin__
    return None


def get_args(tp):
    """What is in the brackets."""
    if isinstance(tp, _AnnotatedAlias):
        return (tp.__origin__, *tp.__metadata__)
    if isinstance(tp, _Alias) and tp._name == 'Callable':
        args = tp.__args__
        return args if args[0] is ... else (list(args[:-1]), args[-1])
    if isinstance(tp, (_Builtin, _Or)):
        return tp.__args__
    return ()


def _evaluated(text, spaces):
    """The value of an annotation kept as text: its names are looked up, then it is computed."""
    import builtins
    names = {}
    word = ''
    quote = None
    for char in text + ' ':
        if quote:
            quote = None if char == quote else quote
        elif char in '"\'':
            quote = char
        elif char == '_' or char.isalnum() or (char == '.' and word):
            word += char
        else:
            name = word.split('.')[0]
            word = ''
            if name and not name[0].isdigit() and name not in ('None', 'True', 'False'):
                for space in (*spaces, vars(builtins)):
                    if name in space:
                        names[name] = space[name]
                        break
                else:
                    raise NameError(f"name '{name}' is not defined")
    made = _compiled(f'def __made__({", ".join(names)}):\n return {text}\n')
    return made(*names.values())


def _resolved(kind, spaces):
    if kind is None:
        return type(None)
    if isinstance(kind, str):
        return _resolved(_evaluated(kind, spaces), spaces)
    if isinstance(kind, ForwardRef):
        return _resolved(kind.__forward_arg__, spaces)
    if isinstance(kind, _UnionAlias):
        return Union[tuple(_resolved(arg, spaces) for arg in kind.__args__)]
    if isinstance(kind, _LiteralAlias) or not isinstance(kind, _Builtin):
        return kind
    args = tuple(arg if arg is ... or isinstance(arg, list) else _resolved(arg, spaces)
                 for arg in kind.__args__)
    if args == kind.__args__:
        return kind
    if isinstance(kind, _AnnotatedAlias):
        return Annotated[(args[0], *kind.__metadata__)]
    if isinstance(kind, _Alias):
        return type(kind)(kind.__origin__, args, kind._name)
    return type(kind)(kind.__origin__, args)


def _plain(kind):
    while isinstance(kind, _AnnotatedAlias) or getattr(kind, '__origin__', None) in (
            Required, NotRequired):
        kind = kind.__origin__ if isinstance(kind, _AnnotatedAlias) else kind.__args__[0]
    return kind


def get_type_hints(obj, globalns=None, localns=None, include_extras=False):
    """The annotations, with text replaced by what it means."""
    hints = {}
    if isinstance(obj, type):
        for base in reversed(obj.__mro__):
            if base.__module__ == 'builtins':
                continue
            module = __import__(base.__module__)
            for part in base.__module__.split('.')[1:]:
                module = getattr(module, part)
            spaces = (localns or {}, globalns or vars(module), dict(base.__dict__))
            for name, kind in base.__annotations__.items():
                hints[name] = _resolved(kind, spaces)
    else:
        function = obj
        while hasattr(function, '__wrapped__'):
            function = function.__wrapped__
        known = getattr(obj, '__annotations__', None)
        if known is None:
            raise TypeError(f'{obj!r} is not a module, class, method, or function.')
        space = globalns or getattr(function, '__globals__', None) or getattr(obj, '__dict__', {})
        for name, kind in known.items():
            hints[name] = _resolved(kind, (localns or {}, space))
    if include_extras:
        return hints
    return {name: _plain(kind) for name, kind in hints.items()}
