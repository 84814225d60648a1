"""Enumerations: classes whose attributes are their only instances."""

from types import DynamicClassAttribute, MappingProxyType

__all__ = ['EnumType', 'EnumMeta', 'EnumDict', 'Enum', 'IntEnum', 'StrEnum', 'Flag', 'IntFlag',
           'ReprEnum', 'auto', 'unique', 'property', 'verify', 'member', 'nonmember', 'FlagBoundary',
           'STRICT', 'CONFORM', 'EJECT', 'KEEP', 'global_enum', 'global_str', 'global_enum_repr',
           'global_flag_repr', 'CONTINUOUS', 'NAMED_FLAGS', 'UNIQUE', 'pickle_by_global_name',
           'pickle_by_enum_name', 'show_flag_values', 'bin']

_property = property
Enum = Flag = ReprEnum = _FlagStrict = None


class nonmember:
    """An attribute of an enumeration that is no member."""

    def __init__(self, value):
        self.value = value


class member:
    """A member of an enumeration, whatever its value is."""

    def __init__(self, value):
        self.value = value


class _NoValue:

    def __repr__(self):
        return '<object object>'


_auto_null = _NoValue()


class auto:
    """A value that the enumeration chooses."""

    def __init__(self, value=_auto_null):
        self.value = value

    def __repr__(self):
        return f'auto({self.value!r})'


class property(DynamicClassAttribute):
    """An attribute of members whose name a member may have."""

    def __set_name__(self, ownerclass, name):
        self.name = name
        self.clsname = ownerclass.__name__

    def __get__(self, instance, ownerclass=None):
        if instance is None:
            known = ownerclass.__dict__.get('_member_map_', {})
            if self.name in known:
                return known[self.name]
            raise AttributeError(f'{ownerclass!r} has no attribute {self.name!r}')
        if self.fget is None:
            raise AttributeError(f'{instance!r} has no attribute {self.name!r}')
        return self.fget(instance)

    def __set__(self, instance, value):
        if self.fset is not None:
            return self.fset(instance, value)
        raise AttributeError(f'<enum {self.clsname!r}> cannot set attribute {self.name!r}')

    def __delete__(self, instance):
        raise AttributeError(f'<enum {self.clsname!r}> cannot delete attribute {self.name!r}')


def _is_descriptor(obj):
    return (hasattr(obj, '__get__') or hasattr(obj, '__set__') or hasattr(obj, '__delete__'))


def _is_dunder(name):
    return (len(name) > 4 and name[:2] == name[-2:] == '__' and name[2] != '_' and name[-3] != '_')


def _is_sunder(name):
    return len(name) > 2 and name[0] == name[-1] == '_' and name[1] != '_' and name[-2] != '_'


def _is_private(cls_name, name):
    prefix = f'_{cls_name}__'
    return (len(name) > len(prefix) and name.startswith(prefix)
            and not (name[-1] == '_' and name[-2] == '_'))


