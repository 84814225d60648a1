"""Lines of several files, or of standard input, one behind the other."""

from _gilscope import refuse as _refuse
import sys

_current = None


class FileInput:
    """The lines of the named files, '-' being standard input."""

    def __init__(self, files=None, inplace=False, backup='', *, mode='r', openhook=None,
                 encoding=None, errors=None):
        if inplace:
            _refuse('`fileinput.input(inplace=True)`', 'write a new file')
        if isinstance(files, str):
            files = (files,)
        self._files = list(files if files is not None else sys.argv[1:]) or ['-']
        self._file = None
        self._name = None
        self._lines = 0
        self._in_file = 0
        self._mode = mode
        self._hook = openhook
        self._encoding = encoding

    def __enter__(self):
        return self

    def __exit__(self, *exc_info):
        self.close()

    def __iter__(self):
        return self

    def __next__(self):
        while True:
            if self._file is None:
                if not self._files:
                    raise StopIteration
                self._begin(self._files.pop(0))
            line = self._file.readline()
            if line:
                self._lines += 1
                self._in_file += 1
                return line
            self.nextfile()

    def _begin(self, name):
        self._name, self._in_file = name, 0
        if name == '-':
            self._name, self._file = '<stdin>', sys.stdin
        elif self._hook is not None:
            self._file = self._hook(name, self._mode)
        else:
            self._file = open(name, self._mode, encoding=self._encoding)

    def readline(self):
        return next(self, '')

    def nextfile(self):
        file, self._file = self._file, None
        if file is not None and file is not sys.stdin:
            file.close()

    def close(self):
        self.nextfile()
        self._files = []

    def filename(self):
        return self._name

    def lineno(self):
        return self._lines

    def filelineno(self):
        return self._in_file

    def isfirstline(self):
        return self._in_file == 1

    def isstdin(self):
        return self._file is sys.stdin


def input(files=None, inplace=False, backup='', *, mode='r', openhook=None, encoding=None,
          errors=None):
    """Begin to read lines."""
    global _current
    _current = FileInput(files, inplace, backup, mode=mode, openhook=openhook, encoding=encoding)
    return _current


def _active():
    if _current is None:
        raise RuntimeError('no active input()')
    return _current


def filename():
    return _active().filename()


def lineno():
    return _active().lineno()


def filelineno():
    return _active().filelineno()


def isfirstline():
    return _active().isfirstline()


def isstdin():
    return _active().isstdin()


def nextfile():
    _active().nextfile()


def close():
    global _current
    if _current is not None:
        _current.close()
        _current = None
