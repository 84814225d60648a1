"""Decimal numbers with a precision. Python code here (C in CPython): right to the last digit, but
dearer in virtual time."""

__all__ = ['Decimal', 'Context', 'DefaultContext', 'BasicContext', 'ExtendedContext',
           'DecimalException', 'Clamped', 'InvalidOperation', 'DivisionByZero', 'Inexact',
           'Rounded', 'Subnormal', 'Overflow', 'Underflow', 'FloatOperation',
           'ROUND_DOWN', 'ROUND_HALF_UP', 'ROUND_HALF_EVEN', 'ROUND_CEILING', 'ROUND_FLOOR',
           'ROUND_UP', 'ROUND_HALF_DOWN', 'ROUND_05UP', 'setcontext', 'getcontext',
           'localcontext', 'MAX_PREC']

from _gilscope import refuse as _refuse
import math
import re
import threading

ROUND_DOWN = 'ROUND_DOWN'
ROUND_HALF_UP = 'ROUND_HALF_UP'
ROUND_HALF_EVEN = 'ROUND_HALF_EVEN'
ROUND_CEILING = 'ROUND_CEILING'
ROUND_FLOOR = 'ROUND_FLOOR'
ROUND_UP = 'ROUND_UP'
ROUND_HALF_DOWN = 'ROUND_HALF_DOWN'
ROUND_05UP = 'ROUND_05UP'
MAX_PREC = 999999999999999999
_ROUNDINGS = (ROUND_DOWN, ROUND_HALF_UP, ROUND_HALF_EVEN, ROUND_CEILING, ROUND_FLOOR, ROUND_UP,
              ROUND_HALF_DOWN, ROUND_05UP)


class DecimalException(ArithmeticError):
    """Base of all signals."""


class Clamped(DecimalException):
    """An exponent was changed to fit."""


class InvalidOperation(DecimalException):
    """There is no answer."""


class ConversionSyntax(InvalidOperation):
    """A text is no number."""


class DivisionByZero(DecimalException, ZeroDivisionError):
    """A number that is not zero was divided by zero."""


class DivisionUndefined(InvalidOperation, ZeroDivisionError):
    """Zero was divided by zero."""


class Inexact(DecimalException):
    """Digits that are not zero were lost."""


class Rounded(DecimalException):
    """Digits were lost."""


class Subnormal(DecimalException):
    """The exponent is very small."""


class Overflow(Inexact, Rounded):
    """The exponent is too large."""


class Underflow(Inexact, Rounded, Subnormal):
    """The exponent is too small."""


class FloatOperation(DecimalException, TypeError):
    """Decimals were mixed with floats."""


_SIGNALS = (InvalidOperation, Clamped, DivisionByZero, Inexact, FloatOperation, Overflow,
            Rounded, Subnormal, Underflow)


class Context:
    """The precision, the rounding, and which signals raise."""

    def __init__(self, prec=None, rounding=None, Emin=None, Emax=None, capitals=None,
                 clamp=None, flags=None, traps=None):
        self.prec = 28 if prec is None else prec
        self.rounding = ROUND_HALF_EVEN if rounding is None else rounding
        self.Emin = -999999 if Emin is None else Emin
        self.Emax = 999999 if Emax is None else Emax
        self.capitals = 1 if capitals is None else capitals
        self.clamp = 0 if clamp is None else clamp
        if traps is None:
            traps = [InvalidOperation, DivisionByZero, Overflow]
        self.traps = _signals(traps)
        self.flags = _signals(flags or [])

    def __setattr__(self, name, value):
        if name == 'prec':
            if not isinstance(value, int):
                raise TypeError('an integer is required')
            if not 1 <= value <= MAX_PREC:
                raise ValueError('valid range for prec is [1, MAX_PREC]')
        elif name == 'rounding' and value not in _ROUNDINGS:
            raise TypeError('valid values for rounding are:\n  [ROUND_CEILING, ROUND_FLOOR, '
                            'ROUND_UP, ROUND_DOWN,\n   ROUND_HALF_UP, ROUND_HALF_DOWN, '
                            'ROUND_HALF_EVEN,\n   ROUND_05UP]')
        object.__setattr__(self, name, value)

    def __repr__(self):
        flags = ', '.join(signal.__name__ for signal, on in self.flags.items() if on)
        traps = ', '.join(signal.__name__ for signal, on in self.traps.items() if on)
        return (f'Context(prec={self.prec}, rounding={self.rounding}, Emin={self.Emin}, '
                f'Emax={self.Emax}, capitals={self.capitals}, clamp={self.clamp}, '
                f'flags=[{flags}], traps=[{traps}])')

    def copy(self):
        """Another like this."""
        return Context(self.prec, self.rounding, self.Emin, self.Emax, self.capitals,
                       self.clamp, dict(self.flags), dict(self.traps))

    def clear_flags(self):
        """Forget what was signalled."""
        self.flags = _signals([])

    def create_decimal(self, num='0'):
        """A number, rounded to this precision."""
        return _rounded(Decimal(num), self)

    def divide(self, a, b):
        return _divided(_operand(a), _operand(b), self)

    def add(self, a, b):
        return _added(_operand(a), _operand(b), self)

    def multiply(self, a, b):
        return _multiplied(_operand(a), _operand(b), self)

    def sqrt(self, a):
        return _operand(a).sqrt(self)

    def _signal(self, signal, *args):
        self.flags[signal] = True
        if self.traps.get(signal):
            raise signal(*args)
        return None