class EnumDict(dict):
    """The names of an enumeration's body, members noted in order."""

    def __init__(self, cls_name=None):
        super().__init__()
        self._cls_name = cls_name
        self._member_names = {}
        self._last_values = []
        self._ignore = []
        self._generate = None
        self._auto_called = False

    def __setitem__(self, key, value):
        if self._cls_name is not None and _is_private(self._cls_name, key):
            pass
        elif _is_sunder(key):
            self._sunder(key, value)
            if key == '_ignore_':
                value = self._ignore
        elif _is_dunder(key):
            if key == '__order__':
                key = '_order_'
        elif key in self._member_names:
            raise TypeError(f'{key!r} already defined as {self[key]!r}')
        elif key in self._ignore:
            pass
        elif isinstance(value, nonmember):
            value = value.value
        elif not isinstance(value, member) and (
                _is_descriptor(value) or isinstance(value, _NEVER_MEMBERS)):
            pass
        else:
            value = self._member(key, value)
        super().__setitem__(key, value)

    def _sunder(self, key, value):
        if key not in ('_order_', '_generate_next_value_', '_numeric_repr_', '_missing_', '_ignore_',
                       '_iter_member_', '_iter_member_by_value_', '_iter_member_by_def_',
                       '_add_alias_', '_add_value_alias_', '_use_args_', '_member_names_'):
            raise ValueError(f'_sunder_ names, such as {key!r}, are reserved for future Enum use')
        if key == '_generate_next_value_':
            if self._auto_called:
                raise TypeError('_generate_next_value_ must be defined before members')
            self._generate = value.__func__ if isinstance(value, staticmethod) else value
        elif key == '_ignore_':
            self._ignore = value.replace(',', ' ').split() if isinstance(value, str) else list(value)

    def _member(self, key, value):
        if key in self:
            raise TypeError(f'{key!r} already defined as {self[key]!r}')
        if isinstance(value, member):
            value = value.value
        single = True
        parts = (value,)
        if isinstance(value, tuple) and any(isinstance(part, auto) for part in value):
            single = False
            parts = value
        made = []
        for part in parts:
            if isinstance(part, auto):
                if part.value is _auto_null:
                    part.value = self._generate(key, 1, len(self._member_names),
                                                self._last_values[:])
                    self._auto_called = True
                part = part.value
            made.append(part)
        value = made[0] if single else tuple(made)
        self._member_names[key] = None
        self._last_values.append(value)
        return value

    def update(self, members=(), **more):
        for name, value in (members.items() if hasattr(members, 'keys') else members):
            self[name] = value
        for name, value in more.items():
            self[name] = value


_EnumDict = EnumDict


def _value_text(self):
    return str(self._value_)


class _Boundary:
    """What a flag does with bits that no member has."""

    def __init__(self, name):
        self.name = name

    def __repr__(self):
        return f'<FlagBoundary.{self.name}: {self.name.lower()!r}>'

    def __str__(self):
        return self.name.lower()


STRICT = _Boundary('STRICT')
CONFORM = _Boundary('CONFORM')
EJECT = _Boundary('EJECT')
KEEP = _Boundary('KEEP')
FlagBoundary = (STRICT, CONFORM, EJECT, KEEP)

_NEVER_MEMBERS = (type(lambda: None), type(''.join), type)
_OWN_TEXTS = ('__repr__', '__str__', '__format__', '__reduce_ex__')


