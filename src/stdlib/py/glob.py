"""Files whose paths match a pattern."""

import os
from fnmatch import fnmatchcase as _matches


def has_magic(path):
    return any(letter in path for letter in '*?[')


def escape(path):
    """A pattern that matches just this path."""
    return ''.join(f'[{letter}]' if letter in '*?[' else letter for letter in path)


def glob(pathname, *, root_dir=None, dir_fd=None, recursive=False, include_hidden=False):
    """The list of paths that match."""
    return list(iglob(pathname, root_dir=root_dir, recursive=recursive,
                      include_hidden=include_hidden))


def iglob(pathname, *, root_dir=None, dir_fd=None, recursive=False, include_hidden=False):
    """The paths that match, one by one."""
    pathname = os.fspath(pathname)
    root = os.fspath(root_dir) if root_dir is not None else ''
    begin = '/' if pathname.startswith('/') else ''
    parts = [part for part in pathname.split('/') if part]
    only_folders = pathname.endswith('/')
    for path in _walk(root, begin, parts, recursive, include_hidden):
        if path and (not only_folders or os.path.isdir(os.path.join(root, path))):
            yield path + '/' if only_folders else path


def _walk(root, path, parts, recursive, hidden):
    if not parts:
        yield path
        return
    part, rest = parts[0], parts[1:]
    if part == '**' and recursive:
        yield from _walk(root, path, rest, recursive, hidden)
        for name in _names(root, path):
            if name.startswith('.') and not hidden:
                continue
            inside = os.path.join(path, name)
            if os.path.isdir(os.path.join(root, inside)):
                yield from _walk(root, inside, parts, recursive, hidden)
            elif not rest:
                yield inside
    elif has_magic(part):
        for name in _names(root, path):
            if name.startswith('.') and not part.startswith('.') and not hidden:
                continue
            if _matches(name, part):
                inside = os.path.join(path, name)
                if not rest or os.path.isdir(os.path.join(root, inside)):
                    yield from _walk(root, inside, rest, recursive, hidden)
    else:
        inside = os.path.join(path, part)
        if os.path.exists(os.path.join(root, inside)):
            yield from _walk(root, inside, rest, recursive, hidden)


def _names(root, path):
    try:
        return os.listdir(os.path.join(root, path) or '.')
    except OSError:
        return []
