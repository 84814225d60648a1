import threading
import tkinter as tk

root = tk.Tk()
