def t(s, f):
    try:
        print(s, repr(f()))
    except Exception as e:
        print(s, type(e).__name__ + ': ' + str(e))
class N:
    def __init__(self, v): self.v = v
    def __index__(self): return self.v
    def __float__(self): return float(self.v)
    def __int__(self): return self.v
    def __abs__(self): return 'abs'
    def __round__(self, n=None): return ('round', n)
    def __radd__(self, o): return ('radd', o)
    def __rmul__(self, o): return ('rmul', o)
    def __contains__(self, x): return x == self.v
    def __iter__(self): return iter([self.v])
    def __reversed__(self): return iter(['rev'])
    def __bool__(self): return self.v > 0
    def __str__(self): return 'N!'
    def __hash__(self): return self.v
    def __divmod__(self, o): return 'dm'
class Bad:
    def __repr__(self): return 5
    def __len__(self): return -1
    def __bool__(self): return 3
    def __hash__(self): return 'x'
    def __iter__(self): return 5
    def __eq__(self, o): raise ValueError('eq')
class M:
    def keys(self): return ['a', 'b']
    def __getitem__(self, k): return k * 2
class LL(list):
    def __init__(self, x): super().__init__(x); self.extra = 1
    def append(self, v): super().append(v * 2)
    def __repr__(self): return 'LL' + super().__repr__()
class DD(dict):
    def __getitem__(self, k): return 'got ' + str(super().__getitem__(k))
    def __setitem__(self, k, v): super().__setitem__(k, v + 1)
class SS(str):
    def shout(self): return self.upper() + '!'
class FF(float): pass
class TT(tuple):
    def __new__(cls, a, b): return super().__new__(cls, (a, b))
class E2(Exception):
    def __str__(self): return 'E2!'
def append_doubled():
    l = LL([1, 2])
    l.append(5)
    return l, len(l), l.extra, l == [1, 2, 10], l[0], sorted(l, reverse=True), isinstance(l, list)
def stored_plus_one():
    d = DD(a=1)
    d['b'] = 5
    return d['a'], d['b'], dict(d), d.get('b'), 'a' in d, len(d), list(d)
def grow_dict():
    d = {1: 2}
    for k in d: d[k + 1] = 1
def grow_set():
    s = {1}
    for k in s: s.add(k + 1)
def grow_list():
    l = [1, 2, 3]
    out = []
    for x in l:
        out.append(x)
        if len(l) < 6: l.append(x)
    return out
def slices():
    l = [1, 2, 3, 4, 5]
    l[1:3] = 'abc'
    l[::2] = [0] * 3
    del l[0]
    del l[::2]
    l += (7,)
    l *= 2
    return l
def uneven_slice():
    l = [1, 2, 3]
    l[::2] = [1]
def extend_by_int():
    l = [1]
    l += 5
def extend_by_generator():
    a = [1]
    b = a
    b += (x for x in [2, 3])
    return a
def set_in_place():
    s = {1, 2}
    r = s
    r |= {3}
    r -= {1}
    r ^= {9}
    r &= {3, 9}
    return s
def dict_in_place():
    d = {'a': 1}
    e = d
    e |= {'b': 2}
    return d
def int_in_place():
    x = 5
    x **= 2; x //= 3; x %= 5; x <<= 4; x |= 1; x ^= 3; x >>= 1; x /= 2
    return x
t(1, lambda: ([10,20,30][N(1)]))
t(2, lambda: (list(range(N(3)))))
t(3, lambda: ((int(N(4)), float(N(4)), abs(N(1)), round(N(1)), round(N(1), 2))))
t(4, lambda: (1 + N(1)))
t(5, lambda: ('a' + N(1)))
t(6, lambda: ([1] * N(1)))
t(7, lambda: (3 in N(3)))
t(8, lambda: (list(N(5))))
t(9, lambda: (list(reversed(N(5)))))
t(10, lambda: ([bool(N(0)), bool(N(1)), not N(0)]))
t(11, lambda: (f'{N(1)!s}|' + str(N(2))))
t(12, lambda: (divmod(N(1), 2)))
t(13, lambda: (hex(N(255))))
t(14, lambda: (hash(N(5))))
t(15, lambda: ({N(5): 'x'}.get(N(6))))
t(16, lambda: (repr(Bad())))
t(17, lambda: (len(Bad())))
t(18, lambda: (bool(Bad())))
t(19, lambda: (hash(Bad())))
t(20, lambda: (list(Bad())))
t(21, lambda: (Bad() == 1))
t(22, lambda: ([Bad()] == [1]))
t(23, lambda: (dict(M())))
t(24, lambda: (append_doubled()))
t(25, lambda: (stored_plus_one()))
t(26, lambda: ((SS('ab').shout(), SS('ab') + 'c', len(SS('abc')), SS('x') == 'x', {SS('k'): 1}['k'], f"{SS('q'):>3}", repr(SS('z')), SS('a,b').split(','))))
t(27, lambda: ((FF(1.5) + 1, repr(FF(2)), FF('3').is_integer(), f'{FF(1):.2f}', type(FF(1)).__name__)))
t(28, lambda: ((TT(1, 2), TT(1, 2)[0], TT(1, 2) == (1, 2), len(TT(3, 4)), hash(TT(1,2)) == hash((1,2)))))
t(29, lambda: ((str(E2('a')), repr(E2('a', 1)), E2('x').args)))
t(30, lambda: ((5).__add__(3), [1].__add__([2]), (2).__rsub__(5), {1}.__or__({2}), 'a%s'.__mod__(1), (7).__neg__()))
t(31, lambda: (list.append, int.__add__))
t(32, lambda: (str.upper('a'), list(map(str.upper, ['a', 'b']))))
t(33, lambda: (list.append(5, 1)))
t(34, lambda: (grow_dict()))
t(35, lambda: (grow_set()))
t(36, lambda: (grow_list()))
t(37, lambda: (slices()))
t(38, lambda: (uneven_slice()))
t(39, lambda: (extend_by_int()))
t(40, lambda: (extend_by_generator()))
t(41, lambda: (set_in_place()))
t(42, lambda: (dict_in_place()))
t(43, lambda: (int_in_place()))
t(44, lambda: (print('x', file=5)))
t(45, lambda: (('a', 1) > ('a', 'b')))
t(46, lambda: ([3, 'a', None].sort()))
t(47, lambda: (object() == object()))
