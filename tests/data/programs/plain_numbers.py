print(7 // 2, -7 // 2, 7 % 3, -7 % 3, 7 % -3, divmod(-7, 2), 2 ** 10, 2 ** -1, (-8) ** 2)
print(2 ** 100, -(2 ** 70), 10 ** 30 // 7, 10 ** 30 % 97, pow(3, 200, 1000007))
print(1 << 70, (1 << 70) >> 68, ~5, 6 & 3, 6 | 3, 6 ^ 3, -1 >> 5, -5 & 0xff)
print(9223372036854775807 + 1, -9223372036854775808 - 1, 9223372036854775807 * 9223372036854775807)
print(0x_ff, 0b1010, 0o17, 1_000_000, hex(255), bin(10), oct(8), hex(-255))
print(int("42"), int("-0x1f", 16), int("101", 2), int(3.99), int(-3.99), int("1_000"))
print(1 / 3, 2 / 3, 0.1 + 0.2, 1e100, 1e16, 123456789012345678.0, 1e-5, 0.0001, -0.0, 5.0)
print(1e22, 1e21, 123456.789, 1.5e300 * 1e10, float("inf"), -float("inf"), float("nan"))
print(3.7 // 1, -3.7 // 1, 3.7 % 1, -3.7 % 1, 2.5 ** 2, 10.0 / 4, 7.0 // 2)
print(round(2.5), round(3.5), round(-2.5), round(2.675, 2), round(1234.5678, -2), round(7))
print(int(1e20), float(2 ** 60), float("1.5"), float("  2e3 "), abs(-3), abs(-2.5))
print(1 == 1.0, 1 < 1.5, 2 ** 53 == float(2 ** 53), 2 ** 53 + 1 == float(2 ** 53 + 1), True + True)
print(max(3, 1, 2), min([4, 2, 8]), max("apple", "fig", key=len), sum([1, 2, 3], 10), sum([0.1] * 10))
print((10).bit_length(), (255).to_bytes(2, "big"), int.from_bytes(b"\x01\x00", "big"))
print((3.0).is_integer(), (0.5).as_integer_ratio(), (1.5).hex())
print(complex(1, 2) * complex(3, -1), abs(3 + 4j), (1 + 2j).real, 2j ** 2)
a = 10
a += 5; a -= 3; a *= 2; a //= 5; a **= 3; a %= 50; a <<= 2; a >>= 1; a |= 1; a &= 0xff; a ^= 3
print(a)
a /= 4
print(a)
print(factorial := 1)
for n in range(2, 31):
    factorial *= n
print(factorial, len(str(factorial)))


def gcd(a, b):
    while b:
        a, b = b, a % b
    return a


print(gcd(2 ** 64, 6 ** 30), 3 ** 50 // 3 ** 48)
print(bool(0), bool(0.0), bool(-1), int(True), float(False), str(True))
print(1.0, 100.0, 1e5, 1.25e-7, 12345678.9, 0.1 + 0.7, 1.1 * 3, 4.35 * 100)
print(5 .__add__(3), (5).__class__.__name__, hash(5), hash(2 ** 61 - 1), hash(1.0))
