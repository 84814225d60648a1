"""Paths, without any file."""

import os
import os.path
import fnmatch
from pathlib import Path, PurePath, PurePosixPath
from urllib.parse import urlsplit, urlunsplit, urljoin, quote, unquote, urlencode, parse_qs

for path in ['/a/b/c.txt', 'a.tar.gz', '/', 'a/', '.bashrc', 'a//b/../c', '', '..', './x', '/..']:
    print(repr(path), os.path.split(path), os.path.splitext(path), os.path.normpath(path), os.path.isabs(path))
    p = PurePosixPath(path)
    print('  ', p, p.parts, repr(p.name), repr(p.suffix), repr(p.stem), str(p.parent), p.suffixes)
print(os.path.join('a', 'b'), os.path.join('a', '/b', 'c'), os.path.join('a/', ''), os.path.join('', 'x'))
print(os.path.commonpath(['/a/b/c', '/a/b/d']), os.path.commonprefix(['abc', 'abd']), os.path.relpath('/a/b', '/a/c/d'))
print(os.path.basename('/x/y/'), os.path.dirname('/x/y/'), os.sep, os.pathsep, repr(os.linesep), os.curdir, os.pardir)
p = PurePath('/usr/lib') / 'python' / 'x.py'
print(p, repr(p), p.with_suffix('.txt'), p.with_name('y'), p.with_stem('z'), p.relative_to('/usr'), p.is_relative_to('/lib'))
print(list(map(str, p.parents)), p.match('*.py'), p == PurePath('/usr/lib/python/x.py'), sorted([PurePath('b'), PurePath('a')]))
print('a' / PurePath('b'), p.joinpath('c', 'd'), hash(p) == hash(PurePath(str(p))), os.fspath(p), p.anchor, p.root)
for wrong in [lambda: p.relative_to('/etc'), lambda: p.with_suffix('txt'), lambda: p / 5, lambda: PurePath(3), lambda: p.with_name('')]:
    try:
        print(wrong())
    except (ValueError, TypeError) as error:
        print(type(error).__name__, error)
for pattern in ['*.py', 'a?c', '[a-c]x', '[!a]x', '*', 'x']:
    print(pattern, fnmatch.filter(['a.py', 'abc', 'bx', 'dx', 'x'], pattern))
url = urlsplit('https://me:secret@example.org:8080/a/b?x=1&y=2#end')
print(url.scheme, url.netloc, url.path, url.query, url.fragment, url.hostname, url.port, url.username, urlunsplit(url))
print(urljoin('http://a/b/c/d', '../e'), urljoin('http://a/b/', 'c?d'), quote('a b/ä'), unquote('%C3%A4+'), urlencode({'q': 'x y', 'n': 1}), parse_qs('a=1&a=2&b='))
