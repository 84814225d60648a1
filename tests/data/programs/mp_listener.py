"""A server process that clients find by its address, with a key that both must know."""
import multiprocessing as mp
from multiprocessing.connection import Client, Listener

ADDRESS = ("localhost", 6017)


def server(ready):
    with Listener(ADDRESS, authkey=b"open sesame") as listener:
        ready.set()
        for _ in range(2):
            try:
                with listener.accept() as connection:
                    name = connection.recv()
                    connection.send(f"welcome {name}")
            except mp.AuthenticationError as error:
                print("server:", error)


if __name__ == "__main__":
    mp.set_start_method("fork")
    ready = mp.Event()
    process = mp.Process(target=server, args=(ready,))
    process.start()
    ready.wait()
    with Client(ADDRESS, authkey=b"open sesame") as connection:
        connection.send("ada")
        welcome = connection.recv()
    try:
        Client(ADDRESS, authkey=b"guess")
    except mp.AuthenticationError as error:
        refused = str(error)
    process.join()
    print(welcome)
    print("client:", refused)
    try:
        Client(ADDRESS)
    except ConnectionRefusedError as error:
        print("ConnectionRefusedError:", error)
