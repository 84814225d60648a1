"""Classes that are mostly their fields."""

import copy
import keyword
import reprlib
import types
from _dataclasses import function as _compiled


class FrozenInstanceError(AttributeError):
    """A field of a frozen instance was set."""


class _Missing:

    def __repr__(self):
        return '<dataclasses._MISSING_TYPE object>'


MISSING = _Missing()


class _KwOnly:
    pass


KW_ONLY = _KwOnly()


class _FieldKind:

    def __init__(self, name):
        self.name = name

    def __repr__(self):
        return self.name


_FIELD = _FieldKind('_FIELD')
_FIELD_CLASSVAR = _FieldKind('_FIELD_CLASSVAR')
_FIELD_INITVAR = _FieldKind('_FIELD_INITVAR')
_FIELDS = '__dataclass_fields__'
_PARAMS = '__dataclass_params__'
_POST_INIT = '__post_init__'


class InitVar:
    """An argument of `__init__` that is only handed to `__post_init__`."""

    __slots__ = ('type',)

    def __init__(self, type):
        self.type = type

    def __repr__(self):
        name = self.type.__name__ if isinstance(self.type, type) else repr(self.type)
        return f'dataclasses.InitVar[{name}]'

    def __class_getitem__(cls, type):
        return InitVar(type)


class Field:
    """What is known of a field."""

    __slots__ = ('name', 'type', 'default', 'default_factory', 'repr', 'hash', 'init', 'compare',
                 'metadata', 'kw_only', '_field_type')

    def __init__(self, default, default_factory, init, repr, hash, compare, metadata, kw_only):
        self.name = None
        self.type = None
        self.default = default
        self.default_factory = default_factory
        self.init = init
        self.repr = repr
        self.hash = hash
        self.compare = compare
        self.metadata = types.MappingProxyType({} if metadata is None else metadata)
        self.kw_only = kw_only
        self._field_type = None

    def __repr__(self):
        return ('Field('
                f'name={self.name!r},'
                f'type={self.type!r},'
                f'default={self.default!r},'
                f'default_factory={self.default_factory!r},'
                f'init={self.init!r},'
                f'repr={self.repr!r},'
                f'hash={self.hash!r},'
                f'compare={self.compare!r},'
                f'metadata={self.metadata!r},'
                f'kw_only={self.kw_only!r},'
                f'_field_type={self._field_type}'
                ')')

    def __set_name__(self, owner, name):
        hook = getattr(type(self.default), '__set_name__', None)
        if hook:
            hook(self.default, owner, name)


class _Params:

    def __init__(self, **options):
        self.__dict__.update(options)

    def __repr__(self):
        shown = ','.join(f'{name}={value!r}' for name, value in self.__dict__.items())
        return f'_DataclassParams({shown})'


def field(*, default=MISSING, default_factory=MISSING, init=True, repr=True, hash=None,
          compare=True, metadata=None, kw_only=MISSING):
    """What is to be known of a field, as the value of its name in the class."""
    if default is not MISSING and default_factory is not MISSING:
        raise ValueError('cannot specify both default and default_factory')
    return Field(default, default_factory, init, repr, hash, compare, metadata, kw_only)


def _made(name, params, lines, names, cls=None):
    """A function of its text; `names` are what the text may use."""
    head = f'def __made__({", ".join(names)}):\n'
    body = f' def {name}({", ".join(params)}):\n' + ''.join(f'  {line}\n' for line in lines)
    function = _compiled(head + body + f' return {name}\n')(*names.values())
    if cls is not None:
        function.__qualname__ = f'{cls.__qualname__}.{name}'
    return function


def _is_text(annotation, module, name):
    """Whether an annotation kept as text begins with a name of a module."""
    head = annotation.split('[')[0].strip()
    return head == name or head == f'{module}.{name}' or head.endswith('.' + name)


def _is_classvar(annotation):
    if isinstance(annotation, str):
        return _is_text(annotation, 'typing', 'ClassVar')
    # Asking what it is called needs no import of typing.
    return type(annotation).__module__ == 'typing' and repr(annotation).startswith('typing.ClassVar')


def _is_initvar(annotation):
    if isinstance(annotation, str):
        return _is_text(annotation, 'dataclasses', 'InitVar')
    return annotation is InitVar or type(annotation) is InitVar


def _is_kw_only(annotation):
    if isinstance(annotation, str):
        return _is_text(annotation, 'dataclasses', 'KW_ONLY')
    return annotation is KW_ONLY


