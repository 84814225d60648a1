"""A folder of reports: pathlib, tempfile, csv, configuration text, json, context managers, errors of files."""
import contextlib
import csv
import io
import json
import os
import shutil
import tempfile
from pathlib import Path


class Journal:
    def __init__(self, path):
        self.path = Path(path)
        self.entries = []

    def __enter__(self):
        self.file = self.path.open("a", encoding="utf-8")
        return self

    def __exit__(self, kind, error, traceback):
        self.file.close()
        if kind is ValueError:
            self.entries.append(f"swallowed {error}")
            return True

    def write(self, text):
        if not text.strip():
            raise ValueError("empty entry")
        print(text, file=self.file)
        self.entries.append(text)


@contextlib.contextmanager
def folder():
    path = tempfile.mkdtemp(prefix="lab")
    try:
        yield Path(path)
    finally:
        shutil.rmtree(path)
        print("removed", os.path.exists(path))


def read_settings(text):
    section, settings = None, {}
    for number, line in enumerate(text.splitlines(), 1):
        line = line.split("#")[0].strip()
        match line:
            case "":
                continue
            case _ if line.startswith("[") and line.endswith("]"):
                section = settings.setdefault(line[1:-1], {})
            case _ if "=" in line and section is not None:
                key, _, value = line.partition("=")
                with contextlib.suppress(ValueError):
                    value = int(value)
                section[key.strip()] = value if isinstance(value, int) else value.strip()
            case _:
                raise SyntaxError(f"line {number}: {line}")
    return settings


with folder() as root:
    with Journal(root / "log.txt") as journal:
        journal.write("first line")
        journal.write("zweite Zeile: äöü")
        journal.write(" ")
        print("not reached")
    print(journal.entries, journal.file.closed)
    text = (root / "log.txt").read_text(encoding="utf-8")
    print(repr(text), (root / "log.txt").stat().st_size)
    rows = [{"name": "Ada", "born": 1815, "quote": 'say "hi", ok'}, {"name": "Bob", "born": 1990, "quote": "two\nlines"}]
    with open(root / "people.csv", "w", newline="") as file:
        writer = csv.DictWriter(file, fieldnames=["name", "born", "quote"])
        writer.writeheader()
        writer.writerows(rows)
    with open(root / "people.csv", newline="") as file:
        again = list(csv.DictReader(file))
    print(again, again[1]["quote"] == rows[1]["quote"], sep="\n")
    data = {"people": rows, "nested": {"none": None, "floats": [1.0, 2.5e-7], "unicode": "é"}, 3: True}
    (root / "data.json").write_text(json.dumps(data, indent=2, sort_keys=False, ensure_ascii=False))
    print((root / "data.json").read_text())
    print(json.loads((root / "data.json").read_text())["nested"], json.dumps([1, 2], separators=(",", ":")))
    sub = root / "a" / "b"
    sub.mkdir(parents=True)
    for name in ("x.txt", "y.md", "z.txt"):
        (sub / name).write_text(name * 2)
    print(sorted(p.name for p in root.rglob("*.txt")), sorted(p.relative_to(root).as_posix() for p in root.iterdir()))
    print((sub / "x.txt").suffix, (sub / "x.txt").stem, sub.parent.name, (sub / "x.txt").with_suffix(".bak").name, sub.is_dir(), (sub / "no").exists())
    (sub / "x.txt").rename(sub / "w.txt")
    shutil.copy(sub / "w.txt", root / "copy.txt")
    (sub / "z.txt").unlink()
    print(sorted(os.listdir(sub)), (root / "copy.txt").read_bytes())
    for attempt in (lambda: open(root / "missing"), lambda: sub.mkdir(), lambda: sub.parent.rmdir(), lambda: open(root), lambda: open(root / "copy.txt", "x"), lambda: open(root / "copy.txt", "q"), lambda: (root / "copy.txt").read_text().index("zz")):
        try:
            attempt()
        except OSError as error:
            print(type(error).__name__, error.errno, error.strerror, Path(error.filename).name == root.name or Path(error.filename).name)
        except ValueError as error:
            print("ValueError", error)
    with open(root / "copy.txt", "r+") as file:
        print(file.read(3), file.tell(), file.seek(0, 2), file.write("END"), file.seek(0), file.read(), file.mode, file.readable(), file.closed)
    try:
        file.read()
    except ValueError as error:
        print(error)
print(read_settings("# settings\n[server]\nhost = local # here\nport=80\n\n[log]\nlevel = debug"))
try:
    read_settings("[a]\nnonsense")
except SyntaxError as error:
    print(type(error).__name__, error)
buffer = io.StringIO("line 1\nline 2\n\nlast")
print([line.rstrip() for line in buffer], buffer.getvalue().count("\n"), buffer.readline() == "")
with contextlib.redirect_stdout(io.StringIO()) as captured:
    print("hidden", 42)
print("captured:", captured.getvalue().upper(), end="")
with contextlib.ExitStack() as stack:
    for name in "abc":
        stack.callback(print, "leaving", name)
    print("inside")
print(Path("/usr/lib/../bin/python3.13").parts, Path("a/./b//c"), Path("x") / "/abs", Path("a.tar.gz").suffixes, Path("b") < Path("c"), os.path.join("a", "b", "../c"), os.path.normpath("a/b/../c"), os.path.splitext("f.tar.gz"), os.path.basename("/x/y"), os.path.split("/x/y/z"), Path("src/main.py").match("*.py"))
