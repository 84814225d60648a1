"""The expected output, and an interpreter that does nothing."""
from concurrent.interpreters import create

a = create()
print(16000000)