def _get_field(cls, name, annotation, kw_only):
    default = getattr(cls, name, MISSING)
    if isinstance(default, Field):
        f = default
    else:
        if isinstance(default, types.MemberDescriptorType):
            default = MISSING
        f = field(default=default)
    f.name = name
    f.type = annotation
    f._field_type = _FIELD
    if _is_classvar(annotation):
        f._field_type = _FIELD_CLASSVAR
    elif _is_initvar(annotation):
        f._field_type = _FIELD_INITVAR
    if f._field_type is not _FIELD and f.default_factory is not MISSING:
        raise TypeError(f'field {f.name} cannot have a default factory')
    if f._field_type is _FIELD_CLASSVAR:
        if f.kw_only is not MISSING:
            raise TypeError(f'field {f.name} is a ClassVar but specifies kw_only')
    elif f.kw_only is MISSING:
        f.kw_only = kw_only
    if f._field_type is _FIELD and type(f.default).__hash__ is None:
        raise ValueError(f'mutable default {type(f.default)} for field '
                         f'{f.name} is not allowed: use default_factory')
    return f


def _init_param(f):
    if f.default is MISSING and f.default_factory is MISSING:
        return f.name
    if f.default is not MISSING:
        return f'{f.name}=__dataclass_dflt_{f.name}__'
    return f'{f.name}=__dataclass_HAS_DEFAULT_FACTORY__'


def _init_line(f, frozen, names, self_name):
    default = f'__dataclass_dflt_{f.name}__'
    if f.default_factory is not MISSING:
        names[default] = f.default_factory
        if f.init:
            value = (f'{default}() if {f.name} is __dataclass_HAS_DEFAULT_FACTORY__ '
                     f'else {f.name}')
        else:
            value = f'{default}()'
    elif f.init:
        if f.default is not MISSING:
            names[default] = f.default
        value = f.name
    elif f.default is not MISSING and f.slots:
        names[default] = f.default
        value = default
    else:
        return None
    if f._field_type is _FIELD_INITVAR:
        return None
    if frozen:
        return f'__dataclass_builtins_object__.__setattr__({self_name},{f.name!r},{value})'
    return f'{self_name}.{f.name}={value}'


class _HasFactory:

    def __repr__(self):
        return '<factory>'


_HAS_FACTORY = _HasFactory()


class _Slotted:
    """A field as `__init__` of a class with slots sees it."""

    def __init__(self, f, slots):
        self.__dict__.update({name: getattr(f, name) for name in Field.__slots__})
        self.slots = slots


def _init_function(cls, std, kw_only, frozen, has_post_init, self_name, slots):
    seen_default = None
    for f in std:
        if f.init:
            if not (f.default is MISSING and f.default_factory is MISSING):
                seen_default = f
            elif seen_default:
                raise TypeError(f'non-default argument {f.name!r} '
                                f'follows default argument {seen_default.name!r}')
    names = {'__dataclass_HAS_DEFAULT_FACTORY__': _HAS_FACTORY,
             '__dataclass_builtins_object__': object}
    lines = []
    for f in (*std, *kw_only):
        line = _init_line(_Slotted(f, slots), frozen, names, self_name)
        if f._field_type is _FIELD_INITVAR and f.default is not MISSING:
            names[f'__dataclass_dflt_{f.name}__'] = f.default
        if line:
            lines.append(line)
    if has_post_init:
        given = ','.join(f.name for f in (*std, *kw_only) if f._field_type is _FIELD_INITVAR)
        lines.append(f'{self_name}.{_POST_INIT}({given})')
    params = [self_name] + [_init_param(f) for f in std if f.init]
    named = [_init_param(f) for f in kw_only if f.init]
    if named:
        params += ['*'] + named
    function = _made('__init__', params, lines or ['pass'], names, cls)
    annotations = {f.name: f.type for f in (*std, *kw_only) if f.init}
    annotations['return'] = None
    function.__annotations__ = annotations
    return function


def _tuple_text(name, fields):
    if not fields:
        return '()'
    return '(' + ','.join(f'{name}.{f.name}' for f in fields) + ',)'


def _repr_function(cls, fields):
    parts = ', '.join(f'{f.name}={{self.{f.name}!r}}' for f in fields)
    line = f'return f"{{self.__class__.__qualname__}}({parts})"'
    return reprlib.recursive_repr()(_made('__repr__', ['self'], [line], {}, cls))


def _eq_function(cls, fields):
    lines = ['if self is other:', ' return True', 'if other.__class__ is self.__class__:',
             ' return ' + (' and '.join(f'self.{f.name}==other.{f.name}' for f in fields) or 'True'),
             'return NotImplemented']
    return _made('__eq__', ['self', 'other'], lines, {}, cls)


