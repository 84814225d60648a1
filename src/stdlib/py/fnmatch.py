"""Names that match patterns with `*`, `?` and `[…]`, as shells have them."""


def _matches(name, pattern):
    star = None
    mark = 0
    at = 0
    place = 0
    while at < len(name):
        step = _one(name[at], pattern, place) if place < len(pattern) else 0
        if place < len(pattern) and pattern[place] == '*':
            star, mark = place, at
            place += 1
        elif step:
            at += 1
            place = step
        elif star is not None:
            place = star + 1
            mark += 1
            at = mark
        else:
            return False
    return all(letter == '*' for letter in pattern[place:])


def _one(letter, pattern, place):
    """The place behind what matches one letter; 0 when it does not."""
    kind = pattern[place]
    if kind == '?':
        return place + 1
    if kind == '[':
        end = place + 1
        if pattern[end:end + 1] == '!':
            end += 1
        end = pattern.find(']', end + 1)
        if end > 0:
            return end + 1 if _in_set(letter, pattern[place + 1:end]) else 0
    return place + 1 if kind == letter else 0


def _in_set(letter, letters):
    wanted = True
    if letters.startswith('!'):
        wanted, letters = False, letters[1:]
    at = 0
    while at < len(letters):
        if letters[at + 1:at + 2] == '-' and at + 2 < len(letters):
            if letters[at] <= letter <= letters[at + 2]:
                return wanted
            at += 3
        else:
            if letters[at] == letter:
                return wanted
            at += 1
    return not wanted


def fnmatchcase(name, pat):
    """Whether a name matches a pattern."""
    if isinstance(name, bytes):
        name, pat = name.decode(), pat.decode()
    return _matches(name, pat)


fnmatch = fnmatchcase


def filter(names, pat):
    """The names that match."""
    return [name for name in names if fnmatchcase(name, pat)]


def translate(pat):
    """The pattern as a regular expression."""
    import re
    out = ''
    at = 0
    while at < len(pat):
        letter = pat[at]
        end = pat.find(']', at + 2) if letter == '[' else -1
        if letter == '*':
            if not out.endswith('.*'):
                out += '.*'
        elif letter == '?':
            out += '.'
        elif end > 0:
            inside = pat[at + 1:end].replace('\\', '\\\\')
            out += '[' + ('^' + inside[1:] if inside.startswith('!') else inside) + ']'
            at = end
        else:
            out += re.escape(letter)
        at += 1
    return r'(?s:' + out + r')\Z'
