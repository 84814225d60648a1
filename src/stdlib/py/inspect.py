"""What functions, classes and modules say of themselves."""

import types

CO_OPTIMIZED, CO_NEWLOCALS, CO_VARARGS, CO_VARKEYWORDS = 1, 2, 4, 8
CO_NESTED, CO_GENERATOR, CO_COROUTINE, CO_ASYNC_GENERATOR = 16, 32, 128, 512

GEN_CREATED = 'GEN_CREATED'
GEN_RUNNING = 'GEN_RUNNING'
GEN_SUSPENDED = 'GEN_SUSPENDED'
GEN_CLOSED = 'GEN_CLOSED'


async def _coroutine():
    pass


async def _async_generator():
    yield


_made = _coroutine()
_CoroutineType = type(_made)
_made.close()
_AsyncGeneratorType = type(_async_generator())
del _made


def ismodule(object):
    """Whether it is a module."""
    return isinstance(object, types.ModuleType)


def isclass(object):
    """Whether it is a class."""
    return isinstance(object, type)


def ismethod(object):
    """Whether it is a bound method written in Python."""
    return isinstance(object, types.MethodType) and not isbuiltin(object.__func__)


def isfunction(object):
    """Whether it is a function written in Python."""
    return isinstance(object, types.FunctionType)


def isbuiltin(object):
    """Whether it is a function that is built in."""
    return isinstance(object, types.BuiltinFunctionType)


def isroutine(object):
    """Whether it is a function or method of any kind."""
    return isbuiltin(object) or isfunction(object) or ismethod(object)


def isgenerator(object):
    """Whether it is a generator."""
    return isinstance(object, types.GeneratorType)


def iscode(object):
    """Whether it is a code object."""
    return isinstance(object, types.CodeType)


def _unwrapped(f):
    while ismethod(f):
        f = f.__func__
    while type(f).__name__ == 'partial' and hasattr(f, 'func'):
        f = f.func
    return f


def _has_flag(object, flag):
    f = _unwrapped(object)
    return isfunction(f) and bool(f.__code__.co_flags & flag)


def isgeneratorfunction(obj):
    """Whether calling it makes a generator."""
    return _has_flag(obj, CO_GENERATOR)


def iscoroutinefunction(obj):
    """Whether calling it makes a coroutine."""
    return _has_flag(obj, CO_COROUTINE)


def isasyncgenfunction(obj):
    """Whether calling it makes an asynchronous generator."""
    return _has_flag(obj, CO_ASYNC_GENERATOR)


def iscoroutine(object):
    """Whether it is a coroutine."""
    return isinstance(object, _CoroutineType)


def isasyncgen(object):
    """Whether it is an asynchronous generator."""
    return isinstance(object, _AsyncGeneratorType)


def isawaitable(object):
    """Whether it can be awaited."""
    return iscoroutine(object) or hasattr(type(object), '__await__')


def isabstract(object):
    """Whether it is a class with abstract methods."""
    return isclass(object) and bool(getattr(object, '__abstractmethods__', False))


def isdatadescriptor(object):
    """Whether it decides what is stored under its name."""
    if isclass(object) or ismethod(object) or isfunction(object):
        return False
    return hasattr(type(object), '__set__') or hasattr(type(object), '__delete__')


def ismethoddescriptor(object):
    """Whether it binds, and is not a function or a data descriptor."""
    if isclass(object) or ismethod(object) or isfunction(object):
        return False
    return hasattr(type(object), '__get__') and not hasattr(type(object), '__set__')


def isgetsetdescriptor(object):
    """Whether it is an attribute of a type written in C: those are not objects here."""
    return False


ismemberdescriptor = isgetsetdescriptor


def getmro(cls):
    """A class and its bases, in the order in which they are searched."""
    return cls.__mro__


def getmembers(object, predicate=None):
    """Names and values of all attributes, by name."""
    found = []
    for name in sorted(set(dir(object))):
        try:
            value = getattr(object, name)
        except AttributeError:
            continue
        if predicate is None or predicate(value):
            found.append((name, value))
    return found


