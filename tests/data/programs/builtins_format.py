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
t(1, lambda: (f'{P(1)}'))
t(2, lambda: (f'{P(1):abc}'))
t(3, lambda: (f'{P(1)!r:>6}'))
t(4, lambda: (f'{3.14159:.2f} {5:>4} {"x":^5} {1000000:,} {255:#x} {0.5:%}'))
t(5, lambda: ('{} {!r} {:x}'.format(P(1), P(2), P(3))))
t(6, lambda: ('{:5}|{:<5}|{:>5}|{:^5}|{:*^7}'.format('ab','ab','ab','ab','ab')))
t(7, lambda: ('{:d} {:5d} {:05d} {:+d} {: d} {:x} {:X} {:#x} {:b} {:#b} {:o} {:c} {:,} {:_} {:_x} {:010,}'.format(42,42,42,42,42,255,255,255,5,5,8,65,1234567,1234567,0xabcdef12,1234)))
t(8, lambda: ('{:.2f} {:8.3f} {:e} {:.3e} {:g} {:g} {:g} {:.3g} {:%} {:.1%} {:,.2f} {:+.1f} {:010.2f}'.format(3.14159,3.14159,12345.678,12345.678,0.0001,1e-5,1e6,1234.5,0.25,0.256,1234567.891,2.0,-3.5)))
t(9, lambda: ('{:.0f} {:.0f} {:.0f} {:.1f} {:.20f} {:.3} {:.10} {:}'.format(0.5,1.5,2.5,0.25,0.1,1234.5678,1/3,1e100)))
t(10, lambda: ('{:#.3g} {:#x} {:n} {:G} {:E} {:F}'.format(1.0,10,1234,1e-10,1.5,float('inf'))))
t(11, lambda: ('{0} {1} {0}'.format('a','b'), '{a} {b}'.format(a=1,b=2), '{0[1]} {1.x} {2[k]}'.format([1,2],P(5),{'k':'v'}), '{:{}}'.format('a',5)+'|', '{:{w}.{p}f}'.format(3.14159,w=8,p=2), '{{}} {}'.format(1), '{!r} {!s} {!a}'.format('é','é','é')))
t(12, lambda: ('{}'.format()))
t(13, lambda: ('{a}'.format()))
t(14, lambda: ('{0} {}'.format(1)))
t(15, lambda: ('{} {0}'.format(1)))
t(16, lambda: ('{'.format()))
t(17, lambda: ('}'.format()))
t(18, lambda: ('{!z}'.format(1)))
t(19, lambda: (format(1,'q')))
t(20, lambda: (format('a','d')))
t(21, lambda: (format(1.5,'d')))
t(22, lambda: (format(1,'.2')))
t(23, lambda: (format('a','+')))
t(24, lambda: (format('a','=5')))
t(25, lambda: (format([],'5')))
t(26, lambda: (format(1,',,')))
t(27, lambda: (format(1,'5x5')))
t(28, lambda: (format(True), format(True,'d'), format(True,'5'), format(2**70,','), format(1e22,'f'), format(-5,'08b'), format(0,'.1%'), format(float('nan'),'05'), format(float('-inf'),'8'), format(1.5,'<8')+'|', format(12345.678,'_.1f'), format(3,'e'), format(1e16), format(-0.0,'z.1f')))
t(29, lambda: (format(5.0,'.1'), format(1234.0,'.4'), format(1234.0,'.5'), format(0.00001234,'.3'), format(1e10,',.3'), format(3+4j,'.2f'), format(1.0,'#.0f'), format(12,'^+8'), format('abc','.2'), format('abc','>6.2')))
t(30, lambda: ('%d %5d %-5d| %05d %+d %x %X %#x %o %c %c %%' % (42,42,42,42,42,255,255,255,8,65,'z')))
t(31, lambda: ('%.2f %8.3f %e %g %G %.3g %s' % (3.14159,3.14159,12345.678,0.0001,1e-10,1234.5,None)))
t(32, lambda: ('%(a)s %(b)d' % {'a':1,'b':2}))
t(33, lambda: ('%*d|%-*d|%.*f' % (5,42,5,42,2,3.14159)))
t(34, lambda: ('%d' % 3.9, '%s' % (1,), '%r' % 'a', '%.2s' % 'abc', '%5s' % 'ab', '%i' % True, '%s' % [1,2], '%x' % 2**70, '%s' % {}))
t(35, lambda: ('%d' % 'a'))
t(36, lambda: ('%x' % 1.5))
t(37, lambda: ('%s %s' % 1))
t(38, lambda: ('%s' % (1,2)))
t(39, lambda: ('%y' % 1))
t(40, lambda: ('%' % ()))
t(41, lambda: ('%(a)s' % 1))
t(42, lambda: ('%f' % 'a'))
t(43, lambda: ('%c' % 'ab'))
