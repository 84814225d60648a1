"""Paths as objects."""

import os
import fnmatch as _fnmatch


class PurePath:
    """A path that is only looked at, never followed."""

    def __new__(cls, *segments):
        return object.__new__(PurePosixPath if cls is PurePath else cls)

    def __init__(self, *segments):
        texts = []
        for segment in segments:
            if isinstance(segment, PurePath):
                texts.append(segment._text)
                continue
            text = os.fspath(segment) if hasattr(type(segment), '__fspath__') else segment
            if not isinstance(text, str):
                raise TypeError('argument should be a str or an os.PathLike object where '
                                '__fspath__ returns a str, not '
                                + repr(type(text).__name__))
            texts.append(text)
        self._text = _plain(os.path.join(*texts) if texts else '')

    def with_segments(self, *segments):
        return type(self)(*segments)

    def __str__(self):
        return self._text

    def __fspath__(self):
        return self._text

    def __repr__(self):
        return f'{type(self).__name__}({self.as_posix()!r})'

    def __bytes__(self):
        return self._text.encode()

    def as_posix(self):
        return self._text

    def as_uri(self):
        if not self.is_absolute():
            raise ValueError("relative path can't be expressed as a file URI")
        return 'file://' + self._text

    def __hash__(self):
        return hash(self._text)

    def __eq__(self, other):
        if not isinstance(other, PurePath):
            return NotImplemented
        return self._text == other._text

    def __lt__(self, other):
        if not isinstance(other, PurePath):
            return NotImplemented
        return self.parts < other.parts

    def __le__(self, other):
        if not isinstance(other, PurePath):
            return NotImplemented
        return self.parts <= other.parts

    def __gt__(self, other):
        if not isinstance(other, PurePath):
            return NotImplemented
        return self.parts > other.parts

    def __ge__(self, other):
        if not isinstance(other, PurePath):
            return NotImplemented
        return self.parts >= other.parts

    def __truediv__(self, other):
        try:
            return self.with_segments(self, other)
        except TypeError:
            return NotImplemented

    def __rtruediv__(self, other):
        try:
            return self.with_segments(other, self)
        except TypeError:
            return NotImplemented

    def joinpath(self, *segments):
        return self.with_segments(self, *segments)

    drive = ''

    @property
    def root(self):
        return '/' if self._text.startswith('/') else ''

    @property
    def anchor(self):
        return self.root

    @property
    def parts(self):
        names = tuple(part for part in self._text.split('/') if part and self._text != '.')
        return ((self.root,) + names) if self.root else names

    @property
    def name(self):
        parts = self.parts
        return parts[-1] if parts and parts[-1] != '/' else ''

    @property
    def suffix(self):
        name = self.name
        at = name.rfind('.')
        return name[at:] if 0 < at < len(name) - 1 else ''

    @property
    def suffixes(self):
        name = self.name
        if name.endswith('.'):
            return []
        return ['.' + part for part in name.lstrip('.').split('.')[1:]]

    @property
    def stem(self):
        suffix = self.suffix
        return self.name[:-len(suffix)] if suffix else self.name

    @property
    def parent(self):
        parts = self.parts
        if len(parts) <= (1 if self.root else 0):
            return self
        return self.with_segments(*parts[:-1])

    @property
    def parents(self):
        found = []
        path = self
        while path.parent != path:
            path = path.parent
            found.append(path)
        return tuple(found)

    def is_absolute(self):
        return self._text.startswith('/')

    def is_relative_to(self, other, *more):
        other = self.with_segments(other, *more)
        return other == self or other in self.parents

    def relative_to(self, other, *more, walk_up=False):
        other = self.with_segments(other, *more)
        if not self.is_relative_to(other):
            if walk_up:
                return self.with_segments(os.path.relpath(self._text, other._text))
            raise ValueError(f'{self._text!r} is not in the subpath of {other._text!r}')
        return self.with_segments(*self.parts[len(other.parts):])

    def with_name(self, name):
        if not self.name:
            raise ValueError(f'{self!r} has an empty name')
        if not name or '/' in name or name == '.':
            raise ValueError(f'Invalid name {name!r}')
        return self.with_segments(self.parent, name)

    def with_stem(self, stem):
        return self.with_name(stem + self.suffix)

    def with_suffix(self, suffix):
        if suffix and (not suffix.startswith('.') or suffix == '.'):
            raise ValueError(f'Invalid suffix {suffix!r}')
        return self.with_name(self.stem + suffix)

    def match(self, path_pattern, *, case_sensitive=None):
        pattern = PurePath(path_pattern)
        wanted, parts = pattern.parts, self.parts
        if pattern.is_absolute() and len(wanted) != len(parts) or len(wanted) > len(parts):
            return False
        return all(_fnmatch.fnmatchcase(part, want)
                   for part, want in zip(reversed(parts), reversed(wanted)))


