"""What `*` and `**` take in calls and displays, and the complaints."""


def f(a, b):
    return a, b


class Config:
    def keys(self):
        return ["a", "b"]

    def __getitem__(self, key):
        return key * 2


def attempt(action):
    try:
        print(action())
    except TypeError as error:
        print(error)


print(f(**Config()), {**Config(), "c": 1}, dict(Config()))
print(f(*"xy"), f(*{1: 2, 3: 4}), f(*(i for i in (5, 6))))
attempt(lambda: f(*5))
attempt(lambda: f(1, *5))
attempt(lambda: f(**5))
attempt(lambda: f(a=1, **{"a": 2}))
attempt(lambda: f(**{"a": 1}, **{"a": 2}))
attempt(lambda: print(*None))
attempt(lambda: {**[1]})
attempt(lambda: [*5])
attempt(lambda: f(1, 2, **{"c": 3}))
attempt(lambda: f(**{1: 2}))
attempt(lambda: Config().keys(*5))