class EnumType(type):
    """The class of enumerations."""

    @classmethod
    def __prepare__(metacls, cls, bases, **kwds):
        metacls._check_bases(cls, bases)
        names = EnumDict(cls)
        member_type, first = metacls._types(cls, bases)
        if first is not None:
            names._generate = first._generate_next_value_
        return names

    def __new__(metacls, cls, bases, classdict, *, boundary=None, _simple=False, **kwds):
        if _simple:
            return super().__new__(metacls, cls, bases, classdict, **kwds)
        member_names = list(classdict._member_names)
        member_type, first = metacls._types(cls, bases)
        values = {name: classdict[name] for name in member_names}
        bad = [name for name in member_names if name in ('mro', '')]
        if bad:
            raise ValueError('invalid enum member name(s) %s' % ','.join(map(repr, bad)))
        order = classdict.get('_order_')
        rest = {name: value for name, value in classdict.items()
                if name not in values and name not in ('_ignore_', '_order_')
                and name not in classdict._ignore}
        rest['_member_names_'] = []
        rest['_member_map_'] = {}
        rest['_value2member_map_'] = {}
        rest['_unhashable_values_'] = []
        rest['_member_type_'] = member_type
        rest['_boundary_'] = boundary or getattr(first, '_boundary_', None)
        rest['_flag_mask_'] = 0
        rest['_singles_mask_'] = 0
        rest['_all_bits_'] = 0
        generate = rest.get('_generate_next_value_')
        if generate is not None and not isinstance(generate, staticmethod):
            rest['_generate_next_value_'] = staticmethod(generate)
        own_new = None
        if Enum is not None:
            own_new = rest.pop('__new__', None)
            if own_new is not None:
                rest['_new_member_'] = own_new
            rest['__new__'] = Enum.__new__
        enum_class = super().__new__(metacls, cls, bases, rest, **kwds)
        maker = metacls._maker(enum_class, own_new, member_type, first)
        for name in member_names:
            enum_class._add_member(name, values[name], maker, member_type)
        metacls._own_texts(enum_class, rest, member_type, first)
        if Flag is not None and issubclass(enum_class, Flag):
            enum_class._finish_flag()
        if order is not None:
            names = order.replace(',', ' ').split() if isinstance(order, str) else list(order)
            kept = [name for name in names if name in enum_class._member_names_
                    or name in enum_class._member_map_ and False]
            if [name for name in enum_class._member_names_] != kept:
                raise TypeError(f'member order does not match _order_:\n  '
                                f'{enum_class._member_names_}\n  {names}')
        return enum_class

    def __init__(cls, *args, **kwds):
        pass

    @staticmethod
    def _check_bases(name, bases):
        for chain in bases:
            for base in chain.__mro__:
                if isinstance(base, EnumType) and base.__dict__.get('_member_names_'):
                    raise TypeError(f'<enum {name!r}> cannot extend {base!r}')

    @staticmethod
    def _types(name, bases):
        """The type that members have beside, and the enumeration among the bases."""
        if not bases or Enum is None:
            return object, Enum
        first = bases[-1]
        if not isinstance(first, EnumType):
            raise TypeError('new enumerations should be created as '
                            '`EnumName([mixin_type, ...] [data_type,] enum_type)`')
        found = None
        for chain in bases:
            for base in chain.__mro__:
                if base is object:
                    continue
                if isinstance(base, EnumType):
                    if base._member_type_ is not object:
                        found = found or base._member_type_
                        break
                elif '__new__' in base.__dict__ or '__dataclass_fields__' in base.__dict__ or (
                        base.__module__ == 'builtins'):
                    found = found or (chain if chain is not base and not isinstance(
                        chain, EnumType) else base)
                    break
        return found or object, first

    @staticmethod
    def _maker(cls, own_new, member_type, first):
        """What makes a member: `__new__` of the body, of a base, or of the mixed-in type."""
        if own_new is not None:
            return own_new
        for base in cls.__mro__[1:]:
            found = base.__dict__.get('_new_member_')
            if found is not None:
                return found.__func__ if isinstance(found, staticmethod) else found
        return None if member_type is object else member_type.__new__

    def _add_member(cls, name, value, maker, member_type):
        args = value if isinstance(value, tuple) else (value,)
        if member_type is tuple:
            args = (args,)
        if maker is None:
            made = object.__new__(cls)
            if not hasattr(made, '_value_'):
                made._value_ = value
        else:
            made = maker(cls, *args)
            if not hasattr(made, '_value_'):
                if member_type is object:
                    made._value_ = value
                else:
                    try:
                        made._value_ = member_type(*args)
                    except Exception as exc:
                        raise TypeError(
                            '_value_ not set in __new__, unable to create it') from exc
        value = made._value_
        made._name_ = name
        made.__objclass__ = cls
        for init_class in cls.__mro__:
            if '__init__' in init_class.__dict__:
                if init_class not in (object, Enum) and init_class.__module__ != 'builtins':
                    made.__init__(*args)
                break
        made._sort_order_ = len(cls._member_names_)
        known = cls._known(value)
        if known is None and Flag is not None and issubclass(cls, Flag):
            # Names of several bits, or of none, are aliases: they are not met in iteration.
            if not isinstance(value, int):
                raise TypeError(f'{name!r} value {value!r} must be an int')
            if value > 0 and value & (value - 1) == 0:
                cls._member_names_.append(name)
        elif known is None:
            cls._member_names_.append(name)
        if known is not None:
            made = known
        else:
            try:
                cls._value2member_map_.setdefault(value, made)
            except TypeError:
                cls._unhashable_values_.append((value, made))
        cls._member_map_[name] = made
        hidden = None
        for base in cls.__mro__[1:]:
            if name in base.__dict__:
                hidden = base.__dict__[name]
                break
        if isinstance(hidden, property):
            redirect = property(hidden.fget, hidden.fset)
            redirect.__set_name__(cls, name)
            type.__setattr__(cls, name, redirect)
        else:
            type.__setattr__(cls, name, made)

    def _known(cls, value):
        try:
            return cls._value2member_map_.get(value)
        except TypeError:
            for other, made in cls._unhashable_values_:
                if other == value:
                    return made
            return None

    @staticmethod
    def _own_texts(cls, names, member_type, first):
        """A mixed-in type's own texts give way to the enumeration's."""
        if Enum is None or first is None:
            return
        if ReprEnum is not None and issubclass(cls, ReprEnum) and member_type is not object:
            # Members look like their values, only their repr is the enumeration's.
            for name in ('__str__', '__format__'):
                if name not in names and not any(
                        name in base.__dict__ for base in cls.__mro__[1:]
                        if isinstance(base, EnumType) and base not in (Enum, ReprEnum, Flag)):
                    own = _value_text if name == '__str__' else getattr(member_type, name)
                    type.__setattr__(cls, name, own)
        for name in ('__repr__', '__str__', '__format__'):
            if name in names or name in cls.__dict__:
                continue
            found = getattr(cls, name)
            if found in (getattr(member_type, name), getattr(object, name)):
                mixin = [base for base in cls.__mro__ if not isinstance(base, EnumType)
                         and base.__module__ != 'builtins' and name in base.__dict__]
                if not mixin:
                    type.__setattr__(cls, name, getattr(first, name))

    def __call__(cls, value=_auto_null, names=_auto_null, *values, module=None, qualname=None,
                 type=None, start=1, boundary=None):
        if cls._member_map_:
            if names is not _auto_null:
                value = (value, names, *values)
            elif value is _auto_null:
                raise TypeError(f'EnumType.__call__() missing 1 required positional argument: '
                                "'value'")
            return cls.__new__(cls, value)
        if names is _auto_null and type is None:
            return cls.__new__(cls, value)
        return cls._create(value, names, module, qualname, type, start, boundary)

    def _create(cls, class_name, names, module, qualname, mixin, start, boundary):
        metacls = cls.__class__
        bases = (cls,) if mixin is None else (mixin, cls)
        classdict = metacls.__prepare__(class_name, bases)
        if isinstance(names, str):
            names = names.replace(',', ' ').split()
        if isinstance(names, (tuple, list)) and names and isinstance(names[0], str):
            pairs = []
            last = []
            for at, name in enumerate(names):
                value = cls._generate_next_value_(name, start, at, last[:])
                last.append(value)
                pairs.append((name, value))
        else:
            pairs = list(names.items()) if hasattr(names, 'items') else list(names or ())
        for name, value in pairs:
            classdict[name] = value
        classdict['__module__'] = module or '__main__'
        classdict['__qualname__'] = qualname or class_name
        return metacls.__new__(metacls, class_name, bases, classdict, boundary=boundary)

    def __contains__(cls, value):
        if isinstance(value, cls):
            return True
        if cls._known(value) is not None:
            return True
        if Flag is not None and issubclass(cls, Flag) and isinstance(value, int):
            try:
                return isinstance(cls(value), cls)
            except ValueError:
                return False
        return False

    def __bool__(cls):
        return True

    def __len__(cls):
        return len(cls._member_names_)

    def __iter__(cls):
        return (cls._member_map_[name] for name in cls._member_names_)

    def __reversed__(cls):
        return (cls._member_map_[name] for name in reversed(cls._member_names_))

    def __getitem__(cls, name):
        return cls._member_map_[name]

    @_property
    def __members__(cls):
        return MappingProxyType(cls._member_map_)

    def __setattr__(cls, name, value):
        known = cls.__dict__.get('_member_map_', {})
        if name in known:
            raise AttributeError(f'cannot reassign member {name!r}')
        super().__setattr__(name, value)

    def __delattr__(cls, name):
        if name in cls._member_map_:
            raise AttributeError(f'{cls.__name__!r} cannot delete member {name!r}.')
        super().__delattr__(name)

    def __repr__(cls):
        kind = 'flag' if Flag is not None and issubclass(cls, Flag) else 'enum'
        return f'<{kind} {cls.__name__!r}>'

    def __dir__(cls):
        return sorted(['__class__', '__contains__', '__doc__', '__getitem__', '__iter__', '__len__',
                       '__members__', '__module__', '__name__', '__qualname__',
                       *cls._member_names_])