def getattr_static(obj, attr, default=...):
    """An attribute without asking descriptors or hooks."""
    own = obj.__dict__ if hasattr(obj, '__dict__') else {}
    for space in (own, *(base.__dict__ for base in (obj if isclass(obj) else type(obj)).__mro__)):
        if attr in space:
            return space[attr]
    if default is not ...:
        return default
    raise AttributeError(attr)


def unwrap(func, *, stop=None):
    """What is behind all wrappers."""
    while hasattr(func, '__wrapped__') and not (stop is not None and stop(func)):
        func = func.__wrapped__
    return func


def cleandoc(doc):
    """A docstring without its indentation."""
    lines = doc.expandtabs().split('\n')
    margins = [len(line) - len(line.lstrip()) for line in lines[1:] if line.strip()]
    margin = min(margins, default=0)
    lines = [lines[0].lstrip()] + [line[margin:] for line in lines[1:]]
    while lines and not lines[-1]:
        lines.pop()
    while lines and not lines[0]:
        lines.pop(0)
    return '\n'.join(lines)


def getdoc(object):
    """The docstring, or that of what is overridden."""
    doc = getattr(object, '__doc__', None)
    if doc is None and isclass(object):
        for base in object.__mro__[1:-1]:
            doc = base.__doc__
            if doc is not None:
                break
    return cleandoc(doc) if isinstance(doc, str) else None


def getmodule(object):
    """The module in which it was made."""
    if ismodule(object):
        return object
    name = getattr(object, '__module__', None)
    if name is None:
        return None
    module = __import__(name)
    for part in name.split('.')[1:]:
        module = getattr(module, part)
    return module


def getmodulename(path):
    """The name of the module in a file."""
    name = path.rpartition('/')[2]
    return name[:-3] if name.endswith('.py') else None


def get_annotations(obj, *, globals=None, locals=None, eval_str=False):
    """The annotations of a function, class or module."""
    if eval_str:
        from typing import get_type_hints
        return get_type_hints(obj, globals, locals, include_extras=True)
    return dict(getattr(obj, '__annotations__', None) or {})


def getgeneratorlocals(generator):
    """The variables of a generator: frames are not objects here."""
    from _gilscope import refuse as unsupported
    unsupported('`inspect.getgeneratorlocals()`', 'print the variables in the generator')


class _empty:
    """No default value, or no annotation."""


class _ParameterKind:

    def __init__(self, value, name, description):
        self.value = value
        self.name = name
        self.description = description

    def __repr__(self):
        return f'<_ParameterKind.{self.name}: {self.value}>'

    def __str__(self):
        return self.name

    def __eq__(self, other):
        return self.value == getattr(other, 'value', other)

    def __lt__(self, other):
        return self.value < getattr(other, 'value', other)

    def __hash__(self):
        return hash(self.value)

    def __int__(self):
        return self.value


_POSITIONAL_ONLY = _ParameterKind(0, 'POSITIONAL_ONLY', 'positional-only')
_POSITIONAL_OR_KEYWORD = _ParameterKind(1, 'POSITIONAL_OR_KEYWORD', 'positional or keyword')
_VAR_POSITIONAL = _ParameterKind(2, 'VAR_POSITIONAL', 'variadic positional')
_KEYWORD_ONLY = _ParameterKind(3, 'KEYWORD_ONLY', 'keyword-only')
_VAR_KEYWORD = _ParameterKind(4, 'VAR_KEYWORD', 'variadic keyword')


def formatannotation(annotation, base_module=None):
    """An annotation as it is written."""
    if getattr(annotation, '__module__', None) == 'typing' and not isinstance(annotation, type):
        return repr(annotation).replace('typing.', '')
    if type(annotation).__name__ == 'GenericAlias':
        return str(annotation)
    if isinstance(annotation, type):
        if annotation.__module__ in ('builtins', base_module):
            return annotation.__qualname__
        return annotation.__module__ + '.' + annotation.__qualname__
    return repr(annotation).replace('typing.', '') if 'typing.' in repr(annotation) else repr(annotation)


