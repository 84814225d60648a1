"""Stands in for the extension module `native` where you have not built it: the same results from plain
Python. Put it into a folder of its own and name that folder in PYTHONPATH:

    mkdir -p stand-in && gilscope native > stand-in/native.py
    PYTHONPATH=stand-in python3 program.py

Not into the program's folder: gilscope would import it from there instead of its own.

What keeps the lock in gilscope keeps it here as well. What lets go of it while it computes cannot be had
in plain Python: those functions give the right result and keep the lock. For the true times build the
extension: `gilscope native --rust`.
"""

import ctypes
import time


def word_count(text, word):
    # Two calls into C, each of which keeps the lock.
    return text.split().count(word)


def word_count_detached(text, word):
    return word_count(text, word)


def word_count_parallel(text, word, threads):
    if not 1 <= threads <= 64:
        raise ValueError("threads must be 1 to 64")
    return word_count(text, word)


def fetch(seconds):
    if seconds < 0:
        raise ValueError("seconds must not be negative")
    # A function of a PyDLL is called with the lock held, one of a CDLL without.
    ctypes.PyDLL(None).usleep(int(seconds * 1_000_000))


def fetch_detached(seconds):
    if seconds < 0:
        raise ValueError("seconds must not be negative")
    time.sleep(seconds)
