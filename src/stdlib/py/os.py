"""What the operating system offers: the program's own folder, environment, processes as far as they
are simulated."""

from _gilscope import refuse as _refuse
import sys
import errno
import stat as st
import posixpath as path
import _files
from _io import _fspath as _plain_path

sys.modules['os.path'] = path

name = 'posix'
sep = path.sep
linesep = '\n'
curdir = path.curdir
pardir = path.pardir
extsep = path.extsep
pathsep = path.pathsep
altsep = path.altsep
devnull = path.devnull
defpath = path.defpath
supports_follow_symlinks = set()

F_OK, R_OK, W_OK, X_OK = 0, 4, 2, 1
O_RDONLY, O_WRONLY, O_RDWR = 0, 1, 2
O_CREAT, O_EXCL, O_TRUNC, O_APPEND = 0o100, 0o200, 0o1000, 0o2000
SEEK_SET, SEEK_CUR, SEEK_END = 0, 1, 2
EX_OK = 0

error = OSError


class _HasPath(type):
    """Everything with a path counts as an instance."""

    def __instancecheck__(cls, instance):
        return hasattr(type(instance), '__fspath__')

    def __subclasscheck__(cls, other):
        return hasattr(other, '__fspath__')


class PathLike(metaclass=_HasPath):
    """What has a path: `__fspath__`."""

    def __fspath__(self):
        raise NotImplementedError

    @classmethod
    def __class_getitem__(cls, item):
        return cls


def fspath(path):
    """The path as str or bytes."""
    if isinstance(path, (str, bytes)):
        return path
    return _plain_path(path)


def fsencode(name):
    name = fspath(name)
    return name.encode() if isinstance(name, str) else name


def fsdecode(name):
    name = fspath(name)
    return name.decode() if isinstance(name, bytes) else name


# Files and folders.


