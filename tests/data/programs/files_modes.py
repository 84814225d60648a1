"""Every mode of open(), and every way to be wrong about it."""

import os
import io
import tempfile

folder = tempfile.mkdtemp()
path = os.path.join(folder, 'a.txt')

with open(path, 'w') as file:
    print(file.mode, file.closed, file.encoding.lower(), file.writable(), file.readable())
    print(file.write('one\ntwo\n'), file.tell())
    file.writelines(['three\n', 'four'])
print(file.closed)
with open(path, 'a') as file:
    print(file.write('!'))
with open(path) as file:
    for number, line in enumerate(file, 1):
        print(number, repr(line))
with open(path, 'r+') as file:
    print(file.read(3))
    file.seek(0)
    file.write('ONE')
    file.seek(0)
    print(file.read().split())
    file.truncate(7)
with open(path, 'rb') as file:
    print(file.read(), file.name == path)
with open(path, 'wb') as file:
    print(type(file).__name__, file.write(b'\x00\x01\r\n\xff'))
with open(path, 'rb+') as file:
    print(type(file).__name__, file.read(2), file.tell(), file.seek(1), file.write(b'zz'), file.seek(0))
    print(file.read())
with open(path, 'w', newline='\r\n') as file:
    file.write('a\nb\n')
with open(path, 'rb') as file:
    print(file.read())
with open(path, newline='') as file:
    print(file.readlines())
with open(path) as file:
    print(file.readlines())
with open(os.path.join(folder, 'x'), 'x') as file:
    file.write('new')
print(sorted(os.listdir(folder)))


def attempt(label, work):
    try:
        print(label, work())
    except Exception as error:
        text = str(error).replace(folder, 'FOLDER')
        print(label, type(error).__name__, text, getattr(error, 'errno', None))


attempt('exclusive', lambda: open(os.path.join(folder, 'x'), 'x'))
attempt('missing', lambda: open(os.path.join(folder, 'y')))
attempt('folder', lambda: open(folder))
attempt('no folder', lambda: open(os.path.join(folder, 'no', 'y'), 'w'))
attempt('mode', lambda: open(path, 'rw'))
attempt('letter', lambda: open(path, 'q'))
attempt('binary encoding', lambda: open(path, 'rb', encoding='utf-8'))
attempt('unbuffered text', lambda: open(path, 'w', buffering=0))
attempt('path', lambda: open(None))
attempt('closed', lambda: file.write('x'))
attempt('closed read', lambda: file.read())
with open(path) as reading:
    attempt('not writable', lambda: reading.write('x'))
    attempt('relative seek', lambda: reading.seek(3, 1))
with open(path, 'w') as writing:
    attempt('not readable', lambda: writing.read())
    attempt('bytes', lambda: writing.write(b'x'))
with open(path, 'wb') as writing:
    attempt('text', lambda: writing.write('x'))
attempt('rmdir', lambda: os.rmdir(folder))
attempt('mkdir', lambda: os.mkdir(folder))
attempt('rename', lambda: os.rename(os.path.join(folder, 'no'), path))
attempt('remove', lambda: os.remove(os.path.join(folder, 'no')))
attempt('listdir', lambda: os.listdir(path))
attempt('encoding', lambda: open(path, encoding='klingon'))
print(issubclass(io.UnsupportedOperation, (OSError, ValueError)), isinstance(file, io.TextIOWrapper))

os.makedirs(os.path.join(folder, 'deep', 'deeper'))
for top, folders, files in os.walk(folder):
    print(os.path.relpath(top, folder), sorted(folders), sorted(files))
with os.scandir(folder) as entries:
    print(sorted((entry.name, entry.is_dir()) for entry in entries))
import shutil
shutil.rmtree(folder)
print(os.path.exists(folder))
