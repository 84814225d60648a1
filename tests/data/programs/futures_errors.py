from concurrent.futures import ThreadPoolExecutor
import threading


def divide(a, b):
    return a / b


with ThreadPoolExecutor(max_workers=2) as executor:
    future = executor.submit(divide, 1, 0)
    try:
        future.result()
    except ZeroDivisionError as error:
        print("caught:", error)
    total = executor.submit(divide, 1, 2).result() + executor.submit(divide, 3, 0).result()
    print("not reached", total)
