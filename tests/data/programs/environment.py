"""What a program can ask about where it runs."""

import os
import sys

print(os.name, sys.platform, os.path.isdir(os.getcwd()), os.getpid() > 1, os.getpid() == os.getpid())
print(os.environ.get('NO_SUCH_VARIABLE'), os.getenv('NO_SUCH_VARIABLE', 'default'), 'PATH' in os.environ)
os.environ['MINE'] = 'yes'
print(os.environ['MINE'], os.getenv('MINE'), os.environ.pop('MINE'), os.getenv('MINE'))
try:
    os.environ['NUMBER'] = 5
except TypeError as error:
    print(error)
try:
    os.environ['NO_SUCH_VARIABLE']
except KeyError as error:
    print('KeyError', error)
print(os.cpu_count() >= 1, len(os.sched_getaffinity(0)) >= 1, len(os.urandom(16)), os.urandom(8) != os.urandom(8))
print(len(os.uname()), os.uname().sysname, os.times().user >= 0, os.strerror(2), os.get_terminal_size is not None)
here = os.path.dirname(os.path.abspath(__file__))
print(here == os.getcwd(), os.path.basename(__file__), sys.path[0] == here, sys.argv)
print([name for name in sorted(os.listdir(here)) if name.startswith('environ') and name.endswith('.py')])
os.write(1, b'') if False else None
for path in ('~', '~/x'):
    print(os.path.expanduser(path) != path)
