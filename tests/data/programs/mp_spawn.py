"""A spawned process is a new interpreter: it imports this file again, under another name."""
import multiprocessing as mp

print("importing as", __name__ if __name__ != "__main__" else "the program")
STARTED = []


class Parcel:
    def __init__(self, label, weight):
        self.label = label
        self.weight = weight

    def heavier(self, by):
        return Parcel(self.label + "+", self.weight + by)

    def __repr__(self):
        return f"<{self.label} {self.weight}kg>"


def pack(parcel, outbox):
    outbox.put((parcel.heavier(5), STARTED, __name__, mp.get_start_method()))


if __name__ == "__main__":
    mp.set_start_method("spawn")
    STARTED.append("in the main process only")
    context = mp.get_context("spawn")
    outbox = context.Queue()
    process = context.Process(target=pack, args=(Parcel("books", 7), outbox))
    print(process.name, type(process).__name__, flush=True)
    process.start()
    parcel, started, name, method = outbox.get()
    process.join()
    print(parcel, isinstance(parcel, Parcel), started, name, method, process.exitcode)
    print(mp.get_all_start_methods().count("spawn"), context.get_start_method())
    for wrong in (lambda: mp.get_context("thread"), lambda: context.set_start_method("fork")):
        try:
            wrong()
        except ValueError as error:
            print("ValueError:", error)
    try:
        mp.set_start_method("fork")
    except RuntimeError as error:
        print("RuntimeError:", error)
