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
class L(list):
    pass
class D(dict):
    def __missing__(self, k): return k * 2
class I(int):
    def __add__(self, o): return 'added'
class Seq:
    def __getitem__(self, i):
        if i >= 3: raise IndexError(i)
        return i * i
    def __len__(self): return 3
class It:
    def __init__(self): self.n = 0
    def __iter__(self): return self
    def __next__(self):
        self.n += 1
        if self.n > 3: raise StopIteration
        return self.n
t(1, lambda: (1 == 1.0 == True))
t(2, lambda: (2**70 == float(2**70)))
t(3, lambda: (2**53+1 == float(2**53)))
t(4, lambda: (10**400 > 1e308))
t(5, lambda: (1 < 'a'))
t(6, lambda: (I(5) + 1))
t(7, lambda: (I(5) - 1))
t(8, lambda: (I(5) * 2))
t(9, lambda: (repr(I(5))))
t(10, lambda: (int('12'), int(' -12 '), int('0x1f', 16), int('101', 2), int('1_000'), int(3.9), int('0b11', 0)))
t(11, lambda: (int('a')))
t(12, lambda: (int('')))
t(13, lambda: (int('12', 99)))
t(14, lambda: (int([])))
t(15, lambda: (int(float('inf'))))
t(16, lambda: (int(float('nan'))))
t(17, lambda: (int('1'*5000)))
t(18, lambda: (float('1e5'), float(' inf '), float('-nan'), float('1_0.5'), float('.5')))
t(19, lambda: (float('x')))
t(20, lambda: (float([])))
t(21, lambda: (float(10**400)))
t(22, lambda: (str(10**20), str(1e20), str(1e16), str(123456789012345680.0), str(1e-5), str(0.0001), str(1/3), str(-0.0), str(5e-324), str(1.7976931348623157e308)))
t(23, lambda: (7//2, -7//2, 7//-2, 7%3, -7%3, 7%-3, -7%-3))
t(24, lambda: (7.5//2, -7.5//2, -7.5%2, 7.5%-2))
t(25, lambda: (2**10, 2**-1, 2**0.5, (-8)**(1/3), 0**0))
t(26, lambda: (2**100, (-2)**63, 3**50 % 7, pow(3,200,7), pow(3,-1,7)))
t(27, lambda: (1/3, 10**30/10**29, 2**1000/3**600, 1/10**400, 5/2))
t(28, lambda: ((2**53+1)/1, (2**54+3)/2, 123456789012345678901234567890/7, -(10**25)/3, 5e-324/2, (2**80+1)/(2**70-1)))
t(29, lambda: (10**400/3))
t(30, lambda: (1/0))
t(31, lambda: (1//0))
t(32, lambda: (1%0))
t(33, lambda: (1.0/0))
t(34, lambda: (1.0//0))
t(35, lambda: (1.0%0))
t(36, lambda: (0**-1))
t(37, lambda: (divmod(7,-2), divmod(-7.5,2), divmod(2**70, 3)))
t(38, lambda: (divmod(1,0)))
t(39, lambda: (divmod('a',1)))
t(40, lambda: (1<<100, (1<<100)>>98, -1>>5, 5&3, 5|3, 5^3, ~5))
t(41, lambda: (1<<-1))
t(42, lambda: (2**63-1+1, -2**63-1, (2**63)*-1, abs(-2**63)))
t(43, lambda: (9223372036854775807 + 1 - 1))
t(44, lambda: (True + True, True & False, True ^ True, -True))
t(45, lambda: (round(2.5), round(3.5), round(-2.5), round(2.675,2), round(1234.5,-2), round(15,-1), round(25,-1), round(0.125,2), round(1e20), round(2.5,0), round(-0.4)))
t(46, lambda: (round('a')))
t(47, lambda: (round(1234567, -3), round(5,-1), round(-15,-1), round(1e300, -299)))
t(48, lambda: (abs(-3), abs(-2.5), abs(3+4j)))
t(49, lambda: (abs('a')))
t(50, lambda: (-'a'))
t(51, lambda: (~1.5))
t(52, lambda: (hex(255), oct(8), bin(-5), hex(-2**70)))
t(53, lambda: (chr(97), chr(8364), ord('a'), ord('€')))
t(54, lambda: (chr(-1)))
t(55, lambda: (ord('ab')))
t(56, lambda: (hash(1), hash(1.0), hash(True), hash(2**61), hash(2**70), hash(-1), hash(0.5), hash(1e300), hash((1,2,3)), hash(()), hash(frozenset([1,2,3])), hash(-2**65), hash(float('inf'))))
t(57, lambda: (hash([])))
t(58, lambda: (hash(P(7))))
t(59, lambda: ((1.5).is_integer(), (2.0).is_integer(), (0.75).as_integer_ratio(), (255).bit_length(), (7).bit_count(), (3.7).hex(), float.fromhex('0x1.8p1')))
t(60, lambda: ((5).real, (5).imag, (2.5).real, (1+2j).imag, (3).numerator, (3).denominator))
t(61, lambda: ((1000).to_bytes(2,'big'), int.from_bytes(b'\x03\xe8','big'), (-5).to_bytes(2,'little',signed=True)))
t(62, lambda: (1+2j, (1+2j)*(3-1j), (1+2j)/(3-1j), (1+2j)**2, -(1j), 1j*1j, complex('1+2j'), complex(1,2), (1+2j).conjugate(), complex(1.5), 1e20j, complex(-0.0, 1)))
t(63, lambda: (1j//1))
t(64, lambda: (pow(2,-1,4)))
t(65, lambda: (2**200, -2**200, 2**200 // 3**50, 2**200 % 1000007, -(2**200) % 7, 2**64 & (2**65 - 1), 2**64 | 1, (2**64) ^ (2**64)))
t(66, lambda: (0.1 + 0.2, 1e308 * 10, -1e308 * 10, 1.0 % 0.1, 5.5 // 1, 2.0 ** 10, 1e-320, 4.35, 0.30000000000000004))
t(67, lambda: (2.0**5000))
t(68, lambda: (1e16, 1e15, 123456.789, 1e22, 1e-4, 1e-5, 0.1+0.2, 100.0, float('inf'), -float('inf'), float('nan'), 1.5e-7))
t(69, lambda: (float(3), float('3'), float(True), bool('') , bool('a'), bool(0.0), bool([]), bool({}), bool(range(0)), bool(None), bool(P(0)), bool(P(1))))
t(70, lambda: (isinstance(1,int), isinstance(True,int), isinstance('a',(int,str)), issubclass(bool,int), isinstance(P(1),P)))
t(71, lambda: (isinstance(1,2)))
t(72, lambda: (issubclass(1,int)))
t(73, lambda: (callable(len), callable(P), callable(1), callable(P(1).__repr__), callable(lambda: 0)))
t(74, lambda: (id(None) == id(None), id([]) != id(5)))
