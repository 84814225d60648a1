"""Averages, spread and order of data."""

__all__ = ['StatisticsError', 'correlation', 'covariance', 'fmean', 'geometric_mean',
           'harmonic_mean', 'linear_regression', 'mean', 'median', 'median_grouped',
           'median_high', 'median_low', 'mode', 'multimode', 'pstdev', 'pvariance',
           'quantiles', 'stdev', 'variance', 'NormalDist']

from _gilscope import refuse as _refuse
import math
from collections import Counter, namedtuple
from fractions import Fraction


class StatisticsError(ValueError):
    """Data of which that cannot be said."""


def _exact(data):
    total = Fraction(0)
    count = 0
    kind = int
    for x in data:
        count += 1
        if kind is int and type(x) is not int:
            kind = float if isinstance(x, float) else type(x)
        elif isinstance(x, float):
            kind = float
        if isinstance(x, float) and not math.isfinite(x):
            return x, kind, count + sum(1 for _ in data)
        total += Fraction(x)
    return total, kind, count


def _convert(value, kind):
    if not isinstance(value, Fraction):
        return value
    if kind is Fraction:
        return value
    if kind in (int, bool):
        return value.numerator if value.denominator == 1 else value.numerator / value.denominator
    if kind is float:
        return value.numerator / value.denominator
    return kind(value.numerator) / value.denominator


def mean(data):
    """The arithmetic mean."""
    total, kind, n = _exact(iter(data))
    if n < 1:
        raise StatisticsError('mean requires at least one data point')
    return _convert(total / n, kind)


def fmean(data, weights=None):
    """The arithmetic mean as a float, quickly."""
    data = list(data)
    if weights is None:
        if not data:
            raise StatisticsError('fmean requires at least one data point')
        return math.fsum(data) / len(data)
    weights = list(weights)
    if len(weights) != len(data):
        raise StatisticsError('data and weights must be the same length')
    den = math.fsum(weights)
    if not den:
        raise StatisticsError('sum of weights must be non-zero')
    return math.sumprod(data, weights) / den


def geometric_mean(data):
    """The geometric mean as a float."""
    data = list(data)
    if not data:
        raise StatisticsError('Must have a non-empty dataset')
    if any(x < 0 for x in data):
        raise StatisticsError('No negative inputs allowed')
    if any(x == 0 for x in data):
        return 0.0
    return math.exp(math.fsum(map(math.log, data)) / len(data))


def harmonic_mean(data, weights=None):
    """The harmonic mean."""
    data = list(data)
    if not data:
        raise StatisticsError('harmonic_mean requires at least one data point')
    weights = [1] * len(data) if weights is None else list(weights)
    if any(x < 0 for x in data):
        raise StatisticsError('harmonic mean does not support negative values')
    if any(x == 0 for x in data):
        return 0
    total, kind, _ = _exact(w / x if w else 0 for x, w in zip(data, weights))
    return _convert(Fraction(sum(weights)) / total, kind)


