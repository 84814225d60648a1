"""Optional modules, an attribute that is not there, and a missing module at the end."""
try:
    import no_such_module_here
except ImportError as error:
    print(type(error).__name__, error, error.name, error.path)
try:
    from math import squareroot
except ImportError as error:
    print(type(error).__name__, str(error)[:41], error.name)
try:
    import json
    json.dump_all
except AttributeError as error:
    print(error, error.name)
import importlib
print(importlib.import_module("json.decoder").__name__, __name__, __file__.endswith("course_uncaught_import.py"))
from fancy_tools import hammer
