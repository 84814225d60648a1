class Managed:
    def __init__(self, name, swallow=False):
        self.name = name
        self.swallow = swallow

    def __enter__(self):
        print("enter", self.name)
        return self.name.upper()

    def __exit__(self, kind, value, traceback):
        print("exit", self.name, kind.__name__ if kind else None, value)
        return self.swallow


with Managed("a") as a:
    print("body", a)
with Managed("a") as a, Managed("b") as b:
    print(a, b)
with (
    Managed("c"),
    Managed("d") as d,
):
    print(d)
with Managed("quiet", swallow=True):
    raise ValueError("ignored")
print("still here")
try:
    with Managed("loud"):
        raise ValueError("seen")
except ValueError as error:
    print("caught", error)


def early():
    with Managed("returning"):
        return "value"


print(early())
for i in range(3):
    with Managed(f"loop{i}"):
        if i == 1:
            break
try:
    with 5:
        pass
except TypeError:
    print("no context manager")

from contextlib import contextmanager, suppress, closing, nullcontext, ExitStack


@contextmanager
def tag(name):
    print(f"<{name}>")
    try:
        yield name
    except KeyError as error:
        print("inside", repr(error))
    finally:
        print(f"</{name}>")


with tag("p") as p:
    print(p)
with tag("q"):
    raise KeyError("k")
with suppress(ZeroDivisionError):
    1 / 0
with nullcontext(7) as seven:
    print(seven)


class Door:
    def close(self):
        print("closed")


with closing(Door()):
    print("open")
with ExitStack() as stack:
    for name in "xy":
        stack.enter_context(Managed(name))
    stack.callback(print, "called back")


@tag("decorated")
def work():
    print("working")


work()
work()