def _order_function(cls, name, op, fields):
    lines = ['if other.__class__ is self.__class__:',
             f' return {_tuple_text("self", fields)}{op}{_tuple_text("other", fields)}',
             'return NotImplemented']
    return _made(name, ['self', 'other'], lines, {}, cls)


def _frozen_functions(cls, fields):
    names = {'cls': cls, 'FrozenInstanceError': FrozenInstanceError,
             'fields': tuple(f.name for f in fields)}
    functions = []
    for name, value, verb in (('__setattr__', ['value'], 'assign to'),
                              ('__delattr__', [], 'delete')):
        given = ', '.join(['name', *value])
        lines = ['if type(self) is cls or name in fields:',
                 f' raise FrozenInstanceError(f"cannot {verb} field {{name!r}}")',
                 f'super(cls, self).{name}({given})']
        functions.append(_made(name, ['self', 'name', *value], lines, names, cls))
    return functions


def _hash_function(cls, fields):
    return _made('__hash__', ['self'], [f'return hash({_tuple_text("self", fields)})'], {}, cls)


def _set_new(cls, name, function):
    if name in cls.__dict__:
        return True
    setattr(cls, name, function)
    return False


def _set_hash(cls, fields, unsafe_hash, eq, frozen):
    own = cls.__dict__.get('__hash__', MISSING)
    explicit = not (own is MISSING or (own is None and '__eq__' in cls.__dict__))
    used = [f for f in fields if (f.compare if f.hash is None else f.hash)]
    if unsafe_hash:
        if explicit:
            raise TypeError(f'Cannot overwrite attribute __hash__ in class {cls.__name__}')
        cls.__hash__ = _hash_function(cls, used)
    elif eq and not explicit:
        cls.__hash__ = _hash_function(cls, used) if frozen else None


def _collect(cls, kw_only, frozen):
    """All fields of a class, those of its bases first."""
    fields = {}
    any_frozen = False
    all_frozen = None
    for base in cls.__mro__[-1:0:-1]:
        known = base.__dict__.get(_FIELDS)
        if known is not None:
            if all_frozen is None:
                all_frozen = True
            for f in known.values():
                fields[f.name] = f
            base_frozen = getattr(base, _PARAMS).frozen
            all_frozen = all_frozen and base_frozen
            any_frozen = any_frozen or base_frozen
    own = []
    seen_kw_only = False
    for name, annotation in cls.__annotations__.items():
        if _is_kw_only(annotation):
            if seen_kw_only:
                raise TypeError(f'{name!r} is KW_ONLY, but KW_ONLY has already been specified')
            seen_kw_only = kw_only = True
        else:
            own.append(_get_field(cls, name, annotation, kw_only))
    for f in own:
        fields[f.name] = f
        if isinstance(cls.__dict__.get(f.name), Field):
            if f.default is MISSING:
                delattr(cls, f.name)
            else:
                setattr(cls, f.name, f.default)
    for name, value in cls.__dict__.items():
        if isinstance(value, Field) and name not in cls.__annotations__:
            raise TypeError(f'{name!r} is a field but has no type annotation')
    if all_frozen is not None:
        if any_frozen and not frozen:
            raise TypeError('cannot inherit non-frozen dataclass from a frozen one')
        if all_frozen is False and frozen:
            raise TypeError('cannot inherit frozen dataclass from a non-frozen one')
    return fields