EnumMeta = EnumType


class Enum(metaclass=EnumType):
    """A class whose attributes are its only instances."""

    @classmethod
    def __signature__(cls):
        return '(value, names=None)'

    def __new__(cls, value):
        if type(value) is cls:
            return value
        known = cls._known(value)
        if known is not None:
            return known
        try:
            result = cls._missing_(value)
        except Exception as exc:
            wrong = ValueError(f'{value!r} is not a valid {cls.__qualname__}')
            exc.__context__ = wrong
            raise
        if isinstance(result, cls):
            return result
        if Flag is not None and issubclass(cls, Flag) and cls._boundary_ is EJECT and isinstance(
                result, int):
            return result
        wrong = ValueError(f'{value!r} is not a valid {cls.__qualname__}')
        if result is None:
            raise wrong
        raise TypeError(f'error in {cls.__name__}._missing_: returned {result!r} instead of None '
                        'or a valid member')

    @staticmethod
    def _generate_next_value_(name, start, count, last_values):
        if not last_values:
            return start
        try:
            highest = max(last_values)
        except TypeError:
            raise TypeError('unable to sort non-numeric values') from None
        try:
            return highest + 1
        except TypeError:
            raise TypeError(f'unable to increment {highest!r}') from None

    @classmethod
    def _missing_(cls, value):
        return None

    def __repr__(self):
        value = self._value_
        shown = getattr(type(self)._member_type_, '__dataclass_fields__', None)
        if shown is not None and not isinstance(value, tuple):
            parts = ', '.join(f'{name}={getattr(self, name)!r}' for name in shown)
            return f'<{type(self).__name__}.{self._name_}: {parts}>'
        return f'<{type(self).__name__}.{self._name_}: {type(self)._shown(value)}>'

    @classmethod
    def _shown(cls, value):
        return repr(value)

    def __str__(self):
        return f'{type(self).__name__}.{self._name_}'

    def __format__(self, format_spec):
        return str.__format__(str(self), format_spec)

    def __hash__(self):
        return hash(self._name_)

    def __reduce_ex__(self, proto):
        return self.__class__, (self._value_,)

    def __copy__(self):
        return self

    def __deepcopy__(self, memo):
        return self

    def __dir__(self):
        own = [name for cls in type(self).__mro__ for name in cls.__dict__
               if name[0] != '_' and name not in type(self)._member_map_]
        return sorted({'__class__', '__doc__', '__eq__', '__hash__', '__module__', 'name', 'value',
                       *own})

    @property
    def name(self):
        """The name of the member."""
        return self._name_

    @property
    def value(self):
        """The value of the member."""
        return self._value_


