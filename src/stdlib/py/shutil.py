"""Copying, moving and removing files and folders."""

import os
import _files


class Error(OSError):
    """Something went wrong with several files."""


class SameFileError(Error):
    """Source and destination are the same."""


class SpecialFileError(OSError):
    """That is no regular file."""


def copyfileobj(fsrc, fdst, length=0):
    """Copy what is left of one file object to another."""
    while True:
        data = fsrc.read(length or 65536)
        if not data:
            break
        fdst.write(data)


def copyfile(src, dst, *, follow_symlinks=True):
    """Copy a file's bytes."""
    if os.path.exists(dst) and os.path.samefile(src, dst):
        raise SameFileError(f'{src!r} and {dst!r} are the same file')
    with open(src, 'rb') as source, open(dst, 'wb') as target:
        copyfileobj(source, target)
    return dst


def copymode(src, dst, *, follow_symlinks=True):
    os.stat(src)


def copystat(src, dst, *, follow_symlinks=True):
    found = os.stat(src)
    os.utime(dst, ns=(found.st_atime_ns, found.st_mtime_ns))


def _into(src, dst):
    if os.path.isdir(dst):
        return os.path.join(dst, os.path.basename(os.fspath(src).rstrip('/')))
    return dst


def copy(src, dst, *, follow_symlinks=True):
    """Copy a file to a file or into a folder."""
    dst = _into(src, dst)
    copyfile(src, dst)
    return dst


def copy2(src, dst, *, follow_symlinks=True):
    """As copy, with its times."""
    dst = _into(src, dst)
    copyfile(src, dst)
    copystat(src, dst)
    return dst


def ignore_patterns(*patterns):
    """For copytree: leave out names that match."""
    import fnmatch

    def ignore(folder, names):
        return {name for pattern in patterns for name in fnmatch.filter(names, pattern)}
    return ignore


def copytree(src, dst, symlinks=False, ignore=None, copy_function=copy2,
             ignore_dangling_symlinks=False, dirs_exist_ok=False):
    """Copy a folder and all in it."""
    names = os.listdir(src)
    ignored = ignore(os.fspath(src), names) if ignore is not None else ()
    os.makedirs(dst, exist_ok=dirs_exist_ok)
    for name in names:
        if name in ignored:
            continue
        source, target = os.path.join(src, name), os.path.join(dst, name)
        if os.path.isdir(source):
            copytree(source, target, symlinks, ignore, copy_function, dirs_exist_ok=dirs_exist_ok)
        else:
            copy_function(source, target)
    return dst


def rmtree(path, ignore_errors=False, onerror=None, *, onexc=None, dir_fd=None):
    """Remove a folder and all in it."""
    try:
        if not os.path.isdir(path):
            os.listdir(path)
        for name in os.listdir(path):
            inside = os.path.join(path, name)
            if os.path.isdir(inside):
                rmtree(inside, ignore_errors, onerror, onexc=onexc)
            else:
                os.unlink(inside)
        os.rmdir(path)
    except OSError as wrong:
        if onexc is not None:
            onexc(os.rmdir, path, wrong)
        elif onerror is not None:
            onerror(os.rmdir, path, (type(wrong), wrong, wrong.__traceback__))
        elif not ignore_errors:
            raise


def move(src, dst, copy_function=copy2):
    """Move a file or folder."""
    target = _into(src, dst)
    if target is not dst and os.path.exists(target):
        raise Error(f"Destination path '{target}' already exists")
    os.rename(src, target)
    return target


def which(cmd, mode=1, path=None):
    """Where a command is: nothing can be started here but the interpreter itself."""
    return '/usr/bin/python3' if cmd in ('python', 'python3') else None


def disk_usage(path):
    raise PermissionError(13, 'Permission denied (gilscope shows a program only its own folder)', path)


def get_terminal_size(fallback=(80, 24)):
    """Columns and lines; from the environment, else the fallback."""
    sizes = []
    for name, other in zip(('COLUMNS', 'LINES'), fallback):
        value = os.environ.get(name, '')
        sizes.append(int(value) if value.isdigit() and int(value) > 0 else other)
    return os.terminal_size(sizes)