class Parameter:
    """A parameter of a function."""

    POSITIONAL_ONLY = _POSITIONAL_ONLY
    POSITIONAL_OR_KEYWORD = _POSITIONAL_OR_KEYWORD
    VAR_POSITIONAL = _VAR_POSITIONAL
    KEYWORD_ONLY = _KEYWORD_ONLY
    VAR_KEYWORD = _VAR_KEYWORD
    empty = _empty

    def __init__(self, name, kind, *, default=_empty, annotation=_empty):
        if default is not _empty and kind in (_VAR_POSITIONAL, _VAR_KEYWORD):
            raise ValueError(f'{kind.description} parameters cannot have default values')
        self.name = name
        self.kind = kind
        self.default = default
        self.annotation = annotation

    def replace(self, **changes):
        """The same with some parts changed."""
        parts = {'name': self.name, 'kind': self.kind, 'default': self.default,
                 'annotation': self.annotation, **changes}
        return type(self)(parts.pop('name'), parts.pop('kind'), **parts)

    def __str__(self):
        text = self.name
        if self.annotation is not _empty:
            text += ': ' + formatannotation(self.annotation)
        if self.default is not _empty:
            joint = ' = ' if self.annotation is not _empty else '='
            text += joint + repr(self.default)
        if self.kind == _VAR_POSITIONAL:
            return '*' + text
        return '**' + text if self.kind == _VAR_KEYWORD else text

    def __repr__(self):
        return f'<Parameter "{self}">'

    def __eq__(self, other):
        if not isinstance(other, Parameter):
            return NotImplemented
        return (self.name, self.kind, self.default, self.annotation) == (
            other.name, other.kind, other.default, other.annotation)

    def __hash__(self):
        return hash((self.name, self.kind, self.annotation, self.default))


class BoundArguments:
    """Arguments and the parameters they are for."""

    def __init__(self, signature, arguments):
        self.arguments = arguments
        self.signature = signature

    @property
    def args(self):
        args = []
        for name, param in self.signature.parameters.items():
            if param.kind in (_VAR_KEYWORD, _KEYWORD_ONLY) or name not in self.arguments:
                break
            value = self.arguments[name]
            args.extend(value if param.kind == _VAR_POSITIONAL else (value,))
        return tuple(args)

    @property
    def kwargs(self):
        kwargs = {}
        by_name = False
        for name, param in self.signature.parameters.items():
            if param.kind in (_VAR_KEYWORD, _KEYWORD_ONLY):
                by_name = True
            elif name not in self.arguments:
                by_name = True
                continue
            if by_name and name in self.arguments:
                value = self.arguments[name]
                kwargs.update(value if param.kind == _VAR_KEYWORD else {name: value})
        return kwargs

    def apply_defaults(self):
        """Take in what the function would take for missing arguments."""
        filled = {}
        for name, param in self.signature.parameters.items():
            if name in self.arguments:
                filled[name] = self.arguments[name]
            elif param.default is not _empty:
                filled[name] = param.default
            elif param.kind == _VAR_POSITIONAL:
                filled[name] = ()
            elif param.kind == _VAR_KEYWORD:
                filled[name] = {}
        self.arguments = filled

    def __repr__(self):
        shown = ', '.join(f'{name}={value!r}' for name, value in self.arguments.items())
        return f'<BoundArguments ({shown})>'

    def __eq__(self, other):
        if not isinstance(other, BoundArguments):
            return NotImplemented
        return self.signature == other.signature and self.arguments == other.arguments