class stat_result(tuple):
    """What is known of a file."""

    st_nlink = 1
    st_uid = st_gid = 1000
    st_dev = 2049
    st_blksize = 4096

    st_mode = property(lambda self: self[0])
    st_ino = property(lambda self: self[1])
    st_size = property(lambda self: self[6])
    st_atime = st_mtime = st_ctime = property(lambda self: self._nanos / 1e9)
    st_atime_ns = st_mtime_ns = st_ctime_ns = property(lambda self: self._nanos)
    st_blocks = property(lambda self: (self[6] + 511) // 512)

    def __repr__(self):
        names = ('st_mode', 'st_ino', 'st_dev', 'st_nlink', 'st_uid', 'st_gid', 'st_size',
                 'st_atime', 'st_mtime', 'st_ctime')
        shown = ', '.join(f'{name}={value}' for name, value in zip(names, self))
        return f'os.stat_result({shown})'


def _result(parts):
    mode, inode, size, nanos = parts
    seconds = nanos // 1000000000
    result = stat_result((mode, inode, 2049, 1, 1000, 1000, size, seconds, seconds, seconds))
    result._nanos = nanos
    return result


def stat(path, *, dir_fd=None, follow_symlinks=True):
    """What is known of a path."""
    if isinstance(path, int):
        return fstat(path)
    return _result(_files.stat(_plain_path(path)))


lstat = stat


def fstat(fd):
    return _result(_files.fstat(fd))


def listdir(path='.'):
    """The names in a folder."""
    return _files.listdir(_plain_path(path))


def mkdir(path, mode=0o777, *, dir_fd=None):
    _files.mkdir(_plain_path(path))


def makedirs(name, mode=0o777, exist_ok=False):
    """Make a folder, and those it is in."""
    name = _plain_path(name)
    head, tail = path.split(name)
    if not tail:
        head, tail = path.split(head)
    if head and tail and not path.exists(head):
        try:
            makedirs(head, exist_ok=exist_ok)
        except FileExistsError:
            pass
    try:
        mkdir(name, mode)
    except OSError:
        if not exist_ok or not path.isdir(name):
            raise


def rmdir(path, *, dir_fd=None):
    _files.rmdir(_plain_path(path))


def removedirs(name):
    """Remove an empty folder, and those above that become empty."""
    rmdir(name)
    head, tail = path.split(_plain_path(name).rstrip('/'))
    while head and tail:
        try:
            rmdir(head)
        except OSError:
            break
        head, tail = path.split(head)


def remove(path, *, dir_fd=None):
    _files.unlink(_plain_path(path))


def unlink(path, *, dir_fd=None):
    _files.unlink(_plain_path(path))


def rename(src, dst, *, src_dir_fd=None, dst_dir_fd=None):
    _files.rename(_plain_path(src), _plain_path(dst))


replace = rename


def renames(old, new):
    head = path.dirname(_plain_path(new))
    if head and not path.exists(head):
        makedirs(head)
    rename(old, new)


def access(path, mode, *, dir_fd=None, effective_ids=False, follow_symlinks=True):
    """Whether a path may be used so."""
    try:
        found = stat(path)
    except OSError:
        return False
    return not mode & X_OK or st.S_ISDIR(found.st_mode)


def chmod(path, mode, *, dir_fd=None, follow_symlinks=True):
    stat(path)


def utime(path, times=None, *, ns=None, dir_fd=None, follow_symlinks=True):
    """Set the time of the last change."""
    if ns is None:
        import time
        ns = (0, time.time_ns() if times is None else int(times[1] * 1e9))
    _files.touch(_plain_path(path), ns[1])


def truncate(path, length):
    fd = open(path, O_RDWR)
    _files.truncate(fd, length)
    close(fd)


class DirEntry:
    """A name found by `scandir`."""

    def __init__(self, folder, name):
        self.name = name
        self.path = path.join(folder, name)
        self._found = None

    def stat(self, *, follow_symlinks=True):
        if self._found is None:
            self._found = stat(self.path)
        return self._found

    def is_dir(self, *, follow_symlinks=True):
        return st.S_ISDIR(self.stat().st_mode)

    def is_file(self, *, follow_symlinks=True):
        return st.S_ISREG(self.stat().st_mode)

    def is_symlink(self):
        return False

    def inode(self):
        return self.stat().st_ino

    def __fspath__(self):
        return self.path

    def __repr__(self):
        return f'<DirEntry {self.name!r}>'


class _Scan:
    """The entries of a folder, one by one."""

    def __init__(self, folder):
        self._names = iter(listdir(folder))
        self._folder = _plain_path(folder)

    def __iter__(self):
        return self

    def __next__(self):
        return DirEntry(self._folder, next(self._names))

    def __enter__(self):
        return self

    def __exit__(self, *exc_info):
        self.close()

    def close(self):
        self._names = iter(())


def scandir(path='.'):
    """The entries of a folder."""
    return _Scan(path)


def walk(top, topdown=True, onerror=None, followlinks=False):
    """(folder, names of folders, names of files) of a folder and all in it."""
    top = fspath(top)
    try:
        names = listdir(top)
    except OSError as wrong:
        if onerror is not None:
            onerror(wrong)
        return
    folders, files = [], []
    for each in names:
        (folders if path.isdir(path.join(top, each)) else files).append(each)
    if topdown:
        yield top, folders, files
    for each in folders:
        yield from walk(path.join(top, each), topdown, onerror)
    if not topdown:
        yield top, folders, files


# Descriptors.


def open(path, flags, mode=0o777, *, dir_fd=None):
    """open(2): gives a descriptor."""
    kind = flags & 3
    letters = ('' if kind == O_WRONLY else 'r') + ('' if kind == O_RDONLY else 'w')
    for flag, letter in ((O_CREAT, 'c'), (O_EXCL, 'x'), (O_TRUNC, 't'), (O_APPEND, 'a')):
        if flags & flag:
            letters += letter
    return _files.open(_plain_path(path), letters)


def lseek(fd, position, whence):
    return _files.seek(fd, position, whence)


def fsync(fd):
    _files.fsync(fd if isinstance(fd, int) else fd.fileno())


fdatasync = fsync


def ftruncate(fd, length):
    _files.truncate(fd, length)


def isatty(fd):
    return False


def fdopen(fd, mode='r', buffering=-1, encoding=None, *args, **kwargs):
    """A file object for a descriptor."""
    import _io
    return _io.open(fd, mode, buffering, encoding, *args, **kwargs)


# The environment.


class _Environ(dict):
    """The environment: a dict of str."""

    def __setitem__(self, key, value):
        for given in (key, value):
            if not isinstance(given, str):
                raise TypeError(f'str expected, not {type(given).__name__}')
        dict.__setitem__(self, key, value)

    def copy(self):
        return dict(self)

    def setdefault(self, key, value):
        if key not in self:
            self[key] = value
        return self[key]

    def update(self, *others, **more):
        for key, value in dict(*others, **more).items():
            self[key] = value

    def __repr__(self):
        shown = ', '.join(f'{key!r}: {value!r}' for key, value in self.items())
        return f'environ({{{shown}}})'


environ = _Environ({
    'HOME': '/home/learner',
    'LANG': 'C.UTF-8',
    'LOGNAME': 'learner',
    'PATH': '/usr/local/bin:/usr/bin:/bin',
    'PWD': _files.folder(),
    'SHELL': '/bin/bash',
    'TERM': 'xterm-256color',
    'USER': 'learner',
})


def getenv(key, default=None):
    """A variable of the environment."""
    return environ.get(key, default)


def putenv(key, value):
    environ[key] = value


def unsetenv(key):
    environ.pop(key, None)


# Process and machine.


def getcwd():
    """The working directory: always the program's folder."""
    return _files.folder()


def getcwdb():
    return getcwd().encode()


def chdir(path):
    """Only to where it is already."""
    if not globals()['path'].isdir(path):
        raise FileNotFoundError(2, 'No such file or directory', path)
    if globals()['path'].abspath(path) != getcwd():
        raise PermissionError(
            1, 'Operation not permitted (in gilscope the working directory stays)', path)


def umask(mask):
    return 0o022


def cpu_count():
    """Cores of the simulated machine."""
    return sys._cores()


def process_cpu_count():
    return sys._cores()


def sched_getaffinity(pid):
    return set(range(sys._cores()))


def sched_setaffinity(pid, mask):
    if set(mask) != sched_getaffinity(pid):
        raise PermissionError(1, 'Operation not permitted (choose cores with --cores)')


def sched_yield():
    import time
    time.sleep(0)


def getloadavg():
    return (0.0, 0.0, 0.0)


def getlogin():
    return 'learner'


def getuid():
    return 1000


getgid = geteuid = getegid = getuid


def getpid():
    return 4242


def getppid():
    return 4241


def nice(increment):
    return max(0, increment)


def urandom(size):
    """Bytes of the seeded entropy."""
    data = b''
    while len(data) < size:
        data += (_files.entropy() & 0xffffffffffffff).to_bytes(7, 'little')
    return data[:size]


def getrandom(size, flags=0):
    return urandom(size)


class uname_result(tuple):
    """What the system says about itself."""

    sysname = property(lambda self: self[0])
    nodename = property(lambda self: self[1])
    release = property(lambda self: self[2])
    version = property(lambda self: self[3])
    machine = property(lambda self: self[4])

    def __repr__(self):
        names = ('sysname', 'nodename', 'release', 'version', 'machine')
        shown = ', '.join(f'{name}={value!r}' for name, value in zip(names, self))
        return f'posix.uname_result({shown})'


def uname():
    return uname_result(('Linux', 'gilscope', '6.1.0', '#1 SMP', 'x86_64'))


class times_result(tuple):
    """Times of the process."""

    user = property(lambda self: self[0])
    system = property(lambda self: self[1])
    children_user = property(lambda self: self[2])
    children_system = property(lambda self: self[3])
    elapsed = property(lambda self: self[4])

    def __repr__(self):
        names = ('user', 'system', 'children_user', 'children_system', 'elapsed')
        shown = ', '.join(f'{name}={value!r}' for name, value in zip(names, self))
        return f'posix.times_result({shown})'


def times():
    import time
    return times_result((time.process_time(), 0.0, 0.0, 0.0, time.monotonic()))


class terminal_size(tuple):
    """Columns and lines."""

    columns = property(lambda self: self[0])
    lines = property(lambda self: self[1])

    def __repr__(self):
        return f'os.terminal_size(columns={self[0]}, lines={self[1]})'


def get_terminal_size(fd=1):
    raise OSError(25, 'Inappropriate ioctl for device')


def strerror(code):
    texts = {1: 'Operation not permitted', 2: 'No such file or directory', 9: 'Bad file descriptor',
             11: 'Resource temporarily unavailable', 13: 'Permission denied', 17: 'File exists',
             20: 'Not a directory', 21: 'Is a directory', 22: 'Invalid argument',
             32: 'Broken pipe', 39: 'Directory not empty', 110: 'Connection timed out',
             111: 'Connection refused'}
    return texts.get(code, f'Unknown error {code}')


def _refused(what, instead):
    def refuse(*args, **kwargs):
        _refuse(f'`os.{what}()`', instead)
    refuse.__name__ = refuse.__qualname__ = what
    return refuse


for _what in ('system', 'popen', 'execv', 'execve', 'execvp', 'execl', 'execlp', 'spawnv', 'spawnl',
              'startfile'):
    globals()[_what] = _refused(_what, 'other programs cannot be started: use `multiprocessing`')
del _what


def abort():
    raise SystemExit(134)


def _exit(status):
    raise SystemExit(status)


try:
    import posix as _posix
except ImportError:
    pass
else:
    _own = {'open', 'stat', 'fspath', 'error', 'environ'}
    for _name in dir(_posix):
        if not _name.startswith('__') and _name not in _own:
            globals()[_name] = getattr(_posix, _name)
