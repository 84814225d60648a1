import threading

lock = threading.Lock()
config = None


def load():
    global config
    if config is None:
        with lock:
            if config is None:
                config = {}
                config["port"] = int("8080")
    return config["port"]


threads = [threading.Thread(target=load, name=name) for name in "AB"]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
