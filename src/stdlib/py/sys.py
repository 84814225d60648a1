"""What a program can ask about its interpreter; most of it is native."""


import _frames
from _structseq import structseq as _structseq


class _version_info(_structseq):
    _fields = ('major', 'minor', 'micro', 'releaselevel', 'serial')


class _flags(_structseq):
    _fields = ('debug', 'inspect', 'interactive', 'optimize', 'dont_write_bytecode',
               'no_user_site', 'no_site', 'ignore_environment', 'verbose', 'bytes_warning',
               'quiet', 'hash_randomization', 'isolated', 'dev_mode', 'utf8_mode',
               'warn_default_encoding', 'safe_path', 'int_max_str_digits', 'gil',
               'thread_inherit_context', 'context_aware_warnings')
    _visible = 18


class _float_info(_structseq):
    _fields = ('max', 'max_exp', 'max_10_exp', 'min', 'min_exp', 'min_10_exp', 'dig',
               'mant_dig', 'epsilon', 'radix', 'rounds')


class _int_info(_structseq):
    _fields = ('bits_per_digit', 'sizeof_digit', 'default_max_str_digits',
               'str_digits_check_threshold')


class _hash_info(_structseq):
    _fields = ('width', 'modulus', 'inf', 'nan', 'imag', 'algorithm', 'hash_bits', 'seed_bits',
               'cutoff')


class _thread_info(_structseq):
    _fields = ('name', 'lock', 'version')


class UnraisableHookArgs(_structseq):
    """What an unraisablehook is given."""

    _fields = ('exc_type', 'exc_value', 'exc_traceback', 'err_msg', 'object')


for _class, _title in ((_version_info, 'version_info'), (_flags, 'flags'),
                       (_float_info, 'float_info'), (_int_info, 'int_info'),
                       (_hash_info, 'hash_info'), (_thread_info, 'thread_info')):
    _class.__name__ = _class.__qualname__ = _title


class _implementation:
    """What kind of Python this is."""

    def __init__(self, version, hexversion):
        self.name = 'cpython'
        self.cache_tag = 'cpython-%d%d' % version[:2]
        self.version = version
        self.hexversion = hexversion
        self._multiarch = 'x86_64-linux-gnu'
        self.supports_isolated_interpreters = True

    def __repr__(self):
        shown = ', '.join(f'{name}={value!r}' for name, value in self.__dict__.items())
        return f'namespace({shown})'


_number = _version_number()
version_info = _version_info((_number // 1000000, _number // 1000 % 1000, _number % 1000,
                              'final', 0))
hexversion = version_info[0] << 24 | version_info[1] << 16 | version_info[2] << 8 | 0xf0
implementation = _implementation(version_info, hexversion)

if _check_interval(None) is not None:
    # Where the holder of the GIL counts: CPython 2.7 and PyPy.
    def getcheckinterval():
        """After how many ticks (PyPy: bytecodes) a thread offers the GIL."""
        return _check_interval(None)

    def setcheckinterval(n, /):
        """Set it."""
        if type(n) is not int:
            raise TypeError('an integer is required')
        _check_interval(n)
version = '%d.%d.%d %s(main, Jan  1 2026, 09:00:00) [GCC 14.2.0]' % (
    *version_info[:3], 'free-threading build ' if _free_threaded_build() else '')
abiflags = 't' if _free_threaded_build() else ''
flags = _flags((0, 0, 0, 0, False, 0, 0, 0, 0, 0, 0, 1, 0, False, 1, 0, False, 4300,
                1 if _is_gil_enabled() else 0, 1 if _free_threaded_build() else 0,
                1 if _free_threaded_build() else 0))
float_info = _float_info((1.7976931348623157e+308, 1024, 308, 2.2250738585072014e-308, -1021,
                          -307, 15, 53, 2.220446049250313e-16, 2, 1))
