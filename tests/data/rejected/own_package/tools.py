import threading
import tkinter


def later():
    return tkinter, threading
