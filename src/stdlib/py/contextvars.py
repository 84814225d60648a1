"""Variables whose value depends on the context: a task's, or a thread's.

Contexts are native; what is here are the variables, the tokens that undo a change, and what makes a
context a mapping.
"""

from _contextvars import Context as _Context, _stacks

__all__ = ['Context', 'ContextVar', 'Token', 'copy_context']

copy_context = _stacks.copy_context
_current = _stacks.current
_find = _stacks.find
_exchange = _stacks.exchange
_drop = _stacks.drop


class _Missing:

    def __repr__(self):
        return '<Token.MISSING>'


_MISSING = _Missing()


class Context(_Context):
    """A snapshot of context variables, in which calls can be run."""

    __slots__ = ()
    __module__ = '_contextvars'

    def __getitem__(self, var):
        _check(var)
        value = self._find(var, _MISSING)
        if value is _MISSING:
            raise KeyError(var)
        return value

    def __contains__(self, var):
        _check(var)
        return self._find(var, _MISSING) is not _MISSING

    def __eq__(self, other):
        if not isinstance(other, Context):
            return NotImplemented
        return dict(self._pairs()) == dict(other._pairs())

    __hash__ = None

    def __iter__(self):
        return iter(self.keys())

    def get(self, var, default=None, /):
        """The value of the variable in this context, or the default."""
        _check(var)
        return self._find(var, default)

    def keys(self):
        """The variables that are set."""
        return [var for var, _ in self._pairs()]

    def values(self):
        """Their values."""
        return [value for _, value in self._pairs()]

    def items(self):
        """(variable, value) pairs."""
        return self._pairs()


_stacks.use(Context)


def _check(var):
    if not isinstance(var, ContextVar):
        raise TypeError(f"a ContextVar key was expected, got {var!r}")


class ContextVar:
    """A variable with a value of its own in every context."""

    __slots__ = ('_name', '_default')
    __module__ = '_contextvars'

    def __init__(self, name, /, *, default=_MISSING):
        if not isinstance(name, str):
            raise TypeError("context variable name must be a str")
        self._name = name
        self._default = default

    @property
    def name(self):
        """What it was named when it was made."""
        return self._name

    @classmethod
    def __class_getitem__(cls, item):
        return cls

    def __repr__(self):
        default = '' if self._default is _MISSING else f' default={self._default!r}'
        return f'<ContextVar name={self._name!r}{default} at {id(self):#x}>'

    def get(self, default=_MISSING, /):
        """Its value in the current context, or the default given here, or its own."""
        value = _find(self, _MISSING)
        if value is _MISSING:
            value = default
            if value is _MISSING:
                value = self._default
                if value is _MISSING:
                    raise LookupError(self)
        return value

    def set(self, value, /):
        """Give it a value in the current context; a token for reset()."""
        return Token(_current(), self, _exchange(self, value, _MISSING))

    def reset(self, token, /):
        """Make it what it was before the set() that gave the token."""
        if not isinstance(token, Token):
            raise TypeError("expected an instance of Token, got %r" % (token,))
        if token._used:
            raise RuntimeError(f"{token!r} has already been used once")
        if token.var is not self:
            raise ValueError(f"{token!r} was created by a different ContextVar")
        if token._context is not _current():
            raise ValueError(f"{token!r} was created in a different Context")
        token._used = True
        if token.old_value is _MISSING:
            _drop(self)
        else:
            _exchange(self, token.old_value, _MISSING)


class Token:
    """What a set() changed; since 3.14 also a context manager that undoes it."""

    __slots__ = ('_context', 'var', 'old_value', '_used')
    __module__ = '_contextvars'
    MISSING = _MISSING
    __hash__ = None

    def __init__(self, context, var, old_value):
        self._context = context
        self.var = var
        self.old_value = old_value
        self._used = False

    @classmethod
    def __class_getitem__(cls, item):
        return cls

    def __enter__(self):
        return self

    def __exit__(self, *args):
        self.var.reset(self)

    def __repr__(self):
        used = ' used' if self._used else ''
        return f'<Token{used} var={self.var!r} at {id(self):#x}>'
