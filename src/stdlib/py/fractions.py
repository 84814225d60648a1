"""Rational numbers."""

import math
import operator
import re

__all__ = ['Fraction']

_FORMAT = re.compile(r"""
    \s*(?P<sign>[-+]?)(?=\d|\.\d)(?P<num>\d*|\d+(_\d+)*)
    (?:(?:\s*/\s*(?P<denom>\d+(_\d+)*))?
    |(?:\.(?P<decimal>\d*|\d+(_\d+)*))?(?:E(?P<exp>[-+]?\d+(_\d+)*))?)\s*\Z
""", re.VERBOSE | re.IGNORECASE)


class Fraction:
    """A numerator and a denominator, without common factors."""

    __slots__ = ('_numerator', '_denominator')

    def __new__(cls, numerator=0, denominator=None):
        self = super().__new__(cls)
        if denominator is None:
            if type(numerator) is int:
                self._numerator = numerator
                self._denominator = 1
                return self
            if isinstance(numerator, (int, Fraction)):
                self._numerator = int(numerator.numerator)
                self._denominator = int(numerator.denominator)
                return self
            if isinstance(numerator, float) or hasattr(numerator, 'as_integer_ratio'):
                self._numerator, self._denominator = numerator.as_integer_ratio()
                return self
            if isinstance(numerator, str):
                numerator, denominator = _from_text(numerator)
            else:
                raise TypeError("argument should be a string or a Rational instance or "
                                "have the as_integer_ratio() method")
        elif type(numerator) is int is type(denominator):
            pass
        elif isinstance(numerator, (int, Fraction)) and isinstance(denominator, (int, Fraction)):
            numerator, denominator = (numerator.numerator * denominator.denominator,
                                      denominator.numerator * numerator.denominator)
        else:
            raise TypeError("both arguments should be Rational instances")
        if denominator == 0:
            raise ZeroDivisionError(f'Fraction({numerator}, 0)')
        g = math.gcd(numerator, denominator)
        if denominator < 0:
            g = -g
        self._numerator = numerator // g
        self._denominator = denominator // g
        return self

    @classmethod
    def from_float(cls, f):
        """The fraction that a float is exactly."""
        return cls(*f.as_integer_ratio())

    @classmethod
    def from_decimal(cls, dec):
        """The fraction that a decimal number is exactly."""
        return cls(*dec.as_integer_ratio())

    def is_integer(self):
        """Whether the denominator is one."""
        return self._denominator == 1

    def as_integer_ratio(self):
        """Numerator and denominator."""
        return self._numerator, self._denominator

    def limit_denominator(self, max_denominator=1000000):
        """The nearest fraction with a denominator that is small enough."""
        if max_denominator < 1:
            raise ValueError("max_denominator should be at least 1")
        if self._denominator <= max_denominator:
            return Fraction(self)
        p0, q0, p1, q1 = 0, 1, 1, 0
        n, d = self._numerator, self._denominator
        while True:
            a = n // d
            q2 = q0 + a * q1
            if q2 > max_denominator:
                break
            p0, q0, p1, q1 = p1, q1, p0 + a * p1, q2
            n, d = d, n - a * d
        k = (max_denominator - q0) // q1
        if 2 * d * (q0 + k * q1) <= self._denominator:
            return Fraction(p1, q1)
        return Fraction(p0 + k * p1, q0 + k * q1)

    @property
    def numerator(self):
        return self._numerator

    @property
    def denominator(self):
        return self._denominator

    def __repr__(self):
        return '%s(%s, %s)' % (self.__class__.__name__, self._numerator, self._denominator)

    def __str__(self):
        if self._denominator == 1:
            return str(self._numerator)
        return '%s/%s' % (self._numerator, self._denominator)

    def __format__(self, spec):
        if not spec:
            return str(self)
        if spec[-1] in 'eEfFgG%':
            return _formatted(self, spec)
        return format(str(self), spec)

    def __add__(self, other):
        return _binary(self, other, _add, operator.add)

    def __radd__(self, other):
        return _reflected(self, other, _add, operator.add)

    def __sub__(self, other):
        return _binary(self, other, _sub, operator.sub)

    def __rsub__(self, other):
        return _reflected(self, other, _sub, operator.sub)

    def __mul__(self, other):
        return _binary(self, other, _mul, operator.mul)

    def __rmul__(self, other):
        return _reflected(self, other, _mul, operator.mul)

    def __truediv__(self, other):
        return _binary(self, other, _div, operator.truediv)

    def __rtruediv__(self, other):
        return _reflected(self, other, _div, operator.truediv)

    def __floordiv__(self, other):
        return _binary(self, other, _floordiv, operator.floordiv)

    def __rfloordiv__(self, other):
        return _reflected(self, other, _floordiv, operator.floordiv)

    def __mod__(self, other):
        return _binary(self, other, _mod, operator.mod)

    def __rmod__(self, other):
        return _reflected(self, other, _mod, operator.mod)

    def __divmod__(self, other):
        return self // other, self % other

    def __rdivmod__(self, other):
        return other // self, other % self

    def __pow__(self, other):
        if isinstance(other, (int, Fraction)) and other.denominator == 1:
            power = other.numerator
            if power >= 0:
                return Fraction(self._numerator ** power, self._denominator ** power)
            if not self._numerator:
                raise ZeroDivisionError(f'Fraction({self._denominator ** -power}, 0)')
            return Fraction(self._denominator ** -power, self._numerator ** -power)
        if isinstance(other, (int, Fraction, float, complex)):
            return float(self) ** (float(other) if isinstance(other, Fraction) else other)
        return NotImplemented

    def __rpow__(self, other):
        if self._denominator == 1 and self._numerator >= 0:
            return other ** self._numerator
        return other ** float(self)

    def __pos__(self):
        return Fraction(self)

    def __neg__(self):
        return Fraction(-self._numerator, self._denominator)

    def __abs__(self):
        return Fraction(abs(self._numerator), self._denominator)

    def __int__(self):
        return self.__trunc__()

    def __float__(self):
        return self._numerator / self._denominator

    def __complex__(self):
        return complex(float(self))

    def __trunc__(self):
        if self._numerator < 0:
            return -(-self._numerator // self._denominator)
        return self._numerator // self._denominator

    def __floor__(self):
        return self._numerator // self._denominator

    def __ceil__(self):
        return -(-self._numerator // self._denominator)

    def __round__(self, ndigits=None):
        if ndigits is None:
            floor, remainder = divmod(self._numerator, self._denominator)
            if remainder * 2 < self._denominator:
                return floor
            if remainder * 2 > self._denominator:
                return floor + 1
            return floor if floor % 2 == 0 else floor + 1
        shift = 10 ** abs(ndigits)
        if ndigits > 0:
            return Fraction(round(self * shift), shift)
        return Fraction(round(self / shift) * shift)

    def __hash__(self):
        if self._denominator == 1:
            return hash(self._numerator)
        modulus = (1 << 61) - 1
        if self._denominator % modulus == 0:
            value = 314159
        else:
            value = abs(self._numerator) * pow(self._denominator, -1, modulus) % modulus
        value = value if self._numerator >= 0 else -value
        return -2 if value == -1 else value

    def __eq__(self, other):
        if isinstance(other, (int, Fraction)):
            return (self._numerator == other.numerator
                    and self._denominator == other.denominator)
        if isinstance(other, float):
            if math.isnan(other) or math.isinf(other):
                return False
            return self == Fraction(other)
        return NotImplemented

    def _compare(self, other, op):
        if isinstance(other, (int, Fraction)):
            return op(self._numerator * other.denominator, self._denominator * other.numerator)
        if isinstance(other, float):
            if math.isnan(other) or math.isinf(other):
                return op(0.0, other)
            return op(self, Fraction(other))
        return NotImplemented

    def __lt__(self, other):
        return self._compare(other, operator.lt)

    def __gt__(self, other):
        return self._compare(other, operator.gt)

    def __le__(self, other):
        return self._compare(other, operator.le)

    def __ge__(self, other):
        return self._compare(other, operator.ge)

    def __bool__(self):
        return self._numerator != 0

    def __reduce__(self):
        return self.__class__, (self._numerator, self._denominator)

    def __copy__(self):
        return self

    def __deepcopy__(self, memo):
        return self


def _from_text(text):
    found = _FORMAT.match(text)
    if found is None:
        raise ValueError('Invalid literal for Fraction: %r' % text)
    numerator = int(found.group('num') or '0')
    denominator = 1
    if found.group('denom'):
        denominator = int(found.group('denom'))
    else:
        decimal = found.group('decimal')
        if decimal:
            decimal = decimal.replace('_', '')
            scale = 10 ** len(decimal)
            numerator = numerator * scale + int(decimal)
            denominator *= scale
        exponent = found.group('exp')
        if exponent:
            exponent = int(exponent)
            if exponent >= 0:
                numerator *= 10 ** exponent
            else:
                denominator *= 10 ** -exponent
    if found.group('sign') == '-':
        numerator = -numerator
    return numerator, denominator


def _significant(value, places, kind, sign, group):
    """The text of a value with so many digits: with an exponent, or `g`, which has one when needed."""
    digits = places + 1 if kind in 'eE' else max(places, 1)
    size = abs(value)
    exponent = 0
    if size:
        exponent = len(str(size.numerator)) - len(str(size.denominator))
        if size < Fraction(10) ** exponent:
            exponent -= 1
        shown = round(size / Fraction(10) ** (exponent - digits + 1))
        if shown == 10 ** digits:
            shown, exponent = shown // 10, exponent + 1
    else:
        shown = 0
    text = str(shown).rjust(digits, '0')
    lead = '-' if value < 0 else sign if sign in '+ ' else ''
    if kind in 'gG' and -4 <= exponent < digits:
        if exponent < 0:
            whole, rest = '0', '0' * (-exponent - 1) + text
        else:
            whole, rest = text[:exponent + 1], text[exponent + 1:]
        rest = rest.rstrip('0')
        if group:
            whole = format(int(whole), group)
        return lead + whole + ('.' + rest if rest else '')
    rest = text[1:].rstrip('0') if kind in 'gG' else text[1:]
    mark = 'E' if kind.isupper() else 'e'
    return f"{lead}{text[0]}{'.' + rest if rest else ''}{mark}{exponent:+03d}"


def _formatted(value, spec):
    found = re.match(r'(.?[<>=^])?([-+ ]?)(0?)(\d*)([,_]?)(?:\.(\d+))?([eEfFgG%])\Z', spec)
    if found is None:
        raise ValueError(f"Invalid format specifier {spec!r} for object of type 'Fraction'")
    align, sign, zero, width, group, precision, kind = found.groups()
    places = 6 if precision is None else int(precision)
    if kind in 'eEgG':
        return format(_significant(value, places, kind, sign, group), (align or '>') + width) if not zero \
            else _significant(value, places, kind, sign, group).rjust(int(width or 0), '0')
    scaled = value * 10 ** (places + (2 if kind == '%' else 0))
    digits = str(abs(round(scaled))).rjust(places + 1, '0')
    whole = digits[:len(digits) - places]
    if group:
        whole = format(int(whole), group)
    text = whole + ('.' + digits[len(digits) - places:] if places else '')
    text += '%' if kind == '%' else ''
    negative = value < 0
    lead = '-' if negative else sign if sign in '+ ' else ''
    if zero and not align:
        return lead + text.rjust(int(width or 0) - len(lead), '0')
    return format(lead + text, (align or '>') + width)


def _binary(a, b, exact, operation):
    if isinstance(b, Fraction):
        return exact(a, b)
    if isinstance(b, int):
        return exact(a, Fraction(b))
    if isinstance(b, (float, complex)):
        return operation(type(b)(float(a)), b)
    return NotImplemented


def _reflected(b, a, exact, operation):
    if isinstance(a, int):
        return exact(Fraction(a), b)
    if isinstance(a, (float, complex)):
        return operation(a, type(a)(float(b)))
    return NotImplemented


def _add(a, b):
    return Fraction(a._numerator * b._denominator + b._numerator * a._denominator,
                    a._denominator * b._denominator)


def _sub(a, b):
    return Fraction(a._numerator * b._denominator - b._numerator * a._denominator,
                    a._denominator * b._denominator)


def _mul(a, b):
    return Fraction(a._numerator * b._numerator, a._denominator * b._denominator)


def _div(a, b):
    if not b._numerator:
        raise ZeroDivisionError(f'Fraction({a._numerator * b._denominator}, 0)')
    return Fraction(a._numerator * b._denominator, a._denominator * b._numerator)


def _floordiv(a, b):
    return (a._numerator * b._denominator) // (a._denominator * b._numerator)


def _mod(a, b):
    denominator = a._denominator * b._denominator
    return Fraction((a._numerator * b._denominator) % (b._numerator * a._denominator),
                    denominator)