class Signature:
    """The parameters of a function, and what it returns."""

    empty = _empty

    def __init__(self, parameters=None, *, return_annotation=_empty):
        self.parameters = types.MappingProxyType({p.name: p for p in parameters or ()})
        self.return_annotation = return_annotation

    @classmethod
    def from_callable(cls, obj, **options):
        """The signature of anything that can be called."""
        return signature(obj)

    def replace(self, *, parameters=..., return_annotation=...):
        """The same with other parameters or another result."""
        return type(self)(
            self.parameters.values() if parameters is ... else parameters,
            return_annotation=self.return_annotation if return_annotation is ... else return_annotation)

    def bind(self, /, *args, **kwargs):
        """The arguments as the function would take them, or TypeError."""
        return self._bind(args, kwargs, False)

    def bind_partial(self, /, *args, **kwargs):
        """The same with arguments missing."""
        return self._bind(args, kwargs, True)

    def _bind(self, args, kwargs, partial):
        arguments = {}
        left = list(args)
        names = dict(kwargs)
        for name, param in self.parameters.items():
            if param.kind == _VAR_POSITIONAL:
                if left:
                    arguments[name] = tuple(left)
                    left = []
            elif param.kind == _VAR_KEYWORD:
                continue
            elif left and param.kind != _KEYWORD_ONLY:
                if name in names and param.kind != _POSITIONAL_ONLY:
                    raise TypeError(f'multiple values for argument {name!r}')
                arguments[name] = left.pop(0)
            elif name in names and param.kind != _POSITIONAL_ONLY:
                arguments[name] = names.pop(name)
            elif param.default is _empty and not partial:
                if param.kind == _KEYWORD_ONLY:
                    raise TypeError(f'missing a required keyword-only argument: {name!r}')
                raise TypeError(f'missing a required argument: {name!r}')
        if left:
            raise TypeError('too many positional arguments')
        if names:
            rest = [name for name, p in self.parameters.items() if p.kind == _VAR_KEYWORD]
            if not rest:
                raise TypeError(f'got an unexpected keyword argument {next(iter(names))!r}')
            arguments[rest[0]] = names
        return BoundArguments(self, arguments)

    def format(self, *, max_width=None):
        """The signature as it is written."""
        parts = []
        only = False
        star = True
        for param in self.parameters.values():
            if param.kind == _POSITIONAL_ONLY:
                only = True
            elif only:
                parts.append('/')
                only = False
            if param.kind == _VAR_POSITIONAL:
                star = False
            elif param.kind == _KEYWORD_ONLY and star:
                parts.append('*')
                star = False
            parts.append(str(param))
        if only:
            parts.append('/')
        text = '(' + ', '.join(parts) + ')'
        if self.return_annotation is not _empty:
            text += ' -> ' + formatannotation(self.return_annotation)
        return text

    def __str__(self):
        return self.format()

    def __repr__(self):
        return f'<Signature {self}>'

    def __eq__(self, other):
        if not isinstance(other, Signature):
            return NotImplemented
        return (dict(self.parameters) == dict(other.parameters)
                and self.return_annotation == other.return_annotation)

    def __hash__(self):
        return hash((tuple(self.parameters.values()), self.return_annotation))


def _of_function(function):
    code = function.__code__
    names = code.co_varnames
    annotations = function.__annotations__
    defaults = function.__defaults__ or ()
    kwdefaults = function.__kwdefaults__ or {}
    count, keyword_only = code.co_argcount, code.co_kwonlyargcount
    parameters = []

    def add(name, kind, default=_empty):
        parameters.append(Parameter(name, kind, default=default,
                                    annotation=annotations.get(name, _empty)))

    for at, name in enumerate(names[:count]):
        kind = _POSITIONAL_ONLY if at < code.co_posonlyargcount else _POSITIONAL_OR_KEYWORD
        back = at - (count - len(defaults))
        add(name, kind, defaults[back] if back >= 0 else _empty)
    at = count + keyword_only
    if code.co_flags & CO_VARARGS:
        add(names[at], _VAR_POSITIONAL)
        at += 1
    for name in names[count:count + keyword_only]:
        add(name, _KEYWORD_ONLY, kwdefaults.get(name, _empty))
    if code.co_flags & CO_VARKEYWORDS:
        add(names[at], _VAR_KEYWORD)
    return Signature(parameters, return_annotation=annotations.get('return', _empty))


