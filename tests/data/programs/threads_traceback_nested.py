import threading, time, contextlib

class Resource:
    def __enter__(self):
        print("open")
        return self
    def __exit__(self, *exc):
        print("close", exc[0].__name__ if exc[0] else None)

def parse(text):
    return [int(x) for x in text.split(",")]

def load(path):
    with Resource():
        try:
            return parse(path)
        except ValueError as err:
            raise RuntimeError(f"cannot load {path!r}") from err

def cleanup():
    try:
        {}["config"]
    except KeyError:
        return 1 / 0

class Task(threading.Thread):
    def __init__(self, fn, *args):
        super().__init__(target=fn, args=args, name=fn.__name__)

for task in (Task(load, "1,2,x"), Task(cleanup), Task(load, "1,2"), Task(lambda: [].pop(), *())):
    task.start()
    task.join()

def assertion(a, b):
    assert a == b, f"{a} != {b}"

def deep(n):
    if n == 0:
        raise NotImplementedError
    deep(n - 1)

def group():
    errors = []
    for text in ("a", "1", "b"):
        try:
            int(text)
        except ValueError as e:
            errors.append(e)
    raise ExceptionGroup("several", errors)

def noted():
    e = OSError(2, "No such file or directory", "missing.txt")
    e.add_note("while looking for\nthe configuration")
    raise e

def multi_line(x):
    return sum(
        [x,
         "text"]
    )

for args in ((assertion, 1, 2), (deep, 5), (group,), (noted,), (multi_line, 3), (open, "no_such_file.txt"), (time.sleep, "x"), (len,)):
    t = threading.Thread(target=args[0], args=args[1:], name="t")
    t.start()
    t.join()
print("end")
