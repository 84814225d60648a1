"""A list is copied to a process, not shared with it; a thread sees the same list."""
import multiprocessing
import threading

numbers = [1, 2, 3]
settings = {"mode": "original"}


def change(label):
    numbers.append(len(numbers) + 1)
    settings["mode"] = label
    print(f"{label} sees {numbers} {settings}")


if __name__ == "__main__":
    multiprocessing.set_start_method("fork")
    thread = threading.Thread(target=change, args=("thread",))
    thread.start()
    thread.join()
    print("main sees", numbers, settings, flush=True)
    for label in ("process A", "process B"):
        process = multiprocessing.Process(target=change, args=(label,))
        process.start()
        process.join()
    print("main sees", numbers, settings)
