def t(s, f):
    try:
        print(s, repr(f()))
    except Exception as e:
        print(s, type(e).__name__ + ': ' + str(e))
class P:
    def __init__(self, x): self.x = x
    def __repr__(self): return f'P({self.x!r})'
    def __eq__(self, o): return isinstance(o, P) and self.x == o.x
    def __hash__(self): return hash(self.x)
    def __lt__(self, o): return self.x < o.x
    def __len__(self): return self.x
    def __format__(self, spec): return f'<{spec}>'
def gen(n):
    for i in range(n):
        yield i
t(1, lambda: (repr([P(1), {'k': P(2)}, (P(3),), {P(4)}])))
t(2, lambda: (str(P(1))))
t(3, lambda: ('%s %r %5s|' % (P(1), P(2), P(3))))
t(4, lambda: ('%s' % P(1)))
t(5, lambda: (str(b'abc', 'utf-8')))
t(6, lambda: (str(b'abc')))
t(7, lambda: ('a'+1))
t(8, lambda: (b'a'+1))
t(9, lambda: (1+'a'))
t(10, lambda: ('a'*'b'))
t(11, lambda: ('a'[3]))
t(12, lambda: (b'a'[3]))
t(13, lambda: (str('a')['b']))
t(14, lambda: ('hello'[1:3], 'hello'[::-1], 'héllo'[1:3], b'abc'[1:]))
t(15, lambda: ('abc'.upper(), 'ABC'.lower(), 'aBc'.swapcase(), 'hello world'.title(), 'hELLO'.capitalize(), "they're".title()))
t(16, lambda: ('a,b,c'.split(','), ' a  b '.split(), 'a b c'.split(None, 1), 'a,b,c'.rsplit(',', 1), 'a b c '.rsplit(None,1), ''.split(), ''.split(','), 'a\nb\r\nc'.splitlines(), 'a\nb\n'.splitlines(True)))
t(17, lambda: ('abc'.split('')))
t(18, lambda: ('abc'.find('c'), 'abc'.find('z'), 'abcabc'.rfind('b'), 'abc'.index('b'), 'abcabc'.find('b',2), 'abc'.find('',5), 'abc'.find('',3), 'héé'.find('é',2)))
t(19, lambda: ('abc'.index('z')))
t(20, lambda: ('abcabc'.count('b'), 'aaa'.count('aa'), 'abc'.count(''), 'abc'.startswith('ab'), 'abc'.endswith(('x','c')), 'abc'.startswith('b',1)))
t(21, lambda: ('abc'.startswith(1)))
t(22, lambda: ('aXbXc'.replace('X','-'), 'aXbXc'.replace('X','-',1), 'abc'.replace('','-')))
t(23, lambda: (' abc '.strip(), 'xxabcxx'.strip('x'), 'abc '.rstrip(), ' abc'.lstrip(), 'xyabc'.lstrip('xy')))
t(24, lambda: ('abc'.center(9,'*'), 'abc'.center(8), 'ab'.center(5), 'abc'.ljust(5)+'|', 'abc'.rjust(5), '42'.zfill(5), '-42'.zfill(5), '+4'.zfill(2)))
t(25, lambda: ('a'.center()))
t(26, lambda: ('abc'.isalpha(), 'ab1'.isalnum(), '123'.isdigit(), ' '.isspace(), 'Abc'.istitle(), 'abc'.islower(), 'ABC'.isupper(), 'a_1'.isidentifier(), ''.isalpha(), '٣'.isdigit(), '½'.isnumeric()))
t(27, lambda: (','.join(['a','b']), ','.join('abc'), ','.join(str(i) for i in gen(3)), ','.join([])))
t(28, lambda: (','.join([1])))
t(29, lambda: (','.join(5)))
t(30, lambda: ('a=b=c'.partition('='), 'a=b=c'.rpartition('='), 'abc'.partition('='), 'abc'.removeprefix('a'), 'abc'.removesuffix('c')))
t(31, lambda: ('a\tb'.expandtabs(4), 'abc'.translate({97:'x',98:None}), 'abc'.translate(str.maketrans('ab','xy','c'))))
t(32, lambda: ('abc'.encode(), 'é'.encode('latin-1'), 'é'.encode(), b'abc'.decode(), b'\xff'.decode('latin-1'), b'ab\xff'.decode('utf-8','replace'), 'é'.encode('ascii','ignore')))
t(33, lambda: ('é'.encode('ascii')))
t(34, lambda: (b'\xff'.decode()))
t(35, lambda: ('a'.encode('nope')))
t(36, lambda: (b'a,b'.split(b','), b'abc'.hex(), bytes.fromhex('6162'), b'-'.join([b'a',b'b']), bytes(3), bytes([65,66]), bytearray(b'abc'), b'abc'.find(b'c'), 98 in b'abc', b'abc'[0], list(b'ab'), bytes('é','utf-8')))
t(37, lambda: (bytes([300])))
t(38, lambda: (bytes('a')))
t(39, lambda: (1 in 'abc'))
t(40, lambda: ('b' in 'abc', '' in '', 'x' in 'abc'))
t(41, lambda: (repr('a\'b'), repr("a\"b'c"), repr('\n\t\\\x00\x7f\xa0é€\u200b'), ascii('é€\U0001f600'), repr(b'a\n\xff\''), repr('')))
t(42, lambda: (int, str, P.__name__, ValueError, type(None), type(len), type([]), object))
t(43, lambda: (len, print))
t(44, lambda: (ValueError('x'), ValueError(), ValueError(1,2), KeyError('a')))
t(45, lambda: (str(KeyError('a')), str(ValueError('x')), str(ValueError()), str(ValueError(1,2)), str(OSError(2,'no'))))
t(46, lambda: (set(), frozenset(), frozenset([1]), (), (1,), [], {}))
t(47, lambda: ('abc'.foo))
t(48, lambda: (type(5), type('a'), type(gen(1)), type(range(1)), type({}.keys()), type(iter([])), type(None), type(type)))
t(49, lambda: ('a' 'b', 'x' * 0, not '', not 'a', None is None))
t(50, lambda: ('tést'.upper(), 'ß'.upper(), 'Straße'.casefold()))
t(51, lambda: (print('a','b',sep='-',end='!\n')))
t(52, lambda: (print(foo=1)))
t(53, lambda: (print(sep=1)))
