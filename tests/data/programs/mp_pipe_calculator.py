"""A calculator in a process of its own: questions go through a pipe, answers come back."""
import multiprocessing as mp
from multiprocessing.connection import wait


def calculator(connection, other_end):
    # A forked child has both ends: while it holds the other one, it never sees the end.
    other_end.close()
    operations = {"+": lambda a, b: a + b, "*": lambda a, b: a * b, "/": lambda a, b: a / b}
    with connection:
        while True:
            try:
                operator, a, b = connection.recv()
            except EOFError:
                break
            try:
                connection.send(operations[operator](a, b))
            except (KeyError, ZeroDivisionError) as error:
                connection.send(error)


def speaker(connection, words):
    for word in words:
        connection.send_bytes(word.encode())
    connection.close()


def listen(readers):
    """What all speakers say, until the last has closed its end."""
    heard = {name: [] for name in readers.values()}
    while readers:
        for connection in wait(list(readers)):
            try:
                heard[readers[connection]].append(connection.recv_bytes().decode())
            except EOFError:
                del readers[connection]
    return heard


if __name__ == "__main__":
    mp.set_start_method("fork")
    here, there = mp.Pipe()
    process = mp.Process(target=calculator, args=(there, here))
    process.start()
    there.close()
    for question in [("+", 2, 3), ("*", "ab", 3), ("/", 1, 0), ("?", 1, 1), ("+", [1], [2] * 3)]:
        here.send(question)
        answer = here.recv()
        print(question, "->", repr(answer))
    print("something to read:", here.poll(), here.poll(0.01))
    here.close()
    process.join()
    print(process.exitcode, here.closed, there.closed)

    readers, speakers = {}, []
    for name, words in [("ann", ["good", "day"]), ("ben", ["hi"]), ("cat", [])]:
        reader, writer = mp.Pipe(duplex=False)
        readers[reader] = name
        speakers.append(mp.Process(target=speaker, args=(writer, words)))
        speakers[-1].start()
        writer.close()
    print(listen(readers))
    for process in speakers:
        process.join()

    reader, writer = mp.Pipe(False)
    big = "x" * 50_000
    writer.send(big)
    print(len(reader.recv()) == len(big), reader.readable, reader.writable, writer.readable)
    for wrong in (lambda: reader.send(1), writer.recv, lambda: writer.send_bytes(b"abc", 4)):
        try:
            wrong()
        except (OSError, ValueError) as error:
            print(type(error).__name__ + ":", error)
    writer.send_bytes(b"0123456789", 2, 5)
    print(reader.recv_bytes())
    writer.close()
    try:
        reader.recv()
    except EOFError as error:
        print("EOFError", error.args)
    try:
        writer.send(1)
    except OSError as error:
        print("OSError:", error)
