"""Without `if __name__ == "__main__":` a spawned child would start children while it is imported."""
import multiprocessing as mp

print("importing", flush=True)
mp.set_start_method("spawn", force=True)


def work():
    print("never reached")


try:
    process = mp.Process(target=work)
    process.start()
    process.join()
    print("exit code", process.exitcode)
except RuntimeError as error:
    print(str(error).split("\n")[1].strip())
    raise SystemExit(5)
