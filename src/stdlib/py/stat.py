"""What the numbers of `os.stat()` mean."""

ST_MODE, ST_INO, ST_DEV, ST_NLINK, ST_UID, ST_GID, ST_SIZE = range(7)
ST_ATIME, ST_MTIME, ST_CTIME = 7, 8, 9
S_IFDIR = 0o040000
S_IFREG = 0o100000
S_IFLNK = 0o120000
S_IRUSR = S_IREAD = 0o400
S_IWUSR = S_IWRITE = 0o200
S_IXUSR = S_IEXEC = 0o100
S_IRGRP, S_IWGRP, S_IXGRP = 0o40, 0o20, 0o10
S_IROTH, S_IWOTH, S_IXOTH = 4, 2, 1
S_IRWXU, S_IRWXG, S_IRWXO = 0o700, 0o70, 7


def S_IFMT(mode):
    return mode & 0o170000


def S_IMODE(mode):
    return mode & 0o7777


def S_ISDIR(mode):
    return S_IFMT(mode) == S_IFDIR


def S_ISREG(mode):
    return S_IFMT(mode) == S_IFREG


def S_ISLNK(mode):
    return S_IFMT(mode) == S_IFLNK


def filemode(mode):
    """As `ls -l` shows it."""
    kind = 'd' if S_ISDIR(mode) else '-'
    letters = 'rwxrwxrwx'
    return kind + ''.join(letter if mode & (0o400 >> at) else '-'
                          for at, letter in enumerate(letters))
