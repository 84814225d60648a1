"""A manager of our own class: its methods are called in the manager's process, one at a time or not."""
import multiprocessing as mp
from multiprocessing.managers import BaseManager


class Library:
    def __init__(self, *books):
        self.books = {book: None for book in books}

    def lend(self, book, reader):
        if book not in self.books:
            raise KeyError(book)
        if self.books[book] is not None:
            return False
        self.books[book] = reader
        return True

    def give_back(self, book):
        reader, self.books[book] = self.books[book], None
        return reader

    def lent(self):
        return sorted((book, reader) for book, reader in self.books.items() if reader)

    def _secret(self):
        return "not exposed"


class LibraryManager(BaseManager):
    pass


LibraryManager.register("Library", Library)
LibraryManager.register("Shelf", list, exposed=["append", "__len__", "__getitem__"])


def reader_process(library, shelf, name, wishes):
    for book in wishes:
        if library.lend(book, name):
            shelf.append((name, book))


if __name__ == "__main__":
    with LibraryManager() as manager:
        library = manager.Library("Emma", "Dune", "Ulysses")
        shelf = manager.Shelf()
        for name, wishes in (("ann", ["Dune", "Emma"]), ("ben", ["Emma", "Ulysses"])):
            process = mp.Process(target=reader_process, args=(library, shelf, name, wishes))
            process.start()
            process.join()
        print(library.lent())
        print(len(shelf), [shelf[i] for i in range(len(shelf))])
        print(library.give_back("Emma"), library.lend("Emma", "cat"), library.lent())
        try:
            library.lend("Odyssey", "ann")
        except KeyError as error:
            print("KeyError:", error)
        print(repr(library).split(" at ")[0], hasattr(library, "_secret"), hasattr(shelf, "pop"))
        try:
            library.books
        except AttributeError as error:
            print(str(error).split(" object")[1])
    try:
        library.lent()
    except Exception as error:
        print("the manager has ended:", isinstance(error, (OSError, EOFError)))