def _without_first(found):
    parameters = list(found.parameters.values())
    if parameters and parameters[0].kind in (_POSITIONAL_ONLY, _POSITIONAL_OR_KEYWORD):
        parameters = parameters[1:]
    return found.replace(parameters=parameters)


def signature(obj, *, follow_wrapped=True, globals=None, locals=None, eval_str=False):
    """What a callable takes and gives."""
    if not callable(obj):
        raise TypeError(f'{obj!r} is not a callable object')
    if ismethod(obj):
        return _without_first(signature(obj.__func__))
    if follow_wrapped:
        obj = unwrap(obj, stop=lambda f: hasattr(f, '__signature__'))
    given = getattr(obj, '__signature__', None)
    if isinstance(given, Signature):
        return given
    if isfunction(obj):
        return _of_function(obj)
    if type(obj).__name__ == 'partial' and hasattr(obj, 'func'):
        found = signature(obj.func)
        bound = found.bind_partial(*obj.args, **obj.keywords).arguments
        kept = []
        by_name = False
        for name, param in found.parameters.items():
            if name in obj.keywords:
                by_name = True
                kept.append(param.replace(kind=_KEYWORD_ONLY, default=obj.keywords[name]))
            elif name not in bound or param.kind in (_VAR_POSITIONAL, _VAR_KEYWORD):
                if by_name and param.kind == _POSITIONAL_OR_KEYWORD:
                    param = param.replace(kind=_KEYWORD_ONLY)
                kept.append(param)
        return found.replace(parameters=kept)
    if isclass(obj):
        for name in ('__call__',):
            maker = getattr(type(obj), name, None)
            if isfunction(maker):
                return _without_first(_of_function(maker))
        for name in ('__new__', '__init__'):
            maker = getattr(obj, name, None)
            if isfunction(maker):
                return _without_first(signature(maker))
        if obj.__module__ != 'builtins':
            return Signature()
    elif not isbuiltin(obj) and isfunction(getattr(type(obj), '__call__', None)):
        return _without_first(signature(type(obj).__call__))
    raise ValueError(f'no signature found for builtin {obj!r}')


def getfullargspec(func):
    """The parameters in the old form."""
    from collections import namedtuple
    found = signature(func, follow_wrapped=False)
    args, varargs, varkw, kwonly, defaults, kwdefaults = [], None, None, [], (), {}
    annotations = {}
    for name, param in found.parameters.items():
        if param.kind in (_POSITIONAL_ONLY, _POSITIONAL_OR_KEYWORD):
            args.append(name)
            if param.default is not _empty:
                defaults += (param.default,)
        elif param.kind == _VAR_POSITIONAL:
            varargs = name
        elif param.kind == _VAR_KEYWORD:
            varkw = name
        else:
            kwonly.append(name)
            if param.default is not _empty:
                kwdefaults[name] = param.default
        if param.annotation is not _empty:
            annotations[name] = param.annotation
    if found.return_annotation is not _empty:
        annotations['return'] = found.return_annotation
    spec = namedtuple('FullArgSpec', 'args varargs varkw defaults kwonlyargs kwonlydefaults annotations')
    return spec(args, varargs, varkw, defaults or None, kwonly, kwdefaults or None, annotations)


def _refused(name, instead):
    def refuse(*args, **kwargs):
        from _gilscope import refuse as end_run
        end_run(f'`inspect.{name}()`', instead)
    refuse.__name__ = refuse.__qualname__ = name
    return refuse


currentframe = _refused('currentframe', 'pass what is needed as arguments')
stack = _refused('stack', 'print where you are yourself')
getsource = _refused('getsource', 'look into the file')
getsourcelines = _refused('getsourcelines', 'look into the file')
getsourcefile = _refused('getsourcefile', 'use `__file__`')
getfile = _refused('getfile', 'use `__file__`')
getgeneratorstate = _refused('getgeneratorstate', 'keep track of it yourself')
getcoroutinestate = _refused('getcoroutinestate', 'keep track of it yourself')