def _signals(on):
    if isinstance(on, dict):
        return {signal: bool(on.get(signal)) for signal in _SIGNALS}
    return {signal: signal in on for signal in _SIGNALS}


DefaultContext = Context()
BasicContext = Context(prec=9, rounding=ROUND_HALF_UP)
ExtendedContext = Context(prec=9, traps=[])
_local = threading.local()


def getcontext():
    """The context of this thread."""
    try:
        return _local.context
    except AttributeError:
        _local.context = DefaultContext.copy()
        return _local.context


def setcontext(context):
    """Make a context that of this thread."""
    _local.context = context


class _Local:
    def __init__(self, context):
        self._new = context

    def __enter__(self):
        self._saved = getcontext()
        setcontext(self._new)
        return self._new

    def __exit__(self, *exc):
        setcontext(self._saved)


def localcontext(ctx=None, **kwargs):
    """A context for the length of a `with`."""
    context = (ctx or getcontext()).copy()
    for name, value in kwargs.items():
        setattr(context, name, value)
    return _Local(context)


_NUMBER = re.compile(r'\s*([-+]?)(?:(\d+)(?:\.(\d*))?|\.(\d+))(?:[eE]([-+]?\d+))?\s*\Z')
_SPECIAL = re.compile(r'\s*([-+]?)(?:(inf(?:inity)?)|(s?)nan(\d*))\s*\Z', re.IGNORECASE)


def _make(sign, coefficient, exponent, special=None):
    self = object.__new__(Decimal)
    self._sign = sign
    self._int = coefficient
    self._exp = exponent
    self._special = special
    return self


