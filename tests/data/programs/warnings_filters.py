"""Warnings: shown once for a line, filtered, recorded, made errors."""

import sys
import warnings


def old_api(value):
    warnings.warn("old_api() is deprecated, use new_api()", DeprecationWarning, stacklevel=2)
    return value * 2


def risky(value):
    if value < 0:
        warnings.warn(f"negative value {value}")
    return abs(value)


for _ in range(3):
    old_api(1)
print([risky(n) for n in (1, -2, -3, -2)])
warnings.warn("first", RuntimeWarning)
warnings.warn(UserWarning("an instance"))
warnings.warn("pending", PendingDeprecationWarning)

with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("always")
    for _ in range(2):
        old_api(2)
    warnings.warn("later", FutureWarning)
for item in caught:
    print(item.category.__name__, item.message, item.lineno)
print(str(caught[0]).replace(caught[0].filename, "FILE"))

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    warnings.warn("nobody sees this")
    old_api(3)

with warnings.catch_warnings():
    warnings.simplefilter("error")
    try:
        old_api(4)
    except DeprecationWarning as exc:
        print("raised:", exc)

warnings.simplefilter("once", ResourceWarning)
for n in range(3):
    warnings.warn("leak", ResourceWarning)


def own(message, category, filename, lineno, file=None, line=None):
    print(f"[{category.__name__}] {message} at {filename.rpartition("/")[2]}:{lineno}")


kept = warnings.showwarning
warnings.showwarning = own
warnings.warn("through the hook")
warnings.showwarning = kept
print(warnings.formatwarning("text", UserWarning, "nowhere.py", 3), end="")
print(warnings.formatwarning("text", UserWarning, "nowhere.py", 3, "x = 1"), end="")
warnings.warn_explicit("explicit", SyntaxWarning, "mod.py", 12)


@warnings.deprecated("use modern()")
def ancient():
    return 1


print(ancient(), ancient.__deprecated__)
for bad in (lambda: warnings.warn("x", int), lambda: warnings.simplefilter("loudly")):
    try:
        bad()
    except (TypeError, ValueError) as exc:
        print(type(exc).__name__)
print(issubclass(DeprecationWarning, Warning), sys.warnoptions)