def _process(cls, init, repr, eq, order, unsafe_hash, frozen, match_args, kw_only, slots,
             weakref_slot):
    setattr(cls, _PARAMS, _Params(init=init, repr=repr, eq=eq, order=order,
                                  unsafe_hash=unsafe_hash, frozen=frozen, match_args=match_args,
                                  kw_only=kw_only, slots=slots, weakref_slot=weakref_slot))
    if order and not eq:
        raise ValueError('eq must be true if order is true')
    fields = _collect(cls, kw_only, frozen)
    setattr(cls, _FIELDS, fields)
    real = [f for f in fields.values() if f._field_type is _FIELD]
    for_init = [f for f in fields.values() if f._field_type is not _FIELD_CLASSVAR]
    std = [f for f in for_init if not f.kw_only]
    named = [f for f in for_init if f.kw_only]
    if init:
        self_name = '__dataclass_self__' if 'self' in fields else 'self'
        _set_new(cls, '__init__', _init_function(cls, std, named, frozen, hasattr(cls, _POST_INIT),
                                                 self_name, slots))
    _set_new(cls, '__replace__', _replace)
    if repr:
        _set_new(cls, '__repr__', _repr_function(cls, [f for f in real if f.repr]))
    compared = [f for f in real if f.compare]
    had_eq = '__eq__' in cls.__dict__
    if eq:
        own_hash = cls.__dict__.get('__hash__', MISSING)
        if not had_eq:
            cls.__eq__ = _eq_function(cls, compared)
    if order:
        for name, op in (('__lt__', '<'), ('__le__', '<='), ('__gt__', '>'), ('__ge__', '>=')):
            if _set_new(cls, name, _order_function(cls, name, op, compared)):
                raise TypeError(f'Cannot overwrite attribute {name} in class {cls.__name__}. '
                                'Consider using functools.total_ordering')
    if frozen:
        for function in _frozen_functions(cls, real):
            if _set_new(cls, function.__name__, function):
                raise TypeError(f'Cannot overwrite attribute {function.__name__} '
                                f'in class {cls.__name__}')
    _set_hash(cls, real, unsafe_hash, eq, frozen)
    if not cls.__dict__.get('__doc__'):
        cls.__doc__ = cls.__name__ + _signature_text(cls, std, named)
    if match_args:
        _set_new(cls, '__match_args__', tuple(f.name for f in std if f.init))
    if weakref_slot and not slots:
        raise TypeError('weakref_slot is True but slots is False')
    if slots:
        cls = _with_slots(cls, frozen, [f.name for f in real], weakref_slot)
    if hasattr(cls, '__abstractmethods__'):
        import abc
        abc.update_abstractmethods(cls)
    return cls


def _signature_text(cls, std, named):
    def shown(f):
        kind = f.type if isinstance(f.type, str) else (
            f.type.__name__ if isinstance(f.type, type) else repr(f.type).replace('typing.', ''))
        if isinstance(f.type, str):
            kind = repr(f.type)
        text = f'{f.name}: {kind}'
        if f.default is not MISSING:
            text += f' = {f.default!r}'
        elif f.default_factory is not MISSING:
            text += ' = <factory>'
        return text
    parts = [shown(f) for f in std if f.init]
    keywords = [shown(f) for f in named if f.init]
    if keywords:
        parts += ['*'] + keywords
    return '(' + ', '.join(parts) + ')'


def _with_slots(cls, frozen, names, weakref_slot):
    """The same class again, made with `__slots__`."""
    if '__slots__' in cls.__dict__:
        raise TypeError(f'{cls.__name__} already specifies __slots__')
    inherited = set()
    for base in cls.__mro__[1:-1]:
        slots = base.__dict__.get('__slots__', ())
        inherited.update((slots,) if isinstance(slots, str) else slots)
    namespace = dict(cls.__dict__)
    slots = [name for name in names if name not in inherited]
    if weakref_slot and '__weakref__' not in inherited:
        slots.append('__weakref__')
    namespace['__slots__'] = tuple(slots)
    for name in names:
        namespace.pop(name, None)
    namespace.pop('__dict__', None)
    namespace.pop('__weakref__', None)
    qualname = cls.__qualname__
    new = type(cls)(cls.__name__, cls.__bases__, namespace)
    new.__qualname__ = qualname
    _rebind_class(cls, new)
    if frozen:
        if '__getstate__' not in namespace:
            new.__getstate__ = _slots_getstate
        if '__setstate__' not in namespace:
            new.__setstate__ = _slots_setstate
        for name in ('__setattr__', '__delattr__'):
            function = new.__dict__.get(name)
            if getattr(function, '__code__', None) is not None and function.__closure__:
                for cell in function.__closure__:
                    if cell.cell_contents is cls:
                        cell.cell_contents = new
    return new


def _rebind_class(old, new):
    """`super()` in methods means the new class from now on."""
    for value in list(new.__dict__.values()):
        function = getattr(value, '__func__', getattr(value, 'fget', value))
        for cell in getattr(function, '__closure__', None) or ():
            try:
                if cell.cell_contents is old:
                    cell.cell_contents = new
            except ValueError:
                pass


def _slots_getstate(self):
    return [getattr(self, f.name) for f in fields(self)]


def _slots_setstate(self, state):
    for f, value in zip(fields(self), state):
        object.__setattr__(self, f.name, value)


def dataclass(cls=None, /, *, init=True, repr=True, eq=True, order=False, unsafe_hash=False,
              frozen=False, match_args=True, kw_only=False, slots=False, weakref_slot=False):
    """A class decorator that makes `__init__`, `__repr__`, `__eq__` and others of the fields."""
    def wrap(cls):
        return _process(cls, init, repr, eq, order, unsafe_hash, frozen, match_args, kw_only,
                        slots, weakref_slot)
    if cls is None:
        return wrap
    return wrap(cls)


