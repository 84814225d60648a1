import multiprocessing as mp

volume = 1


def louder():
    global volume
    volume += 1


if __name__ == "__main__":
    p = mp.Process(target=louder)
    p.start()
    p.join()
    print(volume)
