import math

print(math.pi, math.e, math.tau, math.inf, math.nan)
print(math.sqrt(2), math.pow(2, 0.5), math.exp(1), math.log(10), math.log(8, 2), math.log2(8), math.log10(1000), math.log1p(1e-10), math.expm1(1e-10))
print(math.sin(1), math.cos(1), math.tan(1), math.asin(1), math.acos(0), math.atan(1), math.atan2(1, -1), math.sinh(1), math.cosh(1), math.tanh(1))
print(math.floor(2.7), math.ceil(2.1), math.trunc(-2.7), math.floor(-2.5), math.ceil(-2.5), math.fabs(-3), math.floor(1e20))
print(math.factorial(20), math.factorial(30), math.comb(10, 3), math.perm(5, 2), math.gcd(12, 18), math.lcm(4, 6), math.isqrt(99), math.gcd(), math.comb(100, 50))
print(math.fmod(-7, 3), math.remainder(7, 4), math.modf(3.25), math.frexp(10.0), math.ldexp(0.5, 4), math.copysign(3, -0.0), math.hypot(3, 4), math.dist([0, 0], [3, 4]))
print(math.degrees(math.pi), math.radians(180), math.isclose(0.1 + 0.2, 0.3), math.isnan(math.nan), math.isinf(-math.inf), math.isfinite(1.0))
print(math.fsum([0.1] * 10), sum([0.1] * 10), math.prod([1, 2, 3, 4]), math.prod([0.5, 4], start=2), math.gamma(5), math.lgamma(10), math.ulp(1.0), math.nextafter(1.0, 2.0))
for bad in (lambda: math.sqrt(-1), lambda: math.log(0), lambda: math.exp(1000), lambda: math.sqrt("x"), lambda: math.factorial(-1), lambda: math.acos(2), lambda: math.sqrt(), lambda: math.pow(0, -1), lambda: math.floor(math.inf), lambda: math.isqrt(-1)):
    try:
        bad()
    except (ValueError, OverflowError, TypeError) as error:
        print(type(error).__name__, error)


def is_prime(n):
    return n > 1 and all(n % d for d in range(2, math.isqrt(n) + 1))


print([n for n in range(50) if is_prime(n)])
