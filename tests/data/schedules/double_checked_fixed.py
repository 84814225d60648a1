import threading

lock = threading.Lock()
config = None


def load():
    global config
    if config is None:
        with lock:
            if config is None:
                loaded = {}
                loaded["port"] = int("8080")
                config = loaded
    return config["port"]


threads = [threading.Thread(target=load, name=name) for name in "AB"]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