def fields(class_or_instance):
    """The fields of a dataclass, or of an instance of one."""
    try:
        known = getattr(class_or_instance, _FIELDS)
    except AttributeError:
        raise TypeError('must be called with a dataclass type or instance') from None
    return tuple(f for f in known.values() if f._field_type is _FIELD)


def _is_dataclass_instance(obj):
    return hasattr(type(obj), _FIELDS)


def is_dataclass(obj):
    """Whether something is a dataclass or an instance of one."""
    cls = obj if isinstance(obj, type) else type(obj)
    return hasattr(cls, _FIELDS)


def asdict(obj, *, dict_factory=dict):
    """The fields as a dict, dataclasses inside too."""
    if not _is_dataclass_instance(obj):
        raise TypeError('asdict() should be called on dataclass instances')
    return _asdict(obj, dict_factory)


def _asdict(obj, factory):
    if _is_dataclass_instance(obj):
        return factory([(f.name, _asdict(getattr(obj, f.name), factory)) for f in fields(obj)])
    if isinstance(obj, tuple) and hasattr(obj, '_fields'):
        return type(obj)(*[_asdict(item, factory) for item in obj])
    if isinstance(obj, (list, tuple)):
        return type(obj)([_asdict(item, factory) for item in obj])
    if isinstance(obj, dict):
        if hasattr(type(obj), 'default_factory'):
            made = type(obj)(obj.default_factory)
            for key, value in obj.items():
                made[_asdict(key, factory)] = _asdict(value, factory)
            return made
        return type(obj)((_asdict(key, factory), _asdict(value, factory))
                         for key, value in obj.items())
    return copy.deepcopy(obj)


def astuple(obj, *, tuple_factory=tuple):
    """The fields as a tuple, dataclasses inside too."""
    if not _is_dataclass_instance(obj):
        raise TypeError('astuple() should be called on dataclass instances')
    return _astuple(obj, tuple_factory)


def _astuple(obj, factory):
    if _is_dataclass_instance(obj):
        return factory([_astuple(getattr(obj, f.name), factory) for f in fields(obj)])
    if isinstance(obj, tuple) and hasattr(obj, '_fields'):
        return type(obj)(*[_astuple(item, factory) for item in obj])
    if isinstance(obj, (list, tuple)):
        return type(obj)([_astuple(item, factory) for item in obj])
    if isinstance(obj, dict):
        return type(obj)((_astuple(key, factory), _astuple(value, factory))
                         for key, value in obj.items())
    return copy.deepcopy(obj)


def make_dataclass(cls_name, fields, *, bases=(), namespace=None, init=True, repr=True, eq=True,
                   order=False, unsafe_hash=False, frozen=False, match_args=True, kw_only=False,
                   slots=False, weakref_slot=False, module=None):
    """A dataclass of names, or of (name, type) or (name, type, field) triples."""
    names = dict(namespace or {})
    annotations = {}
    for item in fields:
        if isinstance(item, str):
            name, kind = item, 'typing.Any'
        elif len(item) == 2:
            name, kind = item
        elif len(item) == 3:
            name, kind, names[item[0]] = item
        else:
            raise TypeError(f'Invalid field: {item!r}')
        if not isinstance(name, str) or not name.isidentifier():
            raise TypeError(f'Field names must be valid identifiers: {name!r}')
        if keyword.iskeyword(name):
            raise TypeError(f'Field names must not be keywords: {name!r}')
        if name in annotations:
            raise TypeError(f'Field name duplicated: {name!r}')
        annotations[name] = kind
    names['__annotations__'] = annotations
    names['__module__'] = module or 'types'
    cls = types.new_class(cls_name, bases, {}, lambda ns: ns.update(names))
    return dataclass(cls, init=init, repr=repr, eq=eq, order=order, unsafe_hash=unsafe_hash,
                     frozen=frozen, match_args=match_args, kw_only=kw_only, slots=slots,
                     weakref_slot=weakref_slot)


def replace(obj, /, **changes):
    """A new object of the same class with some fields changed."""
    if not _is_dataclass_instance(obj):
        raise TypeError('replace() should be called on dataclass instances')
    return _replace(obj, **changes)


def _replace(self, /, **changes):
    for f in getattr(self, _FIELDS).values():
        if f._field_type is _FIELD_CLASSVAR:
            continue
        if not f.init:
            if f.name in changes:
                raise TypeError(f'field {f.name} is declared with init=False, it cannot be '
                                'specified with replace()')
            continue
        if f.name not in changes:
            if f._field_type is _FIELD_INITVAR and f.default is MISSING:
                raise TypeError(f'InitVar {f.name!r} must be specified with replace()')
            changes[f.name] = getattr(self, f.name)
    return self.__class__(**changes)
