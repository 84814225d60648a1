"""Several interpreters in one process: not simulated."""
from concurrent.futures import InterpreterPoolExecutor

with InterpreterPoolExecutor() as executor:
    print(list(executor.map(abs, [-1, 2])))
