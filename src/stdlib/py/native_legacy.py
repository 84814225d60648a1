"""Stands for an extension of your own that does not know of free threading.

As CPython does when it loads one that is not marked with Py_mod_gil, this turns the GIL on."""

from _gilscope import enable_gil as _enable_gil


def _warn():
    import sys
    import warnings
    # Where importlib calls what makes the module (Lib/importlib/_bootstrap.py).
    line = 488 if sys.version_info < (3, 14) else 491
    warnings.warn_explicit(
        f"The global interpreter lock (GIL) has been enabled to load module {__name__!r}, which has not "
        "declared that it can run safely without the GIL. To override this behavior and keep the GIL "
        "disabled (at your own risk), run with PYTHON_GIL=0 or -Xgil=0.",
        RuntimeWarning, "<frozen importlib._bootstrap>", line, module="importlib._bootstrap")


if _enable_gil():
    _warn()
del _enable_gil, _warn
