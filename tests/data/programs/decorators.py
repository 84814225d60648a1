import functools


def logged(function):
    @functools.wraps(function)
    def wrapper(*args, **kwargs):
        shown = [repr(a) for a in args] + [f"{k}={v!r}" for k, v in kwargs.items()]
        print(f"{function.__name__}({', '.join(shown)})")
        result = function(*args, **kwargs)
        print(f"-> {result!r}")
        return result
    return wrapper


def repeat(times):
    def decorate(function):
        def wrapper(*args):
            return [function(*args) for _ in range(times)]
        return wrapper
    return decorate


@logged
def add(a, b=1):
    """Adds."""
    return a + b


@repeat(3)
@logged
def shout(text):
    return text.upper()


add(1)
add(2, b=3)
print(add.__name__, add.__doc__)
print(shout("hi"))


class CountCalls:
    def __init__(self, function):
        self.function = function
        self.calls = 0

    def __call__(self, *args):
        self.calls += 1
        return self.function(*args)


@CountCalls
def square(x):
    return x * x


print([square(n) for n in range(4)], square.calls)


def add_greeting(cls):
    cls.greet = lambda self: f"I am {type(self).__name__}"
    return cls


@add_greeting
class Robot:
    pass


print(Robot().greet())


@functools.lru_cache(maxsize=None)
def fib(n):
    return n if n < 2 else fib(n - 1) + fib(n - 2)


print(fib(80), fib.cache_info())
print(functools.reduce(lambda a, b: a * b, range(1, 6)), functools.partial(pow, 2)(10))


@functools.total_ordering
class Version:
    def __init__(self, *parts):
        self.parts = parts

    def __eq__(self, other):
        return self.parts == other.parts

    def __lt__(self, other):
        return self.parts < other.parts


print(Version(1, 2) > Version(1, 1), Version(1) >= Version(1), Version(2) <= Version(1))
print(sorted([3, 1, 2], key=functools.cmp_to_key(lambda a, b: b - a)))


class Temperature:
    def __init__(self, celsius):
        self.celsius = celsius

    @functools.cached_property
    def fahrenheit(self):
        print("computing")
        return self.celsius * 9 / 5 + 32


t = Temperature(100)
print(t.fahrenheit, t.fahrenheit)