def median(data):
    """The middle value."""
    data = sorted(data)
    n = len(data)
    if n == 0:
        raise StatisticsError("no median for empty data")
    if n % 2 == 1:
        return data[n // 2]
    return (data[n // 2 - 1] + data[n // 2]) / 2


def median_low(data):
    """The lower of the middle values."""
    data = sorted(data)
    if not data:
        raise StatisticsError("no median for empty data")
    return data[(len(data) - 1) // 2]


def median_high(data):
    """The higher of the middle values."""
    data = sorted(data)
    if not data:
        raise StatisticsError("no median for empty data")
    return data[len(data) // 2]


def median_grouped(data, interval=1.0):
    """The median of values that stand for intervals."""
    data = sorted(data)
    n = len(data)
    if not n:
        raise StatisticsError("no median for empty data")
    x = data[n // 2]
    i = sum(1 for value in data if value < x)
    f = data.count(x)
    interval = float(interval)
    x = float(x)
    return (x - interval / 2.0) + interval * (n / 2 - i) / f


def mode(data):
    """The value that comes most often, the first of several."""
    pairs = Counter(iter(data)).most_common(1)
    if not pairs:
        raise StatisticsError('no mode for empty data')
    return pairs[0][0]


def multimode(data):
    """The values that come most often."""
    counts = Counter(iter(data))
    if not counts:
        return []
    most = max(counts.values())
    return [value for value, count in counts.items() if count == most]


def quantiles(data, *, n=4, method='exclusive'):
    """The points that cut data into n equal parts."""
    if n < 1:
        raise StatisticsError('n must be at least 1')
    data = sorted(data)
    ld = len(data)
    if ld < 2:
        if ld == 1:
            return data * (n - 1)
        raise StatisticsError('must have at least one data point')
    result = []
    if method == 'inclusive':
        m = ld - 1
        for i in range(1, n):
            j, delta = divmod(i * m, n)
            result.append((data[j] * (n - delta) + data[j + 1] * delta) / n)
        return result
    if method == 'exclusive':
        m = ld + 1
        for i in range(1, n):
            j = i * m // n
            j = 1 if j < 1 else ld - 1 if j > ld - 1 else j
            delta = i * m - j * n
            result.append((data[j - 1] * (n - delta) + data[j] * delta) / n)
        return result
    raise ValueError(f'Unknown method: {method!r}')


def _squares(data, center):
    data = list(data)
    total, kind, n = _exact(data)
    if n == 0:
        return Fraction(0), kind, n
    if not isinstance(total, Fraction):
        return math.nan, kind, n
    middle = Fraction(center) if center is not None else total / n
    return sum(((Fraction(x) - middle) ** 2 for x in data), Fraction(0)), kind, n


def variance(data, xbar=None):
    """The variance of a sample."""
    ss, kind, n = _squares(data, xbar)
    if n < 2:
        raise StatisticsError('variance requires at least two data points')
    return _convert(ss / (n - 1), kind)


def pvariance(data, mu=None):
    """The variance of a whole population."""
    ss, kind, n = _squares(data, mu)
    if n < 1:
        raise StatisticsError('pvariance requires at least one data point')
    return _convert(ss / n, kind)


def _sqrt(value):
    """The square root of a fraction, correctly rounded."""
    if not isinstance(value, Fraction):
        return math.sqrt(value)
    if not value:
        return 0.0
    n, m = value.numerator, value.denominator
    shift = (n.bit_length() - m.bit_length() - 109) // 2
    if shift >= 0:
        root = _odd_root(n, m << 2 * shift) << shift
        return root / 1
    return _odd_root(n << -2 * shift, m) / (1 << -shift)


def _odd_root(n, m):
    a = math.isqrt(n // m)
    return a | (a * a * m != n)


def stdev(data, xbar=None):
    """The standard deviation of a sample."""
    ss, kind, n = _squares(data, xbar)
    if n < 2:
        raise StatisticsError('stdev requires at least two data points')
    return _sqrt(ss / (n - 1))


def pstdev(data, mu=None):
    """The standard deviation of a whole population."""
    ss, kind, n = _squares(data, mu)
    if n < 1:
        raise StatisticsError('pstdev requires at least one data point')
    return _sqrt(ss / n)


def covariance(x, y, /):
    """How two series vary together."""
    n = len(x)
    if len(y) != n:
        raise StatisticsError('covariance requires that both inputs have same number of '
                              'data points')
    if n < 2:
        raise StatisticsError('covariance requires at least two data points')
    xbar = math.fsum(x) / n
    ybar = math.fsum(y) / n
    return math.sumprod((xi - xbar for xi in x), (yi - ybar for yi in y)) / (n - 1)


def correlation(x, y, /, *, method='linear'):
    """Pearson's correlation of two series."""
    if method != 'linear':
        _refuse("`statistics.correlation(method='ranked')`", 'rank the data, then correlate')
    n = len(x)
    if len(y) != n:
        raise StatisticsError('correlation requires that both inputs have same number of '
                              'data points')
    if n < 2:
        raise StatisticsError('correlation requires at least two data points')
    xbar = math.fsum(x) / n
    ybar = math.fsum(y) / n
    dx = [xi - xbar for xi in x]
    dy = [yi - ybar for yi in y]
    sxy = math.sumprod(dx, dy)
    try:
        return sxy / math.sqrt(math.sumprod(dx, dx) * math.sumprod(dy, dy))
    except ZeroDivisionError:
        raise StatisticsError('at least one of the inputs is constant') from None


LinearRegression = namedtuple('LinearRegression', ('slope', 'intercept'))


def linear_regression(x, y, /, *, proportional=False):
    """The line that lies nearest to points."""
    n = len(x)
    if len(y) != n:
        raise StatisticsError('linear regression requires that both inputs have same number '
                              'of data points')
    if n < 2:
        raise StatisticsError('linear regression requires at least two data points')
    if not proportional:
        xbar = math.fsum(x) / n
        ybar = math.fsum(y) / n
        x = [xi - xbar for xi in x]
        y = [yi - ybar for yi in y]
    sxy = math.sumprod(x, y) + 0.0
    sxx = math.sumprod(x, x)
    try:
        slope = sxy / sxx
    except ZeroDivisionError:
        raise StatisticsError('x is constant') from None
    intercept = 0.0 if proportional else ybar - slope * xbar
    return LinearRegression(slope=slope, intercept=intercept)


class NormalDist:
    """A normal distribution."""

    def __init__(self, mu=0.0, sigma=1.0):
        if sigma < 0.0:
            raise StatisticsError('sigma must be non-negative')
        self.mean = float(mu)
        self.stdev = float(sigma)

    @classmethod
    def from_samples(cls, data):
        """The distribution with the mean and spread of data."""
        data = list(data)
        return cls(fmean(data), stdev(data))

    @property
    def variance(self):
        return self.stdev * self.stdev

    def pdf(self, x):
        """The density at a point."""
        if not self.variance:
            raise StatisticsError('pdf() not defined when sigma is zero')
        diff = x - self.mean
        return math.exp(diff * diff / (-2.0 * self.variance)) / math.sqrt(math.tau * self.variance)

    def cdf(self, x):
        """The probability of a value up to a point."""
        if not self.stdev:
            raise StatisticsError('cdf() not defined when sigma is zero')
        return 0.5 * math.erfc((self.mean - x) / (self.stdev * math.sqrt(2.0)))

    def zscore(self, x):
        """How many deviations a point is from the mean."""
        if not self.stdev:
            raise StatisticsError('zscore() not defined when sigma is zero')
        return (x - self.mean) / self.stdev

    def __repr__(self):
        return f'{type(self).__name__}(mu={self.mean!r}, sigma={self.stdev!r})'