class ReprEnum(Enum):
    """Only the repr is the enumeration's; the rest is the mixed-in type's."""


class IntEnum(int, ReprEnum):
    """Members are ints."""


class StrEnum(str, ReprEnum):
    """Members are strs."""

    def __new__(cls, *values):
        if len(values) > 3:
            raise TypeError(f'too many arguments for str(): {values!r}')
        if not isinstance(values[0], str):
            raise TypeError(f'{values[0]!r} is not a string')
        made = str.__new__(cls, *values)
        made._value_ = str(*values)
        return made

    def _generate_next_value_(name, start, count, last_values):
        return name.lower()


def _bits(value):
    """The powers of two that a number is made of, smallest first."""
    while value:
        low = value & -value
        yield low
        value ^= low


class Flag(Enum, boundary=STRICT):
    """Members are bits, which can be combined."""

    _numeric_repr_ = repr

    @classmethod
    def _finish_flag(cls):
        mask = singles = 0
        for made in cls._member_map_.values():
            value = made._value_
            mask |= value
            if value > 0 and value & (value - 1) == 0:
                singles |= value
        type.__setattr__(cls, '_flag_mask_', mask)
        type.__setattr__(cls, '_singles_mask_', singles)
        type.__setattr__(cls, '_all_bits_', 2 ** mask.bit_length() - 1)
        ordered = [cls._member_map_[name] for name in cls._member_names_]
        ordered.sort(key=lambda made: made._value_)
        cls._member_names_[:] = [made._name_ for made in ordered]

    def _generate_next_value_(name, start, count, last_values):
        if not last_values:
            return start if start is not None else 1
        last = max(last_values)
        try:
            high = last.bit_length() - 1
        except Exception:
            raise TypeError(f'invalid flag value {last!r}') from None
        return 2 ** (high + 1)

    @classmethod
    def _missing_(cls, value):
        if not isinstance(value, int):
            raise ValueError(f'{value!r} is not a valid {cls.__qualname__}')
        mask, every, singles = cls._flag_mask_, cls._all_bits_, cls._singles_mask_
        negative = None
        if not ~every <= value <= every or value & (every ^ mask):
            if cls._boundary_ is STRICT:
                width = max(value.bit_length(), mask.bit_length())
                raise ValueError(f'{cls!r} invalid value {value!r}\n'
                                 f'    given {_binary(value, width)}\n'
                                 f'  allowed {_binary(mask, width)}')
            if cls._boundary_ is CONFORM:
                value &= mask
            elif cls._boundary_ is EJECT:
                return value
            elif value < 0:
                value = max(every + 1, 2 ** value.bit_length()) + value
        if value < 0:
            negative = value
            value = every + 1 + value if cls._boundary_ is KEEP else singles & value
        unknown = value & ~mask
        if cls._member_type_ is object:
            made = object.__new__(cls)
        else:
            made = cls._member_type_.__new__(cls, value)
        if not hasattr(made, '_value_'):
            made._value_ = value
        parts = cls._parts(value)
        if parts or unknown:
            name = '|'.join(part._name_ for part in parts)
            if not parts:
                name = None
            elif unknown and cls._boundary_ is STRICT:
                raise ValueError(f'{cls!r}: no members with value {unknown!r}')
            elif unknown:
                name += f'|{cls._numeric_repr_(unknown)}'
            made._name_ = name
        else:
            made._name_ = None
        known = cls._value2member_map_.setdefault(value, made)
        if negative is not None:
            cls._value2member_map_[negative] = known
        return known

    @classmethod
    def _parts(cls, value):
        return [cls._value2member_map_[bit] for bit in _bits(value & cls._flag_mask_)
                if bit in cls._value2member_map_]

    def __contains__(self, other):
        if not isinstance(other, self.__class__):
            raise TypeError(f'unsupported operand type(s) for \'in\': '
                            f'{type(other).__qualname__!r} and {self.__class__.__qualname__!r}')
        return other._value_ & self._value_ == other._value_

    def __iter__(self):
        yield from type(self)._parts(self._value_)

    def __len__(self):
        return self._value_.bit_count()

    def __repr__(self):
        cls = type(self).__name__
        shown = type(self)._shown_number(self._value_)
        if self._name_ is None:
            return f'<{cls}: {shown}>'
        return f'<{cls}.{self._name_}: {shown}>'

    @classmethod
    def _shown_number(cls, value):
        return cls._member_type_.__repr__(value) if cls._member_type_ is not object else repr(value)

    def __str__(self):
        cls = type(self).__name__
        if self._name_ is None:
            return f'{cls}({self._value_!r})'
        return f'{cls}.{self._name_}'

    def __bool__(self):
        return bool(self._value_)

    def _operand(self, other):
        if isinstance(other, type(self)):
            return other._value_
        if type(self)._member_type_ is not object and isinstance(other, type(self)._member_type_):
            return other
        return NotImplemented

    def __or__(self, other):
        value = self._operand(other)
        return value if value is NotImplemented else type(self)(self._value_ | value)

    def __and__(self, other):
        value = self._operand(other)
        return value if value is NotImplemented else type(self)(self._value_ & value)

    def __xor__(self, other):
        value = self._operand(other)
        return value if value is NotImplemented else type(self)(self._value_ ^ value)

    def __invert__(self):
        if self._boundary_ in (EJECT, KEEP):
            return type(self)(~self._value_)
        return type(self)(self._singles_mask_ & ~self._value_)

    __ror__ = __or__
    __rand__ = __and__
    __rxor__ = __xor__