class Decimal:
    """A sign, digits and an exponent of ten."""

    __slots__ = ('_sign', '_int', '_exp', '_special')

    def __new__(cls, value='0', context=None):
        self = object.__new__(cls)
        self._special = None
        if isinstance(value, str):
            found = _NUMBER.match(value.replace('_', ''))
            if found is not None:
                sign, whole, part, only, exponent = found.groups()
                part = only or part or ''
                self._sign = int(sign == '-')
                self._int = int((whole or '') + part)
                self._exp = int(exponent or 0) - len(part)
                return self
            found = _SPECIAL.match(value)
            if found is None:
                (context or getcontext())._signal(InvalidOperation, [ConversionSyntax])
                return _make(0, 0, 0, 'NaN')
            sign, infinite, signalling, _ = found.groups()
            self._sign = int(sign == '-')
            self._int = self._exp = 0
            self._special = 'Infinity' if infinite else 'sNaN' if signalling else 'NaN'
        elif isinstance(value, Decimal):
            self._sign, self._int, self._exp = value._sign, value._int, value._exp
            self._special = value._special
        elif isinstance(value, int):
            self._sign, self._int, self._exp = int(value < 0), abs(int(value)), 0
        elif isinstance(value, float):
            if not math.isfinite(value):
                return cls(repr(value))
            (context or getcontext()).flags[FloatOperation] = True
            n, d = abs(value).as_integer_ratio()
            power = d.bit_length() - 1
            self._sign = int(math.copysign(1.0, value) < 0)
            self._int = n * 5 ** power
            self._exp = -power
        elif isinstance(value, (tuple, list)):
            sign, digits, exponent = value
            self._sign = sign
            self._int = int(''.join(map(str, digits)) or '0')
            self._exp = exponent
        else:
            raise TypeError('conversion from %s to Decimal is not supported'
                            % type(value).__name__)
        return self

    @classmethod
    def from_float(cls, f):
        """The number that a float is exactly."""
        saved = dict(getcontext().flags)
        made = cls(f)
        getcontext().flags = saved
        return made

    def __reduce__(self):
        return self.__class__, (str(self),)

    def __copy__(self):
        return self

    def __deepcopy__(self, memo):
        return self

    def is_nan(self):
        return self._special in ('NaN', 'sNaN')

    def is_infinite(self):
        return self._special == 'Infinity'

    def is_finite(self):
        return self._special is None

    def is_signed(self):
        return self._sign == 1

    def is_zero(self):
        return self._special is None and not self._int

    def __bool__(self):
        return self._special is not None or self._int != 0

    def __str__(self):
        sign = '-' if self._sign else ''
        if self._special is not None:
            return sign + self._special
        digits = str(self._int)
        left = self._exp + len(digits)
        if self._exp <= 0 and left > -6:
            point = left
        else:
            point = 1
        if point <= 0:
            text = '0.' + '0' * -point + digits
        elif point >= len(digits):
            text = digits + '0' * (point - len(digits))
        else:
            text = digits[:point] + '.' + digits[point:]
        if left != point:
            text += 'E%+d' % (left - point)
        return sign + text

    def __repr__(self):
        return "Decimal('%s')" % self

    def as_tuple(self):
        """Sign, digits, exponent."""
        digits = tuple(map(int, str(self._int)))
        if self._special == 'Infinity':
            return DecimalTuple(self._sign, (0,), 'F')
        if self._special is not None:
            return DecimalTuple(self._sign, (), 'n' if self._special == 'NaN' else 'N')
        return DecimalTuple(self._sign, digits, self._exp)

    def as_integer_ratio(self):
        """Numerator and denominator."""
        if self._special == 'Infinity':
            raise OverflowError('cannot convert Infinity to integer ratio')
        if self._special is not None:
            raise ValueError('cannot convert NaN to integer ratio')
        value = -self._int if self._sign else self._int
        if self._exp >= 0:
            return value * 10 ** self._exp, 1
        scale = 10 ** -self._exp
        g = math.gcd(value, scale)
        return value // g, scale // g

    def _signed(self):
        return -self._int if self._sign else self._int

    def __int__(self):
        if self._special is not None:
            if self.is_nan():
                raise ValueError('cannot convert NaN to integer')
            raise OverflowError('cannot convert Infinity to integer')
        if self._exp >= 0:
            value = self._int * 10 ** self._exp
        else:
            value = self._int // 10 ** -self._exp
        return -value if self._sign else value

    __trunc__ = __int__

    def __float__(self):
        if self._special == 'sNaN':
            raise ValueError('cannot convert signaling NaN to float')
        return float(str(self))

    def __complex__(self):
        return complex(float(self))

    def __floor__(self):
        return int(self.to_integral_value(ROUND_FLOOR))

    def __ceil__(self):
        return int(self.to_integral_value(ROUND_CEILING))

    def __round__(self, n=None):
        if n is None:
            return int(self.to_integral_value(ROUND_HALF_EVEN))
        return self.quantize(_make(0, 1, -n))

    def __hash__(self):
        if self._special is not None:
            if self.is_nan():
                return object.__hash__(self)
            return hash(float(self))
        n, d = self.as_integer_ratio()
        if d == 1:
            return hash(n)
        modulus = (1 << 61) - 1
        value = abs(n) * pow(d, -1, modulus) % modulus
        value = -value if n < 0 else value
        return -2 if value == -1 else value

    def _compare(self, other):
        """Negative, zero or positive; None when there is no order."""
        if self.is_nan() or other.is_nan():
            return None
        if self._special or other._special:
            rank = [(-1 if x._sign else 1) if x._special else 0 for x in (self, other)]
            return rank[0] - rank[1]
        low = min(self._exp, other._exp)
        a = self._signed() * 10 ** (self._exp - low)
        b = other._signed() * 10 ** (other._exp - low)
        return (a > b) - (a < b)

    def __eq__(self, other):
        other = _comparable(other)
        if other is NotImplemented:
            return other
        return self._compare(other) == 0

    def _ordered(self, other, test):
        other = _comparable(other)
        if other is NotImplemented:
            return other
        order = self._compare(other)
        if order is None:
            getcontext()._signal(InvalidOperation, [InvalidOperation])
            return False
        return test(order)

    def __lt__(self, other):
        return self._ordered(other, lambda order: order < 0)

    def __le__(self, other):
        return self._ordered(other, lambda order: order <= 0)

    def __gt__(self, other):
        return self._ordered(other, lambda order: order > 0)

    def __ge__(self, other):
        return self._ordered(other, lambda order: order >= 0)

    def compare(self, other, context=None):
        """-1, 0 or 1 as a decimal number."""
        order = self._compare(_operand(other))
        return Decimal('NaN') if order is None else Decimal((order > 0) - (order < 0))

    def max(self, other, context=None):
        return self if self >= other else _operand(other)

    def min(self, other, context=None):
        return self if self <= other else _operand(other)

    def __neg__(self):
        return _rounded(_make(1 - self._sign if self else 0, self._int, self._exp,
                              self._special), getcontext())

    def __pos__(self):
        return _rounded(_make(self._sign if self else 0, self._int, self._exp, self._special),
                        getcontext())

    def __abs__(self):
        return _rounded(_make(0, self._int, self._exp, self._special), getcontext())

    copy_abs = __abs__

    def copy_negate(self):
        return _make(1 - self._sign, self._int, self._exp, self._special)

    def __add__(self, other):
        return _binary(self, other, _added, '+')

    def __radd__(self, other):
        return _binary(self, other, _added, 'r+')

    def __sub__(self, other):
        return _binary(self, other, lambda a, b, c: _added(a, b.copy_negate(), c), '-')

    def __rsub__(self, other):
        return _binary(self, other, lambda a, b, c: _added(b, a.copy_negate(), c), 'r-')

    def __mul__(self, other):
        return _binary(self, other, _multiplied, '*')

    def __rmul__(self, other):
        return _binary(self, other, _multiplied, 'r*')

    def __truediv__(self, other):
        return _binary(self, other, _divided, '/')

    def __rtruediv__(self, other):
        return _binary(self, other, lambda a, b, c: _divided(b, a, c), 'r/')

    def __floordiv__(self, other):
        return _binary(self, other, lambda a, b, c: _divmod(a, b, c)[0], '//')

    def __rfloordiv__(self, other):
        return _binary(self, other, lambda a, b, c: _divmod(b, a, c)[0], 'r//')

    def __mod__(self, other):
        return _binary(self, other, lambda a, b, c: _divmod(a, b, c)[1], '%')

    def __rmod__(self, other):
        return _binary(self, other, lambda a, b, c: _divmod(b, a, c)[1], 'r%')

    def __divmod__(self, other):
        return _binary(self, other, _divmod, 'divmod()')

    def __rdivmod__(self, other):
        return _binary(self, other, lambda a, b, c: _divmod(b, a, c), 'rdivmod()')

    def __pow__(self, other, modulo=None):
        if modulo is not None:
            return Decimal(pow(int(self), int(other), int(modulo)))
        return _binary(self, other, _power, '** or pow()')

    def __rpow__(self, other):
        return _binary(self, other, lambda a, b, c: _power(b, a, c), 'r** or pow()')

    def sqrt(self, context=None):
        """The square root."""
        context = context or getcontext()
        if self._special is not None or self._sign and self._int:
            if self._special == 'Infinity' and not self._sign or self.is_nan():
                return self
            context._signal(InvalidOperation, [InvalidOperation])
            return Decimal('NaN')
        if not self._int:
            return _make(self._sign, 0, self._exp // 2)
        prec = context.prec + 1
        exponent = self._exp // 2
        value = self._int * 10 if self._exp & 1 else self._int
        digits = (len(str(self._int)) + 1) // 2 + (0 if self._exp & 1 == 0 else 0)
        digits = (len(str(value)) + 1) // 2
        shift = prec - digits
        exact = True
        if shift >= 0:
            value *= 100 ** shift
        else:
            value, rest = divmod(value, 100 ** -shift)
            exact = not rest
        exponent -= shift
        root = math.isqrt(value)
        exact = exact and root * root == value
        if exact:
            if shift >= 0:
                root //= 10 ** shift
            else:
                root *= 10 ** -shift
            exponent += shift
        elif root % 5 == 0:
            root += 1
        return _rounded(_make(0, root, exponent), context, ROUND_HALF_EVEN)

    def exp(self, context=None):
        _refuse('`Decimal.exp()`', 'use `math.exp()`')

    def ln(self, context=None):
        _refuse('`Decimal.ln()`', 'use `math.log()`')

    def quantize(self, exp, rounding=None, context=None):
        """The number with the exponent of another."""
        context = context or getcontext()
        exp = _operand(exp)
        if self._special or exp._special:
            if self._special == exp._special:
                return self
            context._signal(InvalidOperation, [InvalidOperation])
            return Decimal('NaN')
        made = _rescaled(self, exp._exp, rounding or context.rounding)
        if len(str(made._int)) > context.prec:
            context._signal(InvalidOperation, [InvalidOperation])
            return Decimal('NaN')
        if made._compare(self) != 0:
            context.flags[Inexact] = context.flags[Rounded] = True
        return made

    def to_integral_value(self, rounding=None, context=None):
        """The nearest integer."""
        if self._special is not None or self._exp >= 0:
            return self
        return _rescaled(self, 0, rounding or (context or getcontext()).rounding)

    to_integral = to_integral_value

    def to_integral_exact(self, rounding=None, context=None):
        return self.to_integral_value(rounding, context)

    def normalize(self, context=None):
        """The number without zeros at its end."""
        made = _rounded(self, context or getcontext())
        if made._special is not None:
            return made
        if not made._int:
            return _make(made._sign, 0, 0)
        digits, exponent = made._int, made._exp
        while digits % 10 == 0:
            digits //= 10
            exponent += 1
        return _make(made._sign, digits, exponent)

    def adjusted(self):
        """The exponent of the first digit."""
        return 0 if self._special else self._exp + len(str(self._int)) - 1

    def same_quantum(self, other, context=None):
        return self._exp == _operand(other)._exp

    def scaleb(self, other, context=None):
        return _make(self._sign, self._int, self._exp + int(other), self._special)

    @property
    def real(self):
        return self

    @property
    def imag(self):
        return Decimal(0)

    def conjugate(self):
        return self

    def __format__(self, spec):
        found = re.match(r'(?:(.)?([<>=^]))?([-+ ]?)(z?)(0?)(\d*)([,_]?)(?:\.(\d+))?([eEfFgG%n]?)\Z',
                         spec)
        if found is None:
            raise ValueError('invalid format string')
        fill, align, sign, _, zero, width, group, precision, kind = found.groups()
        value = self
        if value._special is not None:
            text = str(_make(0, 0, 0, value._special))
            lead = '-' if value._sign else sign if sign in '+ ' else ''
            return format(lead + text + '%' * (kind == '%'), (fill or '') + (align or '>') + width)
        rounding = getcontext().rounding
        if kind == '%':
            value = _make(value._sign, value._int, value._exp + 2)
        if precision is not None:
            places = int(precision)
            if kind in ('f', 'F', '%'):
                value = _rescaled(value, -places, rounding)
            else:
                keep = places + 1 if kind in ('e', 'E') else places or 1
                excess = len(str(value._int)) - keep
                if kind in ('e', 'E') or excess > 0:
                    value = _rescaled(value, value._exp + excess, rounding)
                    if len(str(value._int)) > keep:
                        value = _rescaled(value, value._exp + 1, rounding)
        elif kind in ('f', 'F', '%') and value._exp > 0:
            value = _rescaled(value, 0, rounding)
        digits = str(value._int)
        left = value._exp + len(digits)
        if kind in ('e', 'E'):
            point = 1
        elif kind in ('f', 'F', '%') or value._exp <= 0 and left > -6:
            point = left
        else:
            point = 1
        if point <= 0:
            whole, part = '0', '0' * -point + digits
        elif point >= len(digits):
            whole, part = digits + '0' * (point - len(digits)), ''
        else:
            whole, part = digits[:point], digits[point:]
        exponent = left - point
        tail = '.' + part if part else ''
        if exponent or kind in ('e', 'E'):
            tail += ('e' if kind in ('e', 'g') else 'E') + '%+d' % exponent
        if kind == '%':
            tail += '%'
        lead = '-' if value._sign else sign if sign in '+ ' else ''
        if zero and not align:
            fill, align = '0', '='
        if group:
            whole = format(int(whole), group)
        if align == '=':
            room = int(width or 0) - len(lead) - len(tail)
            if group and fill == '0':
                plain = whole.replace(group, '')
                while len(format(int('1' + plain[1:]), group) if plain else '') < room:
                    plain = '0' + plain
                pieces = []
                while plain:
                    pieces.insert(0, plain[-3:])
                    plain = plain[:-3]
                whole = group.join(pieces)
            return lead + whole.rjust(room, fill or ' ') + tail
        return format(lead + whole + tail, (fill or '') + (align or '>') + width)


class DecimalTuple(tuple):
    """Sign, digits and exponent."""

    __slots__ = ()

    def __new__(cls, sign, digits, exponent):
        return tuple.__new__(cls, (sign, digits, exponent))

    @property
    def sign(self):
        return self[0]

    @property
    def digits(self):
        return self[1]

    @property
    def exponent(self):
        return self[2]

    def __repr__(self):
        return 'DecimalTuple(sign=%r, digits=%r, exponent=%r)' % self[:]


def _operand(value):
    if isinstance(value, Decimal):
        return value
    if isinstance(value, int):
        return Decimal(value)
    raise TypeError('conversion from %s to Decimal is not supported' % type(value).__name__)


def _comparable(value):
    if isinstance(value, Decimal):
        return value
    if isinstance(value, (int, float)):
        return Decimal(value)
    return NotImplemented


def _binary(a, b, operation, sign):
    if not isinstance(b, Decimal):
        if isinstance(b, float):
            # Said here, because the class has its module in its name there.
            names = "'decimal.Decimal' and 'float'"
            if sign[0] == 'r':
                names = "'float' and 'decimal.Decimal'"
            raise TypeError(f"unsupported operand type(s) for {sign.lstrip('r')}: {names}")
        if not isinstance(b, int):
            return NotImplemented
        b = Decimal(b)
    context = getcontext()
    if a.is_nan() or b.is_nan():
        return Decimal('NaN')
    return operation(a, b, context)


def _bump(sign, kept, rest, unit, rounding):
    """Whether the digits that are kept go up by one."""
    if not rest:
        return False
    if rounding == ROUND_HALF_EVEN:
        return 2 * rest > unit or 2 * rest == unit and kept & 1 == 1
    if rounding == ROUND_HALF_UP:
        return 2 * rest >= unit
    if rounding == ROUND_HALF_DOWN:
        return 2 * rest > unit
    if rounding == ROUND_UP:
        return True
    if rounding == ROUND_CEILING:
        return not sign
    if rounding == ROUND_FLOOR:
        return bool(sign)
    if rounding == ROUND_05UP:
        return kept % 5 == 0
    return False


def _rescaled(value, exponent, rounding):
    if value._exp >= exponent:
        return _make(value._sign, value._int * 10 ** (value._exp - exponent), exponent)
    unit = 10 ** (exponent - value._exp)
    kept, rest = divmod(value._int, unit)
    if _bump(value._sign, kept, rest, unit, rounding):
        kept += 1
    return _make(value._sign, kept, exponent)


def _rounded(value, context, rounding=None):
    if value._special is not None:
        return value
    excess = len(str(value._int)) - context.prec
    if excess > 0:
        made = _rescaled(value, value._exp + excess, rounding or context.rounding)
        if len(str(made._int)) > context.prec:
            made = _make(made._sign, made._int // 10, made._exp + 1)
        context._signal(Rounded)
        if value._int % 10 ** excess:
            context._signal(Inexact)
        value = made
    if value._int and value.adjusted() > context.Emax:
        context._signal(Overflow, [Overflow, Inexact, Rounded])
        return _make(value._sign, 0, 0, 'Infinity')
    return value


def _added(a, b, context):
    if a._special or b._special:
        if a._special and b._special and a._sign != b._sign:
            context._signal(InvalidOperation, [InvalidOperation])
            return Decimal('NaN')
        return a if a._special else b
    low = min(a._exp, b._exp)
    total = a._signed() * 10 ** (a._exp - low) + b._signed() * 10 ** (b._exp - low)
    if total:
        sign = int(total < 0)
    elif a._sign == b._sign:
        sign = a._sign
    else:
        sign = int(context.rounding == ROUND_FLOOR)
    return _rounded(_make(sign, abs(total), low), context)


def _multiplied(a, b, context):
    sign = a._sign ^ b._sign
    if a._special or b._special:
        if not a or not b:
            context._signal(InvalidOperation, [InvalidOperation])
            return Decimal('NaN')
        return _make(sign, 0, 0, 'Infinity')
    return _rounded(_make(sign, a._int * b._int, a._exp + b._exp), context)


def _by_zero(a, sign, context):
    if a:
        context._signal(DivisionByZero, [DivisionByZero])
        return _make(sign, 0, 0, 'Infinity')
    context.flags[InvalidOperation] = True
    if context.traps.get(InvalidOperation):
        raise InvalidOperation([DivisionUndefined])
    return Decimal('NaN')


def _divided(a, b, context):
    sign = a._sign ^ b._sign
    if a._special:
        if b._special:
            context._signal(InvalidOperation, [InvalidOperation])
            return Decimal('NaN')
        return _make(sign, 0, 0, 'Infinity')
    if b._special:
        return _make(sign, 0, 0)
    if not b:
        return _by_zero(a, sign, context)
    exponent = a._exp - b._exp
    if not a:
        return _make(sign, 0, exponent)
    shift = len(str(b._int)) - len(str(a._int)) + context.prec + 1
    if shift >= 0:
        quotient, rest = divmod(a._int * 10 ** shift, b._int)
    else:
        quotient, rest = divmod(a._int, b._int * 10 ** -shift)
    exact = exponent
    exponent -= shift
    if rest:
        # A digit behind the last one tells that there are more.
        if quotient % 5 == 0:
            quotient += 1
    else:
        while exponent < exact and quotient % 10 == 0:
            quotient //= 10
            exponent += 1
    return _rounded(_make(sign, quotient, exponent), context)


def _divmod(a, b, context):
    if a._special or (not b and not b._special):
        if not a._special and a:
            context._signal(DivisionByZero, [DivisionByZero])
            return _make(a._sign ^ b._sign, 0, 0, 'Infinity'), Decimal('NaN')
        if not a._special:
            context._signal(InvalidOperation, [DivisionUndefined])
        else:
            context._signal(InvalidOperation, [InvalidOperation])
        return Decimal('NaN'), Decimal('NaN')
    if b._special:
        return _make(a._sign ^ b._sign, 0, 0), a
    low = min(a._exp, b._exp)
    quotient, rest = divmod(a._int * 10 ** (a._exp - low), b._int * 10 ** (b._exp - low))
    return (_make(a._sign ^ b._sign, quotient, 0),
            _rounded(_make(a._sign, rest, low), context))


def _power(a, b, context):
    if b._special or b._exp < 0 and b._int % 10 ** -b._exp:
        half = b * 2
        if half == 1:
            return a.sqrt(context)
        _refuse('powers of `Decimal` that are not whole', 'convert to float')
    power = int(b)
    if not a and power == 0:
        context._signal(InvalidOperation, [InvalidOperation])
        return Decimal('NaN')
    sign = a._sign & power & 1
    if a._special:
        return _make(sign, 0, 0, 'Infinity') if power > 0 else _make(sign, 0, 0)
    if power >= 0:
        exact = _make(sign, a._int ** power, a._exp * power)
        return _rounded(exact, context)
    return _divided(Decimal(1), _make(sign, a._int ** -power, a._exp * -power), context)
