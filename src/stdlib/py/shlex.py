"""Words of a command line, with quotes as a shell has them."""

__all__ = ["split", "quote", "join"]

_SAFE = frozenset('abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_@%+=:,./-')


def split(s, comments=False, posix=True):
    """The words of a text."""
    if s is None:
        raise ValueError("s argument must not be None")
    words = []
    word = None
    at = 0
    while at < len(s):
        char = s[at]
        at += 1
        if char in ' \t\r\n':
            if word is not None:
                words.append(word)
                word = None
        elif char == '#' and comments and word is None:
            while at < len(s) and s[at] != '\n':
                at += 1
        elif char in '\'"':
            word, at = _quoted(s, at, char, word or '', posix)
        elif char == '\\' and posix:
            if at == len(s):
                raise ValueError("No escaped character")
            word = (word or '') + s[at]
            at += 1
        else:
            word = (word or '') + char
    if word is not None:
        words.append(word)
    return words


def _quoted(s, at, quote, word, posix):
    if not posix:
        word += quote
    while True:
        if at == len(s):
            raise ValueError("No closing quotation")
        char = s[at]
        at += 1
        if char == quote:
            return (word if posix else word + quote), at
        if char == '\\' and quote == '"' and posix:
            if at == len(s):
                raise ValueError("No escaped character")
            # Within quotes a backslash quotes only itself and the quote.
            if s[at] not in ('\\', '"'):
                word += '\\'
            word += s[at]
            at += 1
        else:
            word += char


def quote(s):
    """A text that a shell takes for one word."""
    if not s:
        return "''"
    if not isinstance(s, str):
        raise TypeError(f"expected string object, got {type(s).__name__!r}")
    if all(char in _SAFE for char in s):
        return s
    return "'" + s.replace("'", "'\"'\"'") + "'"


def join(split_command):
    """A command line of words."""
    return ' '.join(quote(arg) for arg in split_command)
