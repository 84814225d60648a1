"""What the module traceback makes of exceptions and stacks."""

import sys
import traceback

FOLDER = __file__[:-len("traceback_texts.py")]


class Shown:
    """A file that prints what is written to it, without the folder of this program."""

    def write(self, text):
        print(text.replace(FOLDER, "") if FOLDER else text, end="")


out = Shown()


def inner(n):
    values = [1, 2, 3]
    return values[n] + 1


def outer(n):
    return inner(n) * 2


def chained(n):
    try:
        outer(n)
    except IndexError as exc:
        raise ValueError("bad position") from exc


def recursive(n):
    if n == 0:
        raise RuntimeError("the end")
    recursive(n - 1)


try:
    outer(7)
except IndexError:
    text = traceback.format_exc()
    out.write(text)
    kind, value, tb = sys.exc_info()
    print(kind.__name__, value, tb.tb_lineno, tb.tb_next.tb_lineno, tb.tb_next.tb_next.tb_next)
    print([entry.name for entry in traceback.extract_tb(tb)])
    for entry in traceback.extract_tb(tb):
        print(entry.filename.rpartition("/")[2], entry.lineno, entry.name, entry.line)
    out.write(f"{traceback.extract_tb(tb)[0]}\n")
    out.write("".join(traceback.format_tb(tb)))
    print(traceback.format_exception_only(value))
    code = tb.tb_next.tb_frame.f_code
    print(code.co_name, code.co_firstlineno, tb.tb_frame.f_code.co_name)

try:
    chained(9)
except ValueError as exc:
    out.write("".join(traceback.format_exception(exc)))
    out.write("".join(traceback.format_exception(exc, chain=False)))
    lines = traceback.format_exception(type(exc), exc, exc.__traceback__)
    print(len(lines), repr(lines[-1]))
    out.write("".join(traceback.format_exception(exc, limit=1)))
    seen = traceback.TracebackException.from_exception(exc)
    print(str(seen), seen.exc_type_str, len(seen.stack), str(seen.__cause__))

try:
    recursive(8)
except RuntimeError as exc:
    traceback.print_exc(file=out)
    depth = 0
    step = exc.__traceback__
    while step is not None:
        depth += 1
        step = step.tb_next
    print("depth", depth)


def where():
    frame = sys._getframe(); line = frame.f_lineno
    print(frame.f_code.co_name, line, frame.f_back.f_code.co_name)
    traceback.print_stack(file=out)
    stack = traceback.extract_stack()
    print([(entry.name, entry.lineno) for entry in stack])


def caller():
    where()


caller()

try:
    error = KeyError("missing")
    error.add_note("look again")
    raise error
except KeyError:
    traceback.print_exc(file=out)

try:
    try:
        1 / 0
    except ZeroDivisionError:
        {}["x"]
except KeyError as exc:
    saved = exc
traceback.print_exception(saved, file=out)
print(saved.__traceback__.tb_lineno, saved.__context__.__traceback__.tb_lineno)
try:
    raise saved.with_traceback(None)
except KeyError as exc:
    print(exc.__traceback__.tb_next)
traceback.print_list([("file.py", 3, "main", "run()")], file=out)
print(sys.exc_info(), traceback.format_exc(), end="")
