"""What of deque needs to call Python code; the class itself is native."""


def _deque_repr(self):
    limit = '' if self.maxlen is None else f', maxlen={self.maxlen}'
    return f'{type(self).__name__}({list(self)!r}{limit})'


def _deque_eq(self, other):
    if not isinstance(other, deque):
        return NotImplemented
    return list(self) == list(other)


def _deque_lt(self, other):
    if not isinstance(other, deque):
        return NotImplemented
    return list(self) < list(other)


def _deque_add(self, other):
    if not isinstance(other, deque):
        raise TypeError('can only concatenate deque (not "%s") to deque' % type(other).__name__)
    result = self.copy()
    result.extend(other)
    return result


def _deque_mul(self, n):
    return deque(list(self) * n, self.maxlen)


def _deque_reduce(self):
    args = () if self.maxlen is None else ((), self.maxlen)
    return type(self), args, getattr(self, '__dict__', None), iter(list(self))


deque.__reduce__ = _deque_reduce
deque.__repr__ = _deque_repr
deque.__eq__ = _deque_eq
deque.__lt__ = _deque_lt
deque.__add__ = _deque_add
deque.__mul__ = _deque_mul
deque.__class_getitem__ = classmethod(lambda cls, item: cls)
