"""Which arguments belong to what: options by their names, values by how many an argument takes."""

from argparse._actions import (ONE_OR_MORE, OPTIONAL, PARSER, REMAINDER, SUPPRESS,
                               ZERO_OR_MORE)

__name__ = 'argparse'


def looks_negative(text):
    """Whether a text that begins with '-' is a number: -1, -.5 or -1.5."""
    whole, dot, fraction = text[1:].partition('.')
    if dot:
        return fraction.isdigit() and (whole == '' or whole.isdigit())
    return whole.isdigit()


def match_option(parser, text):
    """The options that a text may be, as (action, option string, separator, value) each; None
    when it is no option."""
    if not text or text[0] not in parser.prefix_chars:
        return None
    known = parser._option_string_actions
    if text in known:
        return [(known[text], text, None, None)]
    if len(text) == 1:
        return None
    option_string, sep, explicit = text.partition('=')
    if sep and option_string in known:
        return [(known[option_string], option_string, sep, explicit)]
    found = _abbreviated(parser, text)
    if found:
        return found
    if text[0] == '-' and looks_negative(text) and not parser._has_negative_number_optionals:
        return None
    if ' ' in text:
        return None
    return [(None, text, None, None)]


def _abbreviated(parser, text):
    chars = parser.prefix_chars
    known = parser._option_string_actions
    found = []
    if text[0] in chars and text[1] in chars:
        if parser.allow_abbrev:
            prefix, sep, explicit = text.partition('=')
            if not sep:
                sep = explicit = None
            for option_string in known:
                if option_string.startswith(prefix):
                    found.append((known[option_string], option_string, sep, explicit))
        return found
    short = text[:2]
    short_explicit = text[2:]
    prefix, sep, explicit = text.partition('=')
    if not sep:
        sep = explicit = None
    for option_string in known:
        if option_string == short:
            if short_explicit.startswith('='):
                found.append((known[option_string], option_string, '=', short_explicit[1:]))
            else:
                found.append((known[option_string], option_string, '', short_explicit))
        elif parser.allow_abbrev and option_string.startswith(prefix):
            found.append((known[option_string], option_string, sep, explicit))
    return found


def _limits(action):
    """(least, most, what it takes) of the values of an argument; most is None without a limit."""
    nargs = action.nargs
    if nargs is None:
        return 1, 1, 'A'
    if nargs == OPTIONAL:
        return 0, 1, 'A'
    if nargs == ZERO_OR_MORE:
        return 0, None, 'A'
    if nargs == ONE_OR_MORE:
        return 1, None, 'A'
    if nargs == REMAINDER:
        return 0, None, 'AO'
    if nargs == PARSER:
        return 1, None, 'first'
    if nargs == SUPPRESS:
        return 0, 0, 'A'
    return nargs, nargs, 'A'


def _ends(action, kinds, at):
    """Every index at which the values of an argument may end, the greedy one first. A "--" does
    not count."""
    least, most, what = _limits(action)
    ends = [at] if least == 0 else []
    taken = 0
    i = at
    while i < len(kinds) and (most is None or taken < most or kinds[i] == '-'):
        kind = kinds[i]
        if what == 'first':
            ok = kind in 'A-' if taken == 0 else True
        elif what == 'AO':
            ok = True
        else:
            ok = kind in 'A-'
        if not ok:
            break
        i += 1
        taken += kind != '-' or what == 'AO'
        if taken >= least and (most is None or taken <= most) and not (
                action.option_strings and kind == '-'):
            ends.append(i)
    if action.option_strings:
        # An option takes nothing from behind a "--".
        stop = kinds.find('-', at)
        if stop >= 0 and what == 'A':
            ends = [end for end in ends if end <= stop]
    return list(reversed(ends))


def match_positional(action, kinds):
    """How many of the following arguments an action takes; None when it cannot have enough."""
    ends = _ends(action, kinds, 0)
    return ends[0] if ends else None


def match_partial(actions, kinds):
    """How many arguments each of the first actions takes, for as many actions as can be served."""
    for count in range(len(actions), 0, -1):
        found = _assign(actions[:count], kinds, 0)
        if found is not None:
            return found
    return []


def _assign(actions, kinds, at):
    if not actions:
        return []
    for end in _ends(actions[0], kinds, at):
        rest = _assign(actions[1:], kinds, end)
        if rest is not None:
            return [end - at] + rest
    return None
