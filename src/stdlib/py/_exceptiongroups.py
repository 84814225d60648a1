"""How exception groups are split and what `except*` raises again (PEP 654). The classes are native."""


def _matcher(kind):
    """A function that tells whether an exception matches what split() was given."""
    kinds = kind if isinstance(kind, tuple) else (kind,)
    if all(isinstance(k, type) and issubclass(k, BaseException) for k in kinds):
        return lambda exception: isinstance(exception, kinds)
    if callable(kind) and not isinstance(kind, type):
        return kind
    raise TypeError('expected an exception type, a tuple of exception types, or a callable '
                    '(other than a class)')


def _derive(group, members):
    made = group.derive(members)
    if not isinstance(made, BaseExceptionGroup):
        raise TypeError('derive must return an instance of BaseExceptionGroup')
    copy_metadata(made, group)
    notes = getattr(group, '__notes__', None)
    if isinstance(notes, (list, tuple)):
        made.__notes__ = list(notes)
    return made


def _split(exception, matches):
    if matches(exception):
        return exception, None
    if not isinstance(exception, BaseExceptionGroup):
        return None, exception
    found, others = [], []
    for member in exception.exceptions:
        match, rest = _split(member, matches)
        if match is not None:
            found.append(match)
        if rest is not None:
            others.append(rest)
    match = _derive(exception, found) if found else None
    return match, _derive(exception, others) if others else None


def _subgroup(exception, matches):
    if matches(exception):
        return exception
    if not isinstance(exception, BaseExceptionGroup):
        return None
    found = [_subgroup(member, matches) for member in exception.exceptions]
    found = [member for member in found if member is not None]
    return _derive(exception, found) if found else None


def split(group, kind):
    return _split(group, _matcher(kind))


def subgroup(group, kind):
    return _subgroup(group, _matcher(kind))


def check_match(exception, kind):
    """(what `except* kind` catches of an exception, what it leaves)."""
    kinds = kind if isinstance(kind, tuple) else (kind,)
    for each in kinds:
        if not (isinstance(each, type) and issubclass(each, BaseException)):
            raise TypeError('catching classes that do not inherit from BaseException is not allowed')
        if issubclass(each, BaseExceptionGroup):
            raise TypeError('catching ExceptionGroup with except* is not allowed. '
                            'Use except instead.')
    if exception is None:
        return None, None
    if isinstance(exception, kinds):
        if isinstance(exception, BaseExceptionGroup):
            return exception, None
        return BaseExceptionGroup('', (exception,)), None
    if not isinstance(exception, BaseExceptionGroup):
        return None, exception
    pair = exception.split(kind)
    if not isinstance(pair, tuple):
        raise TypeError(f'{type(exception).__name__}.split must return a tuple, not '
                        f'{type(pair).__name__}')
    if len(pair) < 2:
        raise TypeError(f'{type(exception).__name__}.split must return a 2-tuple, got tuple of '
                        f'size {len(pair)}')
    return pair[:2]


def _leaves(exception, found):
    if isinstance(exception, BaseExceptionGroup):
        for member in exception.exceptions:
            _leaves(member, found)
    else:
        found.append(exception)


def _projection(group, kept):
    """The part of a group that is left when only the leaves of some of its parts are kept."""
    leaves = []
    for each in kept:
        _leaves(each, leaves)
    return _subgroup(group, lambda e: any(e is leaf for leaf in leaves))


def to_reraise(original, results):
    """What is raised after all `except*` handlers: `results` has what they raised, and what none took."""
    results = [each for each in results if each is not None]
    if not results:
        return None
    if not isinstance(original, BaseExceptionGroup):
        return results[0]
    again = [each for each in results if same_metadata(each, original)]
    raised = [each for each in results if not same_metadata(each, original)]
    left = _projection(original, again) if again else None
    if not raised:
        return left
    if left is not None:
        raised.append(left)
    return raised[0] if len(raised) == 1 else BaseExceptionGroup('', raised)