class IntFlag(int, ReprEnum, Flag, boundary=KEEP):
    """Members are ints of bits, which can be combined."""


for _name in ('__or__', '__and__', '__xor__', '__ror__', '__rand__', '__rxor__', '__invert__',
              '__contains__', '__iter__', '__len__', '__bool__', '__repr__'):
    type.__setattr__(IntFlag, _name, Flag.__dict__[_name])
del _name


def _binary(value, width):
    """A number as `enum.bin` shows it: sign bit first."""
    if value < 0:
        digits = format(2 ** width + value, f'0{width}b')
        return f'0b1 {digits}'
    return f'0b0 {value:0{width}b}'


def bin(num, max_bits=None):
    """The two's complement of a number, its sign bit apart."""
    width = max(num.bit_length(), max_bits or 0, 1)
    return _binary(num, width)


def show_flag_values(value):
    """The powers of two that a flag is made of."""
    return list(_bits(int(getattr(value, 'value', value))))


def unique(enumeration):
    """A class decorator: no two names for one value."""
    duplicates = [(name, made.name) for name, made in enumeration.__members__.items()
                  if name != made.name]
    if duplicates:
        details = ', '.join(f'{alias} -> {name}' for alias, name in duplicates)
        raise ValueError(f'duplicate values found in {enumeration!r}: {details}')
    return enumeration


