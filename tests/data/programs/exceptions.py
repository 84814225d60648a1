class AppError(Exception):
    """Base of our own errors."""


class NotFound(AppError):
    def __init__(self, key):
        super().__init__(f"no {key!r} here")
        self.key = key


def risky(n):
    try:
        print("try", n)
        if n == 1:
            raise NotFound("one")
        if n == 2:
            return {}["two"]
        if n == 3:
            return 1 / 0
        if n == 4:
            raise KeyboardInterrupt
        return "fine"
    except NotFound as error:
        print("not found:", error, error.key)
        return "handled"
    except (KeyError, ZeroDivisionError) as error:
        print(type(error).__name__, error, error.args)
        return "handled too"
    else:
        print("else")
    finally:
        print("finally", n)


for n in range(4):
    print(risky(n))
try:
    risky(4)
except BaseException as error:
    print("escaped:", type(error).__name__)


def with_else(bad):
    try:
        if bad:
            raise ValueError
    except ValueError:
        return "except"
    else:
        return "else"
    finally:
        print("cleaning")


print(with_else(True), with_else(False))


def override():
    try:
        return "try"
    finally:
        return "finally"


print(override())
try:
    try:
        int("x")
    except ValueError as error:
        raise AppError("bad number") from error
except AppError as error:
    print(error, "caused by", repr(error.__cause__))
try:
    try:
        [][0]
    except IndexError:
        {}["k"]
except KeyError as error:
    print(repr(error), "in the context of", repr(error.__context__))
try:
    try:
        1 / 0
    except ZeroDivisionError:
        raise RuntimeError("hidden") from None
except RuntimeError as error:
    print(error.__cause__, error.__suppress_context__)


def reraises():
    try:
        raise ValueError("first")
    except ValueError:
        print("passing on")
        raise


try:
    reraises()
except ValueError as error:
    print("got", error)
for i in range(3):
    try:
        if i == 1:
            continue
        if i == 2:
            break
    finally:
        print("loop cleanup", i)
errors = []
for bad in (lambda: None + 1, lambda: "a" + 1, lambda: [] < 1, lambda: int("z"),
            lambda: float("q"), lambda: [1][5], lambda: {}[0], lambda: (1,)[3],
            lambda: "abc".nothing, lambda: undefined_name, lambda: next(iter(())),
            lambda: 5 % 0, lambda: 2.0 // 0, lambda: "x" * "y", lambda: -"s",
            lambda: {[]: 1}, lambda: set([[]]), lambda: chr(-1), lambda: ord("ab"),
            lambda: [].pop(), lambda: {}.popitem(), lambda: [1].remove(2), lambda: "a".index("b"),
            lambda: len(5), lambda: iter(5), lambda: int([]), lambda: sum(["a"]), lambda: max([]),
            lambda: range(0, 1, 0), lambda: "{}".format(), lambda: "%d" % "x", lambda: b"a" + "a",
            lambda: isinstance(1, 1), lambda: 1 << -1, lambda: abs("x"), lambda: round("x"),
            lambda: sorted([1, "a"]), lambda: "a".join([1]),
            lambda: (1, 2) + [3], lambda: {1: 2}.update(5)):
    try:
        bad()
    except Exception as error:
        print(f"{type(error).__name__}: {error}")
try:
    raise "not an exception"
except TypeError as error:
    print(error)
error = ValueError("a", 1)
print(error, error.args, repr(error), str(ValueError()), repr(KeyError("k")), str(KeyError("k")))
print(isinstance(NotFound("x"), AppError), NotFound.__mro__[1].__name__, AppError.__doc__)
