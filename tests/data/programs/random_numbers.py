import random

random.seed(42)
print(random.random(), random.random())
print(random.randint(1, 100), random.randrange(0, 100, 5), random.choice("abcdef"), random.uniform(1, 10))
items = list(range(10))
random.shuffle(items)
print(items, random.sample(range(100), 5), random.choices("ab", weights=[1, 9], k=8), random.choices([1, 2, 3], k=4))
print(random.gauss(0, 1), random.normalvariate(5, 2), random.expovariate(0.5), random.triangular(0, 10, 3))
print(random.betavariate(1, 2), random.gammavariate(2, 3), random.getrandbits(70), random.randbytes(3))
random.seed("text")
print(random.random())
random.seed(3.5)
print(random.random())
random.seed(-7)
print(random.random(), random.randint(0, 2 ** 70))
mine = random.Random(1)
state = mine.getstate()
first = [mine.random() for _ in range(3)]
mine.setstate(state)
print(first == [mine.random() for _ in range(3)], first)
for bad in (lambda: random.choice([]), lambda: random.randint(5, 1), lambda: random.sample([1], 2), lambda: random.sample({1}, 1)):
    try:
        bad()
    except (IndexError, ValueError, TypeError) as error:
        print(type(error).__name__, error)
print(0 <= random.Random().random() < 1, 0 <= random.SystemRandom().random() < 1)