CONTINUOUS = 'no skipped integer values'
NAMED_FLAGS = 'multi-flag aliases may not contain unnamed flags'
UNIQUE = 'one name per value'


class verify:
    """A class decorator that checks an enumeration."""

    def __init__(self, *checks):
        self.checks = checks

    def __call__(self, enumeration):
        name = enumeration.__name__
        for check in self.checks:
            if check == UNIQUE:
                aliases = [(alias, made.name) for alias, made in enumeration.__members__.items()
                           if alias != made.name]
                if aliases:
                    details = ', '.join(f'{alias} -> {other}' for alias, other in aliases)
                    raise ValueError(f'aliases found in {enumeration!r}: {details}')
            elif check == CONTINUOUS:
                values = {made.value for made in enumeration}
                if len(values) < 2:
                    continue
                low, high = min(values), max(values)
                if issubclass(enumeration, Flag):
                    missing = [2 ** i for i in range(low.bit_length() - 1, high.bit_length() - 1)
                               if 2 ** i not in values]
                else:
                    missing = [i for i in range(low + 1, high) if i not in values]
                if missing:
                    kind = 'flag' if issubclass(enumeration, Flag) else 'enum'
                    shown = ', '.join(str(i) for i in missing)
                    raise ValueError(f'invalid {kind} {name!r}: missing values {shown}')
        return enumeration


def global_str(self):
    """A member as its name alone."""
    return str(self._value_) if self._name_ is None else self._name_


def global_enum_repr(self):
    """A member as `module.NAME`."""
    return f'{self.__class__.__module__.split(".")[-1]}.{self._name_}'


global_flag_repr = global_enum_repr


def global_enum(cls, update_str=False):
    """Members are shown as names of their module."""
    cls.__repr__ = global_enum_repr
    if not issubclass(cls, ReprEnum) or update_str:
        cls.__str__ = global_str
    return cls


def pickle_by_global_name(self, proto):
    """Reduce a member to its name in the module."""
    return self.name


def pickle_by_enum_name(self, proto):
    """Reduce a member to its name in the class."""
    return getattr, (self.__class__, self._name_)
