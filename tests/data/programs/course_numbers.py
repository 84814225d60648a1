"""Numbers: random with a seed, statistics, fractions, decimals, integer tricks, cmath-free complex."""
import math
import random
import statistics
from decimal import Decimal, getcontext, localcontext
from fractions import Fraction

random.seed(2024)
print([random.randint(1, 6) for _ in range(12)], random.random(), random.uniform(-1, 1), random.choice("abcdef"), random.sample(range(100), 5))
deck = list(range(10))
random.shuffle(deck)
print(deck, random.choices(["win", "lose"], weights=[1, 3], k=6), random.gauss(0, 1), random.normalvariate(5, 2), random.expovariate(1.5), random.triangular(0, 10, 3), random.betavariate(2, 3), random.getrandbits(40), random.randrange(0, 100, 7), random.randbytes(4))
generator = random.Random("text seed")
state = generator.getstate()
first = [generator.random() for _ in range(3)]
generator.setstate(state)
print(first == [generator.random() for _ in range(3)], first, random.Random(1.5).random(), random.Random(b"bytes").randint(0, 99))
for bad in (lambda: random.randint(5, 1), lambda: random.choice([]), lambda: random.sample([1], 2), lambda: random.choices([1, 2], weights=[1]), lambda: random.randrange(0)):
    try:
        print(bad())
    except Exception as error:
        print(type(error).__name__, error)
data = [2, 4, 4, 4, 5, 5, 7, 9]
print(statistics.mean(data), statistics.median(data), statistics.mode(data), statistics.pstdev(data), statistics.stdev(data), statistics.variance(data), statistics.quantiles(data, n=4), statistics.multimode("aabbc"), statistics.fmean(data), statistics.geometric_mean([1, 2, 4]), statistics.harmonic_mean([40, 60]), statistics.median_low(data), statistics.median_grouped([1, 2, 2, 3]))
print(round(statistics.correlation([1, 2, 3], [1, 2, 4]), 9), statistics.linear_regression([1, 2, 3], [2, 4, 6]), statistics.mean([Fraction(1, 2), Fraction(1, 3)]), statistics.mean([Decimal("0.5"), Decimal("0.75")]))
try:
    statistics.mean([])
except statistics.StatisticsError as error:
    print(error)
print(Fraction(3, 6), Fraction("0.125"), Fraction(0.1).limit_denominator(100), Fraction(7, 3) + 1, Fraction(1, 3) * 3 == 1, Fraction(-7, 2) // 1, Fraction(7, 2) % 2, round(Fraction(22, 7), 2), float(Fraction(1, 3)), Fraction(2, 3) ** -2, divmod(Fraction(7, 2), Fraction(1, 3)), math.floor(Fraction(-1, 2)), abs(Fraction(-3, 4)), Fraction(1, 2) < 0.6, Fraction("22/7").numerator)
getcontext().prec = 28
print(Decimal(1) / Decimal(7), Decimal("1.10") + Decimal("2.20"), Decimal(0.1), Decimal("2").sqrt(), Decimal("1e-3").as_tuple(), Decimal("123.456").quantize(Decimal("0.1")), Decimal("-0"), Decimal(10) ** 20, Decimal("7") // Decimal("2"), Decimal("-7") % Decimal("3"), Decimal("3.0") == 3, max(Decimal("1.5"), Decimal("1.50")), Decimal("1.50").normalize(), Decimal("Infinity") > 10, Decimal("12e5"), int(Decimal("9.99")), round(Decimal("2.675"), 2), round(Decimal("2.5")))
with localcontext() as context:
    context.prec = 5
    print(Decimal(2) / Decimal(3), Decimal("123456") + 0)
print(2 ** 200, math.comb(50, 6), math.perm(5, 2), math.gcd(84, 36, 24), math.lcm(4, 6), math.isqrt(10 ** 20), math.factorial(25), (10 ** 30) // 7, -(10 ** 30) % 7, 0b1011 ^ 0x0F, ~5, 1 << 70, (-8) >> 1, int("ff", 16), int("0b101", 0), (255).bit_length(), (255).bit_count(), bin(-10), oct(64), hex(-255), 1_000_000)
print(0.1 + 0.2, 1e16 + 1, 1 / 3, 2.5 // 1, -7 // 2, -7 % 3, 7 % -3, round(2.5), round(3.5), round(-2.567, 1), round(1234, -2), 5.0.is_integer(), (0.75).as_integer_ratio(), (3.7).hex(), float.fromhex("0x1.8p1"), float("1e400"), -float("inf"), math.isclose(0.1 + 0.2, 0.3), math.fsum([0.1] * 10), sum([0.1] * 10), math.hypot(3, 4), math.dist((0, 0), (1, 1)), math.copysign(1, -0.0), math.modf(3.25), math.frexp(8.0), math.trunc(-2.7), math.ceil(-2.2), math.nan == math.nan, math.prod([1, 2, 3]), math.degrees(math.pi), math.atan2(1, -1), math.log2(1024), math.log(8, 2), math.nextafter(1, 2), math.ulp(1.0), math.remainder(7, 4), math.fmod(-7, 4), math.sumprod([1, 2], [3, 4]))
print((3 + 4j) * (1 - 2j), abs(3 + 4j), (1 + 2j).conjugate(), (1j) ** 2, complex("1+2j"), (2 + 3j) / (1 - 1j), complex(1, -0.0), (1 + 2j) == complex(1, 2), 1j * 1j == -1, (-1) ** 0.5)
print(True + True, isinstance(True, int), sum([True, False, True]), "%.3f" % 2.0005, f"{1e21:.0f}", 1e22, 1e-5, 123456789.123456789, 1.0, 100000000000000000.0, 5e-324, str(1e15), repr(0.1 + 0.7))
