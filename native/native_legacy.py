"""Stands in for the extension module `native_legacy` where you have not built it: the same results from
plain Python. Put it into a folder of its own and name that folder in PYTHONPATH:

    mkdir -p stand-in && gilscope native --legacy > stand-in/native_legacy.py
    PYTHONPATH=stand-in python3 program.py

Not into the program's folder: gilscope would import it from there instead of its own.

Plain Python turns no GIL on. To see that, build the extension: `gilscope native --legacy --rust`.
"""

import ctypes


def word_count(text, word):
    # Two calls into C, each of which keeps the lock.
    return text.split().count(word)


def fetch(seconds):
    if seconds < 0:
        raise ValueError("seconds must not be negative")
    # A function of a PyDLL is called with the lock held.
    ctypes.PyDLL(None).usleep(int(seconds * 1_000_000))
