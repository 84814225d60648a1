"""Tuples whose items have names, as CPython's own types in C have them (`time.struct_time`)."""


class structseq(tuple):
    """The base: subclasses say their `_fields`; those beyond `_visible` are attributes only."""

    _fields = ()
    _visible = None

    def __init_subclass__(cls, **kwargs):
        visible = len(cls._fields) if cls._visible is None else cls._visible
        cls._visible = visible
        cls.n_fields = len(cls._fields)
        cls.n_sequence_fields = visible
        cls.n_unnamed_fields = 0
        cls.__match_args__ = tuple(cls._fields[:visible])
        for at, name in enumerate(cls._fields[:visible]):
            setattr(cls, name, _item(at))

    def __new__(cls, sequence, dict=None):
        values = tuple(sequence)
        least, most = cls._visible, len(cls._fields)
        title = f'{cls.__module__}.{cls.__name__}'
        if least == most and len(values) != most:
            raise TypeError(f'{title}() takes a {most}-sequence ({len(values)}-sequence given)')
        if len(values) < least:
            raise TypeError(f'{title}() takes an at least {least}-sequence '
                            f'({len(values)}-sequence given)')
        if len(values) > most:
            raise TypeError(f'{title}() takes an at most {most}-sequence '
                            f'({len(values)}-sequence given)')
        self = tuple.__new__(cls, values[:least])
        for at in range(least, most):
            name = cls._fields[at]
            if at < len(values):
                value = values[at]
            else:
                value = dict.get(name) if dict else None
            self.__dict__[name] = value
        return self

    def __repr__(self):
        cls = type(self)
        shown = ', '.join(f'{name}={value!r}' for name, value in zip(cls._fields, self))
        return f'{cls.__module__}.{cls.__name__}({shown})'

    def __replace__(self, /, **changes):
        values = dict(zip(self._fields, self))
        values.update(changes)
        return type(self)(values.values())


def _item(at):
    return property(lambda self: self[at])
