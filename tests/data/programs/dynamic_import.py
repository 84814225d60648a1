"""Modules found by name while the program runs: importlib, __import__, and a registry of handlers."""

import importlib
import sys


class Registry:
    def __init__(self):
        self.handlers = {}

    def load(self, name, function):
        """Finds module.function by name, as plug-in systems do."""
        module = importlib.import_module(name)
        handler = getattr(module, function)
        self.handlers[f"{name}.{function}"] = handler
        return handler

    def call(self, key, *args):
        return self.handlers[key](*args)


registry = Registry()
for name, function in [("math", "sqrt"), ("operator", "add"), ("functools", "reduce"), ("heapq", "nlargest"),
                       ("collections", "Counter")]:
    handler = registry.load(name, function)
    print(name, function, callable(handler), name in sys.modules)

print(registry.call("math.sqrt", 16))
print(registry.call("operator.add", 2, 3))
print(registry.call("functools.reduce", lambda a, b: a * b, [1, 2, 3, 4]))
print(registry.call("heapq.nlargest", 2, [3, 1, 4, 1, 5]))
print(sorted(registry.call("collections.Counter", "abca").items()))

for name in ("no_such_module", "math.nothing", "heapq.x"):
    try:
        importlib.import_module(name)
    except ModuleNotFoundError as error:
        print(type(error).__name__, error, "|", error.name)

try:
    registry.load("math", "no_function")
except AttributeError as error:
    print(error)

module = __import__("concurrent.futures")
print(module.__name__, importlib.import_module("concurrent.futures").__name__)
print(importlib.import_module("math") is sys.modules["math"] is __import__("math"))
try:
    importlib.import_module(".sub")
except TypeError as error:
    print(error)
