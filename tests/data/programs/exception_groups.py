"""Exception groups (PEP 654): raising many errors at once, `except*`, split, subgroup and derive."""


class NetworkError(Exception):
    pass


class Timeout(NetworkError):
    pass


class JobErrors(ExceptionGroup):
    def __new__(cls, message, errors, job):
        self = super().__new__(cls, message, errors)
        self.job = job
        return self

    def derive(self, errors):
        return JobErrors(self.message, errors, self.job)


def show(error, depth=0):
    pad = "  " * depth
    if isinstance(error, BaseExceptionGroup):
        print(f"{pad}{type(error).__name__}: {error}")
        for inner in error.exceptions:
            show(inner, depth + 1)
    else:
        print(f"{pad}{error!r}")


def run_all(jobs):
    """Runs every job, and raises what failed as one group."""
    results, errors = [], []
    for number, job in enumerate(jobs):
        try:
            results.append(job())
        except Exception as error:
            error.add_note(f"job {number}")
            errors.append(error)
    if errors:
        raise ExceptionGroup("some jobs failed", errors)
    return results


def fail(error):
    def job():
        raise error
    return job


try:
    run_all([lambda: 1, fail(Timeout("slow")), fail(ValueError("bad")), fail(NetworkError("down")),
             fail(KeyError("k"))])
except* NetworkError as group:
    print("network:", group.exceptions, [e.__notes__ for e in group.exceptions])
except* (ValueError, KeyError) as group:
    print("data:", group.exceptions)
else:
    print("never")
finally:
    print("finally")

try:
    print(run_all([lambda: 1, lambda: 2]))
except* ValueError:
    print("never")
else:
    print("no errors")

try:
    raise ValueError("alone")
except* ValueError as group:
    print(repr(group), group.message == "", type(group.exceptions[0]))

tree = ExceptionGroup("outer", [
    ValueError(1),
    ExceptionGroup("inner", [TypeError(2), ValueError(3), ExceptionGroup("deep", [OSError(4)])]),
    TypeError(5),
])
show(tree)
match, rest = tree.split(ValueError)
print("match:")
show(match)
print("rest:")
show(rest)
print(tree.split(KeyError)[0], tree.split(ExceptionGroup)[1])
show(tree.subgroup(lambda e: isinstance(e, OSError)))
print(tree.subgroup(lambda e: False), tree.subgroup((TypeError, OSError)) is not None)
print(tree.split(lambda e: "outer" in str(e))[0] is tree)
print(repr(tree), tree.args == ("outer", [*tree.exceptions]))
print(isinstance(tree, Exception), ExceptionGroup.__mro__)
print(type(BaseExceptionGroup("b", [ValueError()])), type(BaseExceptionGroup("b", [KeyboardInterrupt()])))

jobs = JobErrors("jobs", [ValueError(1), TypeError(2)], "nightly")
match, rest = jobs.split(ValueError)
print(type(match).__name__, match.job, match, rest.job, rest.exceptions)


def handle(error):
    try:
        try:
            raise error
        except* ValueError as group:
            print(" caught", group.exceptions)
            raise RuntimeError("while handling")
        except* TypeError as group:
            print(" reraising", group.exceptions)
            raise
    except BaseException as left:
        show(left, 1)
        print(" context:", repr(left.__context__)[:40], "cause:", left.__cause__)


handle(ExceptionGroup("g", [ValueError(1), TypeError(2), KeyError(3)]))
handle(ExceptionGroup("g", [ValueError(1)]))
handle(ExceptionGroup("g", [TypeError(1), ExceptionGroup("h", [TypeError(2), OSError(3)])]))
handle(TypeError("naked"))
handle(KeyError("other"))


def nested():
    try:
        try:
            raise ExceptionGroup("n", [ValueError("v"), TypeError("t")])
        except* TypeError:
            print("inner took TypeError")
    except* ValueError as group:
        print("outer took", group.exceptions)


nested()

for make in (lambda: ExceptionGroup(), lambda: ExceptionGroup(1, []), lambda: ExceptionGroup("a", 3),
             lambda: ExceptionGroup("a", []), lambda: ExceptionGroup("a", [3]),
             lambda: ExceptionGroup("a", [KeyboardInterrupt()]), lambda: tree.split(3),
             lambda: JobErrors("m", [SystemExit()], 1), lambda: tree.split()):
    try:
        make()
    except (TypeError, ValueError) as error:
        print(type(error).__name__, error)


def wrong(kind):
    try:
        raise ValueError(3)
    except* kind:
        pass


for kind in (3, ExceptionGroup):
    try:
        wrong(kind)
    except TypeError as error:
        print(error)
