"""A condition that nobody waits for, and an empty shelf."""
from threading import Condition

ready = Condition()
shelf = []
