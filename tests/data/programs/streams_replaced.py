"""Other objects in the place of the standard streams."""

import contextlib
import io
import sys


class Tee:
    """Writes to two files, and counts."""

    def __init__(self, *files):
        self.files = files
        self.calls = []

    def write(self, text):
        self.calls.append(text)
        for file in self.files:
            file.write(text)
        return len(text)

    def flush(self):
        for file in self.files:
            file.flush()


buffer = io.StringIO()
sys.stdout = buffer
print('hidden', 1, 2, sep='-')
sys.stdout = sys.__stdout__
print(repr(buffer.getvalue()))

with contextlib.redirect_stdout(io.StringIO()) as caught:
    print('caught')
    with contextlib.redirect_stderr(caught):
        print('error', file=sys.stderr)
print(caught.getvalue().splitlines())

tee = Tee(sys.stdout, buffer)
sys.stdout = tee
print('a', 'b', 'c', sep='+', end='!\n')
print()
print('flushed', flush=True)
sys.stdout = sys.__stdout__
print(tee.calls)

print('to a file', file=buffer)
print(buffer.getvalue().count('\n'), file=sys.stdout)
sys.stdout.write('written\n')
sys.stdout.writelines(['x', 'y', '\n'])
print(sys.stdout.name, sys.stdin.name, sys.stderr.fileno(), sys.stdout.isatty(), sys.stdout.writable())
sys.stdout.flush()
sys.stdout.buffer.write(b'bytes\n')
sys.stdout.buffer.flush()

sys.stdin = io.StringIO('first\nsecond\n\nlast')
print(input(), input('prompt> '), [input()], input())
try:
    input('more? ')
except EOFError as error:
    print('EOFError:', error)
sys.stdin = sys.__stdin__
sys.stdout = None
print('nowhere')
sys.stdout = sys.__stdout__
print(sys.stdin.readline() == '')
