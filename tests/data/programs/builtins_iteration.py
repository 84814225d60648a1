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
t(1, lambda: (sum(gen(5))))
t(2, lambda: (sum([0.1]*10)))
t(3, lambda: (sum([1.5, 2, 3])))
t(4, lambda: (sum([[1],[2]], [])))
t(5, lambda: (sum(range(10))))
t(6, lambda: (sum(range(10,0,-3))))
t(7, lambda: (sum(['a'])))
t(8, lambda: (sum(['a'],'')))
t(9, lambda: (sorted(gen(4), reverse=True)))
t(10, lambda: (sorted('hello')))
t(11, lambda: (sorted(['b','A','c'], key=str.lower)))
t(12, lambda: (sorted([3,1,2], key=lambda v: -v)))
t(13, lambda: (sorted([P(3),P(1),P(2)])))
t(14, lambda: (sorted([P(3),P(1),P(2),P(1)], reverse=True)))
t(15, lambda: (sorted([(1,'b'),(1,'a'),(0,'z')])))
t(16, lambda: (sorted([1,'a'])))
t(17, lambda: (sorted([1, 2.5, True, 0])))
t(18, lambda: (sorted([(P(2),1),(P(1),2)])))
t(19, lambda: (sorted([P((i * 7) % 13) for i in range(13)])))
t(20, lambda: (sorted(['aa', 'b', 'cc', 'd'], key=len), sorted(['aa', 'b', 'cc', 'd'], key=len, reverse=True)))
t(21, lambda: (min(3,1,2)))
t(22, lambda: (max([3,1,2])))
t(23, lambda: (max('abc','abd',key=lambda s:s[-1])))
t(24, lambda: (max([], default=7)))
t(25, lambda: (max([])))
t(26, lambda: (min()))
t(27, lambda: (max(P(1),P(5))))
t(28, lambda: (min(gen(3))))
t(29, lambda: (any(gen(3))))
t(30, lambda: (all(gen(3))))
t(31, lambda: (any([0,'',None])))
t(32, lambda: (all([])))
t(33, lambda: (any([P(0),P(1)])))
t(34, lambda: (list(map(lambda a,b:a+b,[1,2],gen(5)))))
t(35, lambda: (list(filter(None,[0,1,'',2]))))
t(36, lambda: (list(filter(lambda v:v%2,gen(6)))))
t(37, lambda: (list(enumerate(gen(3),5))))
t(38, lambda: (list(zip(gen(3),'ab'))))
t(39, lambda: (list(zip([1],[1,2],strict=True))))
t(40, lambda: (list(zip(gen(2),gen(1),strict=True))))
t(41, lambda: (list(zip(gen(1),gen(2),strict=True))))
t(42, lambda: (list(reversed([1,2,3]))))
t(43, lambda: (list(reversed('abc'))))
t(44, lambda: (list(reversed(range(0,10,3)))))
t(45, lambda: (list(reversed(Seq()))))
t(46, lambda: (list(reversed({1:2,3:4}))))
t(47, lambda: (list(Seq())))
t(48, lambda: (list(It())))
t(49, lambda: ([*It(), *gen(2)]))
t(50, lambda: (list(iter(iter([1,2,3,0,4]).__next__, 0))))
t(51, lambda: (next(iter([]), 'd')))
t(52, lambda: (next(gen(0), 'd')))
t(53, lambda: (next(iter([]))))
t(54, lambda: (list(5)))
t(55, lambda: (iter(5)))
t(56, lambda: (len(5)))
t(57, lambda: (len()))
t(58, lambda: (len(1,2)))
t(59, lambda: (sorted()))
t(60, lambda: (reversed(3)))
t(61, lambda: (enumerate()))
t(62, lambda: (list(map(str, [1, P(2)])), list(map(int, '123'))))
t(63, lambda: ([i for i in 'héy'], list('abc'), tuple('ab')))
t(64, lambda: (max([1,2,3], key=lambda v: -v), min([(2,'a'),(1,'z')]), max(1,2.5), min('b','a')))
t(65, lambda: (sorted({'b':1,'a':2}), sorted({'b':1,'a':2}.items(), key=lambda kv: kv[1]), sorted([[2],[1]])))
t(66, lambda: ("".join(sorted("hello", reverse=True)), list(range(3)) + list(range(2))))
t(67, lambda: ([k for k in (lambda d: (d, d.update(x=1))[0])({'a': 1})]))
