"""`os.path`, where `os` has not put `posixpath` in its place."""

from posixpath import *
from posixpath import altsep, curdir, devnull, extsep, pardir, pathsep, sep
