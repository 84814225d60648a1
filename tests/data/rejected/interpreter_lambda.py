from concurrent.futures import InterpreterPoolExecutor

if __name__ == "__main__":
    with InterpreterPoolExecutor(1) as pool:
        print(pool.submit(lambda: 1).result())
