"""The module of built-in names can be imported, looked at and written to."""
import builtins
import sys

print(builtins.len([1, 2]), builtins.print is print, builtins.__name__)
print("builtins" in sys.modules, hasattr(builtins, "sum"), getattr(builtins, "abs")(-3))


def shout(*values):
    """Another print, by way of the real one."""
    real(*[str(value).upper() for value in values])


real = builtins.print
builtins.print = shout
print("everyone", "sees it")
builtins.print = real
print("and it is gone")
builtins.answer = 42
print(answer)
