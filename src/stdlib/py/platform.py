"""The machine and the Python that a program runs on: those of the laboratory."""

import sys
from collections import namedtuple

uname_result = namedtuple('uname_result', 'system node release version machine processor')
_UNAME = uname_result('Linux', 'gilscope', '6.12.0', '#1 SMP PREEMPT_DYNAMIC', 'x86_64', '')


def uname():
    """System, name of the machine, release, version, kind of machine."""
    return _UNAME


def system():
    """'Linux'."""
    return _UNAME.system


def node():
    """The name of the machine."""
    return _UNAME.node


def release():
    """The release of the system."""
    return _UNAME.release


def version():
    """The version of the system."""
    return _UNAME.version


def machine():
    """The kind of machine."""
    return _UNAME.machine


def processor():
    """The name of the processor: not known."""
    return ''


def architecture(executable=sys.executable, bits='', linkage=''):
    """(bits, format of executables)."""
    return (bits or '64bit', linkage or 'ELF')


def platform(aliased=False, terse=False):
    """System, release, machine and C library as one text."""
    if terse:
        return f'{system()}-{release()}-glibc2.41'
    return f'{system()}-{release()}-{machine()}-with-glibc2.41'


def libc_ver(executable=None, lib='', version='', chunksize=16384):
    """(name, version) of the C library."""
    return ('glibc', '2.41')


def python_implementation():
    """'CPython'."""
    return 'CPython'


def python_version():
    """'3.14.0'."""
    return '%d.%d.%d' % sys.version_info[:3]


def python_version_tuple():
    """('3', '14', '0')."""
    return tuple(python_version().split('.'))


def python_branch():
    """The branch of the sources: not known."""
    return ''


def python_revision():
    """The revision of the sources: not known."""
    return ''


def python_compiler():
    """The compiler that Python was built with."""
    return sys.version[sys.version.index('[') + 1:-1]


def python_build():
    """(build, date) of this Python."""
    inside = sys.version[sys.version.index('(') + 1:sys.version.index(')')]
    name, _, date = inside.partition(', ')
    return name, date.replace(',', '')


def freedesktop_os_release():
    """What kind of Linux this is."""
    return {'NAME': 'Linux', 'ID': 'linux', 'PRETTY_NAME': 'Linux'}
