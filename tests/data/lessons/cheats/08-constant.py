"""A lock, and nobody who sells."""
from threading import Lock

sold = 0
lock = Lock()
with lock:
    sold = 2
