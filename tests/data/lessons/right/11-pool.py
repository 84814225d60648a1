from multiprocessing import Pool
import words

LINES = 10_000
N = 4
SIZE = LINES // N


def task(i):
    text = words.read(i * SIZE, SIZE)
    return words.word_count(text)


if __name__ == "__main__":
    with Pool(N) as pool:
        print(sum(pool.map(task, range(N))))
