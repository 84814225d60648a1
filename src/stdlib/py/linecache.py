"""Lines of source files: those that code was loaded from are known, others are read."""

import _frames

__all__ = ["getline", "clearcache", "checkcache", "lazycache"]

cache = {}      # file name -> its lines


def getline(filename, lineno, module_globals=None):
    """Line `lineno` of a file, with its end; '' when there is none."""
    lines = getlines(filename, module_globals)
    if 1 <= lineno <= len(lines):
        return lines[lineno - 1]
    return ''


def getlines(filename, module_globals=None):
    """All lines of a file; [] when it cannot be read."""
    if filename not in cache:
        updatecache(filename, module_globals)
    return cache.get(filename, [])


def updatecache(filename, module_globals=None):
    """Read a file again; its lines."""
    cache.pop(filename, None)
    if not filename:
        return []
    text = _frames.source(filename)
    if text is None:
        if filename.startswith('<') and filename.endswith('>'):
            return []
        try:
            import io
            with io.open(filename) as file:
                text = file.read()
        except (OSError, UnicodeDecodeError, SyntaxError):
            return []
    lines = text.splitlines(True)
    if lines and not lines[-1].endswith('\n'):
        lines[-1] += '\n'
    cache[filename] = lines
    return lines


def clearcache():
    """Forget all files."""
    cache.clear()


def checkcache(filename=None):
    """Forget files that have changed: what code was loaded from does not."""


def lazycache(filename, module_globals):
    """Whether the lines of a module could be found later."""
    return filename in cache
