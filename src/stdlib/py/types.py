"""The types of what the interpreter itself makes."""

from _generic import GenericAlias, UnionType


def _function():
    pass


def _closure():
    cell = None

    def inner():
        return cell
    return inner.__closure__[0]


def _generator():
    yield


class _Plain:
    def method(self):
        pass


FunctionType = type(_function)
LambdaType = type(lambda: None)
CodeType = type(_function.__code__)
CellType = type(_closure())
GeneratorType = type(_generator())
MethodType = type(_Plain().method)
BuiltinFunctionType = type(len)
BuiltinMethodType = type([].append)
ModuleType = type(__import__('sys'))
MappingProxyType = type(type.__dict__)
NoneType = type(None)
EllipsisType = type(...)
NotImplementedType = type(NotImplemented)


class _Unseen:
    """A type whose objects are of other types here: nothing is an instance of it."""


MemberDescriptorType = type('member_descriptor', (_Unseen,), {})
GetSetDescriptorType = type('getset_descriptor', (_Unseen,), {})
WrapperDescriptorType = type('wrapper_descriptor', (_Unseen,), {})
MethodWrapperType = type('method-wrapper', (_Unseen,), {})
MethodDescriptorType = type('method_descriptor', (_Unseen,), {})
ClassMethodDescriptorType = type('classmethod_descriptor', (_Unseen,), {})

try:
    raise TypeError
except TypeError as _error:
    TracebackType = type(_error.__traceback__)


class SimpleNamespace:
    """An object that is its attributes."""

    def __init__(self, mapping_or_iterable=(), /, **kwargs):
        self.__dict__.update(mapping_or_iterable)
        self.__dict__.update(kwargs)

    def __repr__(self):
        name = 'namespace' if type(self) is SimpleNamespace else type(self).__name__
        shown = ', '.join(f'{key}={value!r}' for key, value in self.__dict__.items())
        return f'{name}({shown})'

    def __eq__(self, other):
        if isinstance(self, SimpleNamespace) and isinstance(other, SimpleNamespace):
            return self.__dict__ == other.__dict__
        return NotImplemented

    def __replace__(self, /, **changes):
        return type(self)(self.__dict__, **changes)


def resolve_bases(bases):
    """The classes that bases stand for."""
    resolved = []
    for base in bases:
        if isinstance(base, type) or not hasattr(base, '__mro_entries__'):
            resolved.append(base)
        else:
            resolved.extend(base.__mro_entries__(bases))
    return bases if len(resolved) == len(bases) and all(
        a is b for a, b in zip(resolved, bases)) else tuple(resolved)


def get_original_bases(cls, /):
    """The bases of a class as they were written."""
    return cls.__dict__.get('__orig_bases__', cls.__bases__)


def prepare_class(name, bases=(), kwds=None):
    """The metaclass of a new class, its namespace and its other keywords."""
    kwds = dict(kwds or {})
    if 'metaclass' in kwds:
        meta = kwds.pop('metaclass')
    else:
        meta = type(bases[0]) if bases else type
    if isinstance(meta, type):
        for base in bases:
            of_base = type(base)
            if issubclass(meta, of_base):
                continue
            if not issubclass(of_base, meta):
                raise TypeError("metaclass conflict: the metaclass of a derived class must be a "
                                "(non-strict) subclass of the metaclasses of all its bases")
            meta = of_base
    namespace = meta.__prepare__(name, bases, **kwds) if hasattr(meta, '__prepare__') else {}
    return meta, namespace, kwds


def new_class(name, bases=(), kwds=None, exec_body=None):
    """A class, made as a `class` statement makes it."""
    resolved = resolve_bases(bases)
    meta, namespace, kwds = prepare_class(name, resolved, kwds)
    if exec_body is not None:
        exec_body(namespace)
    if resolved is not bases:
        namespace['__orig_bases__'] = bases
    return meta(name, resolved, namespace, **kwds)


class DynamicClassAttribute:
    """A property of instances whose name on the class is something else."""

    def __init__(self, fget=None, fset=None, fdel=None, doc=None):
        self.fget = fget
        self.fset = fset
        self.fdel = fdel
        self.__doc__ = doc or getattr(fget, '__doc__', None)

    def __get__(self, instance, ownerclass=None):
        if instance is None:
            raise AttributeError()
        if self.fget is None:
            raise AttributeError("unreadable attribute")
        return self.fget(instance)

    def __set__(self, instance, value):
        if self.fset is None:
            raise AttributeError("can't set attribute")
        self.fset(instance, value)

