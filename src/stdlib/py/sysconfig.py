"""How this Python was built, as far as programs ask."""

import sys

__all__ = ['get_config_var', 'get_config_vars', 'get_paths', 'get_path', 'get_path_names',
           'get_platform', 'get_python_version', 'get_scheme_names', 'get_default_scheme']

_SHORT = '%d.%d' % sys.version_info[:2]
_FOLDER = f'/usr/lib/python{_SHORT}{sys.abiflags}'
_VARS = {
    'prefix': '/usr',
    'exec_prefix': '/usr',
    'installed_base': '/usr',
    'base': '/usr',
    'installed_platbase': '/usr',
    'platbase': '/usr',
    'projectbase': '/usr/bin',
    'platlibdir': 'lib',
    'implementation': 'Python',
    'implementation_lower': 'python',
    'userbase': '/home/learner/.local',
    'py_version': '%d.%d.%d' % sys.version_info[:3],
    'py_version_short': _SHORT,
    'py_version_nodot': '%d%d' % sys.version_info[:2],
    'abiflags': sys.abiflags,
    'VERSION': _SHORT,
    'Py_DEBUG': 0,
    'Py_ENABLE_SHARED': 0,
    'Py_GIL_DISABLED': 1 if sys.abiflags == 't' else 0,
    'WITH_PYMALLOC': 1,
    'HAVE_FORK': 1,
    'SIZEOF_VOID_P': 8,
    'SOABI': f'cpython-{"%d%d" % sys.version_info[:2]}{sys.abiflags}-x86_64-linux-gnu',
    'EXT_SUFFIX': f'.cpython-{"%d%d" % sys.version_info[:2]}{sys.abiflags}-x86_64-linux-gnu.so',
    'EXE': '',
    'LIBDIR': '/usr/lib',
    'BINDIR': '/usr/bin',
    'LIBDEST': _FOLDER,
    'MULTIARCH': 'x86_64-linux-gnu',
}
_PATHS = {
    'stdlib': _FOLDER,
    'platstdlib': _FOLDER,
    'purelib': f'{_FOLDER}/site-packages',
    'platlib': f'{_FOLDER}/site-packages',
    'include': f'/usr/include/python{_SHORT}{sys.abiflags}',
    'platinclude': f'/usr/include/python{_SHORT}{sys.abiflags}',
    'scripts': '/usr/bin',
    'data': '/usr',
}


def get_config_vars(*args):
    """All variables as a dict, or a list of those that are named."""
    if args:
        return [_VARS.get(name) for name in args]
    return _VARS


def get_config_var(name):
    """A variable, or None."""
    return _VARS.get(name)


def get_default_scheme():
    """The name of the scheme that folders are found by."""
    return 'posix_prefix'


def get_scheme_names():
    """The names of all schemes."""
    return ('nt', 'nt_user', 'osx_framework_user', 'posix_home', 'posix_prefix', 'posix_user',
            'posix_venv', 'venv')


def get_path_names():
    """The names of all folders."""
    return tuple(_PATHS)


def get_paths(scheme='posix_prefix', vars=None, expand=True):
    """All folders by their names."""
    if scheme != 'posix_prefix':
        from _gilscope import refuse
        refuse(f"the scheme {scheme!r}", "use 'posix_prefix'")
    return dict(_PATHS)


def get_path(name, scheme='posix_prefix', vars=None, expand=True):
    """One folder."""
    return get_paths(scheme, vars, expand)[name]


def get_platform():
    """The operating system and the processor."""
    return 'linux-x86_64'


def get_python_version():
    """'3.14'."""
    return _SHORT


def is_python_build(check_home=None):
    """Whether this Python runs from where it was built."""
    return False
