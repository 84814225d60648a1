"""An uncaught KeyError deep in a call chain, with a cause and a note."""


class ConfigError(Exception):
    pass


def read(settings, key):
    try:
        return settings[key]
    except KeyError as error:
        problem = ConfigError(f"missing setting {key!r}")
        problem.add_note("known settings: " + ", ".join(settings))
        raise problem from error


def start(settings):
    host = read(settings, "host")
    port = read(settings, "port")
    return f"{host}:{port}"


print(start({"host": "localhost", "port": 80}))
print(start({"host": "localhost"}))
