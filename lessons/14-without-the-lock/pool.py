from concurrent.futures import (
    ProcessPoolExecutor as Pool)


def dig(n):
    while n > 0:
        n -= 1


if __name__ == "__main__":
    with Pool(2) as two:
        two.map(dig, [50_000] * 2)
