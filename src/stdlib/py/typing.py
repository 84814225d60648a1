"""Names for annotations: they mean nothing when the program runs."""


class _Form:

    def __init__(self, name):
        self._name = name

    def __getitem__(self, parameters):
        return self

    def __or__(self, other):
        return self

    def __ror__(self, other):
        return self

    def __repr__(self):
        return f"typing.{self._name}"


Any = _Form('Any')
Optional = _Form('Optional')
Union = _Form('Union')
Callable = _Form('Callable')
Literal = _Form('Literal')
Final = _Form('Final')
ClassVar = _Form('ClassVar')
Annotated = _Form('Annotated')
NoReturn = _Form('NoReturn')
Never = _Form('Never')
Self = _Form('Self')
List = _Form('List')
Dict = _Form('Dict')
Set = _Form('Set')
FrozenSet = _Form('FrozenSet')
Tuple = _Form('Tuple')
Type = _Form('Type')
Deque = _Form('Deque')
Iterable = _Form('Iterable')
Iterator = _Form('Iterator')
Generator = _Form('Generator')
Sequence = _Form('Sequence')
MutableSequence = _Form('MutableSequence')
Mapping = _Form('Mapping')
MutableMapping = _Form('MutableMapping')
Hashable = _Form('Hashable')
Collection = _Form('Collection')
Awaitable = _Form('Awaitable')

TYPE_CHECKING = False


class Generic:
    """A base class that takes type parameters."""

    def __class_getitem__(cls, parameters):
        return cls


class Protocol:
    """A base class that takes type parameters."""

    def __class_getitem__(cls, parameters):
        return cls


class TypeVar:
    """A type variable."""

    def __init__(self, name, *constraints, bound=None, covariant=False, contravariant=False):
        self.__name__ = name

    def __repr__(self):
        return '~' + self.__name__


def NewType(name, tp):
    """A function that gives its argument back."""
    return lambda value: value


def cast(typ, val):
    """The value itself."""
    return val


def overload(func):
    return func


def final(f):
    return f
