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
t(1, lambda: (list(gen(4))))
t(2, lambda: (tuple(gen(4))))
t(3, lambda: (set(gen(4))))
t(4, lambda: (dict(zip('abc', gen(3)))))
t(5, lambda: (dict([(1,2),[3,4]], a=5)))
t(6, lambda: (dict({1:2}, b=3)))
t(7, lambda: (2 in Seq()))
t(8, lambda: (4 in Seq()))
t(9, lambda: (2 in It()))
t(10, lambda: (3 in gen(5)))
t(11, lambda: (P(1) in [P(0),P(1)]))
t(12, lambda: ([P(0),P(1)].index(P(1))))
t(13, lambda: ([P(0),P(1),P(1)].count(P(1))))
t(14, lambda: ({P(1): 'a'}[P(1)]))
t(15, lambda: ({P(1): 'a'}[P(2)]))
t(16, lambda: ({P(1), P(1), P(2)} == {P(2), P(1)}))
t(17, lambda: (len({P(1), P(1), P(2)})))
t(18, lambda: ({P(1),P(2)} & {P(2)}))
t(19, lambda: ({P(1),P(2)} - {P(2)}))
t(20, lambda: ({P(1)} | {P(1)}))
t(21, lambda: ({(P(1),2): 3}[(P(1),2)]))
t(22, lambda: ([P(1)] == [P(1)]))
t(23, lambda: ([P(1)] != [P(1)]))
t(24, lambda: ((1, P(1)) < (1, P(2))))
t(25, lambda: ({'a': P(1)} == {'a': P(1)}))
t(26, lambda: ([1,2] < [1,3]))
t(27, lambda: ([1,[2,3]] == [1,[2,3]]))
t(28, lambda: ((1,2) == [1,2]))
t(29, lambda: ({1,2} < {1,2,3}))
t(30, lambda: ({1,2} <= {1,2}))
t(31, lambda: (L([1,2,3])))
t(32, lambda: (L([1,2]) + [3]))
t(33, lambda: (L([1,2]) == [1,2]))
t(34, lambda: (L(gen(3))))
t(35, lambda: (len(L([1,2]))))
t(36, lambda: (D(a=1)['zz']))
t(37, lambda: (D(a=1)['a']))
t(38, lambda: ([1]+(1,)))
t(39, lambda: ((1,)+[1]))
t(40, lambda: ('ab'*3, 3*'ab', [1]*2, (1,)*3, b'ab'*2, 'a'*-1))
t(41, lambda: ([1][2]))
t(42, lambda: ((1,)[4]))
t(43, lambda: (range(3)[5]))
t(44, lambda: (list('1')['a']))
t(45, lambda: (tuple('1')['a']))
t(46, lambda: ([1,2,3][:'a']))
t(47, lambda: ([1,2,3,4,5][1:4], [1,2,3,4,5][::-1], [1,2,3,4,5][-2:], [1,2,3,4,5][::2], (1,2,3)[1:], range(10)[2:8:2], range(10)[::-1], [1,2][5:], [1,2,3][-100:2]))
t(48, lambda: ([1,2,3][::0]))
t(49, lambda: ((lambda: None)()[0]))
t(50, lambda: (slice(1,2)[0]))
t(51, lambda: (slice(1,10,2).indices(5), slice(1,2).start, slice(None)))
t(52, lambda: (2 in [1,2], 3 in (1,2), 'a' in {'a':1}, 2.0 in {2}, 5 in range(0,10,5), 1 in range(0)))
t(53, lambda: (1 in 5))
t(54, lambda: ([3,1,2].sort(), [].append(1)))
t(55, lambda: ([].pop()))
t(56, lambda: ([1,2].pop(5)))
t(57, lambda: ([].append()))
t(58, lambda: ([].append(1,2)))
t(59, lambda: ([].index(3)))
t(60, lambda: ((1,2).index(5)))
t(61, lambda: ([].remove(3)))
t(62, lambda: ([1].insert('a',1)))
t(63, lambda: ({}.pop(1)))
t(64, lambda: ({}.popitem()))
t(65, lambda: (set().pop()))
t(66, lambda: ({1:2}.get(1), {1:2}.get(3), {1:2}.get(3,4), {1:2}.keys(), {1:2}.values(), {1:2}.items(), {1:2}|{3:4}, {1,2}^{2,3}, {'a':1}.setdefault('b',2), dict.fromkeys('ab',0), {1:1}.copy()))
t(67, lambda: ({1:2}.items() == {1:2}.items(), {1:2}.keys() & {1}, {1:2}.keys() == {1}))
t(68, lambda: ({1,2}.union([3],(4,)), {1,2}.intersection([2]), {1,2}.difference([1]), {1,2}.isdisjoint([3]), {1,2}.issubset([1,2,3]), {1,2,3}.issuperset([1]), frozenset([1])|{2}, {1,2}.symmetric_difference([2,3])))
t(69, lambda: (set([[]])))
t(70, lambda: ({[]}))
t(71, lambda: ({1}.remove(2)))
t(72, lambda: ({1:2}[[]]))
t(73, lambda: ((1,2).count(1), [1,2].copy(), [1,2,3].index(3,1)))
t(74, lambda: (dict([1])))
t(75, lambda: (dict([(1,2,3)])))
t(76, lambda: (range(5), range(1,10,2), len(range(0,10,3)), range(3)==range(0,3), range(0)==range(5,5), list(range(5,0,-2)), range(10)[-1], range(10).index(5), range(10).count(11)))
t(77, lambda: (range(1,2,0)))
t(78, lambda: (range('a')))
t(79, lambda: (range()))
t(80, lambda: (range(3).index(9)))
t(81, lambda: ([1,2,3].__len__(), [1,2].__getitem__(0), 'a'.__len__(), {1:2}.__contains__(1)))
t(82, lambda: ({**{'a':1}, **{'b':2}}, [*'ab', *range(2)]))
t(83, lambda: ((lambda d: (d.update({'a': 1}), d.update([('b', 2)]), d.update(c=3), d))({})))
t(84, lambda: ((lambda l: (l.extend(gen(2)), l.insert(0, 9), l.insert(-1, 8), l.reverse(), l.remove(9), l))([1])))
t(85, lambda: ((lambda s: (s.add(1), s.discard(5), s.update([2, 3]), s.difference_update([2]), s))(set())))
t(86, lambda: ((lambda l: (l.append(l), repr(l)))([1])[1]))
t(87, lambda: ((lambda d: (d.setdefault('x', d), repr(d)))({})[1]))
t(88, lambda: (dict(a=1) == {'a': 1}, {1: 'a', True: 'b', 1.0: 'c'}, {1, True, 1.0}))
t(89, lambda: ([1, 2] * 2 == [1, 2, 1, 2], (1, 2) + (3,), [] == (), 'a' < 'b' < 'c'))
t(90, lambda: ({3, 1, 2, 10, 7}, {8, 0, 16}, {100, 33, 65, 1}, set(range(40))))
t(91, lambda: (float('nan') == float('nan')))
t(92, lambda: ({} < {}))
t(93, lambda: ([1] < 3))