int_info = _int_info((30, 4, 4300, 640))
hash_info = _hash_info((64, 2305843009213693951, 314159, 0, 1000003, 'siphash13', 64, 128, 0))
thread_info = _thread_info(('pthread', 'pymutex' if version_info >= (3, 14) else 'semaphore',
                            'NPTL 2.41'))
from _references import count as getrefcount
api_version = 1013
float_repr_style = 'short'
orig_argv = [executable, *argv]
warnoptions = []
_xoptions = {}
pycache_prefix = None
platlibdir = 'lib'
base_exec_prefix = exec_prefix
stdlib_module_names = frozenset(_stdlib_names().split())
builtin_module_names = ('_abc', '_ast', '_codecs', '_collections', '_functools', '_imp', '_io',
                        '_locale', '_operator', '_signal', '_sre', '_stat', '_string',
                        '_suggestions', '_symtable', '_sysconfig', '_thread', '_tokenize',
                        '_tracemalloc', '_typing', '_warnings', '_weakref', 'atexit',
                        'builtins', 'errno', 'faulthandler', 'gc', 'itertools', 'marshal',
                        'posix', 'pwd', 'sys', 'time')
_int_max_str_digits = 4300
del _number, _class, _title

_getframe = _frames.getframe
modules = _modules()


def getdefaultencoding():
    """The encoding of str.encode() and bytes.decode()."""
    return 'utf-8'


def getfilesystemencoding():
    """The encoding of file names."""
    return 'utf-8'


def getfilesystemencodeerrors():
    """What happens to file names that the encoding does not have."""
    return 'surrogateescape'


def exception():
    """The exception being handled, or None."""
    return exc_info()[1]


def get_int_max_str_digits():
    """How many digits int() and str() convert at most."""
    return _int_max_str_digits


def _current_frames():
    """A dict of every thread's identifier and the frame it is in."""
    from _thread import get_ident
    found = dict(_frames.current_frames())
    found[get_ident()] = _getframe(1)
    return found


def _getframemodulename(depth=0):
    """The name of the module of a frame."""
    try:
        return _getframe(depth + 1).f_globals.get('__name__')
    except ValueError:
        return None


def is_finalizing():
    """Whether the interpreter is on its way out."""
    return False


def audit(event, /, *args):
    """Nobody listens to audit events here."""


def displayhook(object, /):
    """Print what an interactive statement gives."""
    if object is not None:
        print(repr(object))


__displayhook__ = displayhook


def gettrace():
    """The trace function: there is none."""
    return None


def getprofile():
    """The profile function: there is none."""
    return None


def _no_tracing(name):
    def refuse(function, /):
        """Tracing is the laboratory's business."""
        if function is not None:
            from _gilscope import refuse as end_run
            end_run(f"`sys.{name}`", "step through the run in the lab")
    refuse.__name__ = refuse.__qualname__ = name
    return refuse


settrace = _no_tracing('settrace')
setprofile = _no_tracing('setprofile')


def unraisablehook(unraisable, /):
    """Report an exception that could not be raised."""
    from _thread import _report
    heading = unraisable.err_msg or 'Exception ignored in'
    if unraisable.object is not None:
        heading += f': {unraisable.object!r}'
    _report(unraisable.exc_value, heading + '\n')


__unraisablehook__ = unraisablehook


def excepthook(exc_type, exc_value, exc_traceback, /):
    """Report an exception that nothing caught."""
    from _thread import _report
    _report(exc_value, '')


__excepthook__ = excepthook


def _call_excepthook(exc):
    """What the interpreter does with an exception that left the program."""
    try:
        excepthook(type(exc), exc, exc.__traceback__)
    except Exception as failure:
        from _thread import _report
        failure.__context__ = None
        _report(failure, 'Error in sys.excepthook:\n')
        _report(exc, '\nOriginal exception was:\n')


def _standard_streams():
    from _input import StandardBytes, TextIOWrapper
    type(stdout).buffer = property(StandardBytes)
    return TextIOWrapper()


stdin = __stdin__ = _standard_streams()