def _plain(text):
    """Without empty parts and '.'."""
    parts = [part for part in text.split('/') if part not in ('', '.')]
    root = '/' if text.startswith('/') else ''
    return root + '/'.join(parts) or '.'


class PurePosixPath(PurePath):
    """A path of a system with slashes."""


class Path(PurePath):
    """A path in the program's folder or in /tmp."""

    def __new__(cls, *segments):
        return object.__new__(PosixPath if cls is Path else cls)

    @classmethod
    def cwd(cls):
        return cls(os.getcwd())

    @classmethod
    def home(cls):
        return cls(os.path.expanduser('~'))

    def absolute(self):
        return self.with_segments(os.path.join(os.getcwd(), self._text))

    def resolve(self, strict=False):
        if strict:
            self.stat()
        return self.with_segments(os.path.abspath(self._text))

    def expanduser(self):
        return self.with_segments(os.path.expanduser(self._text))

    def stat(self, *, follow_symlinks=True):
        return os.stat(self)

    lstat = stat

    def exists(self, *, follow_symlinks=True):
        return os.path.exists(self)

    def is_file(self, *, follow_symlinks=True):
        return os.path.isfile(self)

    def is_dir(self, *, follow_symlinks=True):
        return os.path.isdir(self)

    def is_symlink(self):
        return False

    def samefile(self, other):
        return os.path.samefile(self, other)

    def open(self, mode='r', buffering=-1, encoding=None, errors=None, newline=None):
        return open(self, mode, buffering, encoding, errors, newline)

    def read_text(self, encoding=None, errors=None, newline=None):
        with self.open('r', -1, encoding, errors, newline) as file:
            return file.read()

    def read_bytes(self):
        with self.open('rb', 0) as file:
            return file.read()

    def write_text(self, data, encoding=None, errors=None, newline=None):
        if not isinstance(data, str):
            raise TypeError(f'data must be str, not {type(data).__name__}')
        with self.open('w', -1, encoding, errors, newline) as file:
            return file.write(data)

    def write_bytes(self, data):
        with self.open('wb') as file:
            return file.write(data)

    def touch(self, mode=0o666, exist_ok=True):
        if self.exists():
            if not exist_ok:
                raise FileExistsError(17, 'File exists', self._text)
            os.utime(self)
        else:
            self.open('a').close()

    def mkdir(self, mode=0o777, parents=False, exist_ok=False):
        try:
            os.mkdir(self, mode)
        except FileNotFoundError:
            if not parents or self.parent == self:
                raise
            self.parent.mkdir(parents=True, exist_ok=True)
            self.mkdir(mode, exist_ok=exist_ok)
        except OSError:
            if not exist_ok or not self.is_dir():
                raise

    def rmdir(self):
        os.rmdir(self)

    def unlink(self, missing_ok=False):
        try:
            os.unlink(self)
        except FileNotFoundError:
            if not missing_ok:
                raise

    def rename(self, target):
        os.rename(self, target)
        return self.with_segments(target)

    def replace(self, target):
        os.replace(self, target)
        return self.with_segments(target)

    def chmod(self, mode, *, follow_symlinks=True):
        os.chmod(self, mode)

    def owner(self):
        return 'learner'

    def iterdir(self):
        """What is in the folder."""
        for name in os.listdir(self):
            yield self.with_segments(self, name)

    def glob(self, pattern, *, case_sensitive=None, recurse_symlinks=False):
        """What is in the folder and matches."""
        pattern = os.fspath(pattern)
        if not pattern:
            raise ValueError(f'Unacceptable pattern: {pattern!r}')
        if pattern.startswith('/'):
            raise NotImplementedError('Non-relative patterns are unsupported')
        parts = [part for part in pattern.split('/') if part]
        seen = set()
        for path in self._matching(parts):
            if path not in seen:
                seen.add(path)
                yield path

    def rglob(self, pattern, *, case_sensitive=None, recurse_symlinks=False):
        """The same, in all folders below, too."""
        return self.glob('**/' + os.fspath(pattern))

    def _matching(self, parts):
        if not parts:
            yield self
            return
        first, rest = parts[0], parts[1:]
        if first == '**':
            yield from self._matching(rest)
            for inside in self._inside():
                if inside.is_dir():
                    yield from inside._matching(parts)
                elif not rest:
                    yield inside
        elif any(letter in first for letter in '*?['):
            for inside in self._inside():
                if _fnmatch.fnmatchcase(inside.name, first) and (not rest or inside.is_dir()):
                    yield from inside._matching(rest)
        else:
            inside = self / first
            if inside.exists():
                yield from inside._matching(rest)

    def _inside(self):
        try:
            return list(self.iterdir())
        except OSError:
            return []

    def walk(self, top_down=True, on_error=None, follow_symlinks=False):
        for folder, folders, files in os.walk(self, top_down, on_error):
            yield self.with_segments(folder), folders, files


class PosixPath(Path, PurePosixPath):
    """A path on a system with slashes."""
