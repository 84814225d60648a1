def load(name):
    try:
        return {"a": 1}[name]
    except KeyError as error:
        raise ValueError(f"cannot load {name}") from error


def run(names):
    for name in names:
        print(load(name))


run(["a", "b"])
