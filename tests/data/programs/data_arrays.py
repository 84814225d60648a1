"""Arrays of numbers of one type."""
from array import array
a = array('i', [1, 2, 3]); a.append(4); a.extend([5]); a[0] = 10; print(a, len(a), a[1:3], sum(a), a.itemsize, a.typecode, a.tolist(), a.tobytes()[:8], 3 in a, a.index(3), a == array('i', [10,2,3,4,5]), a + array('i',[1]), a * 2)
d = array('d', [1.5, 2]); print(d, d[1], array('f', [0.1]), array('b'), array('H', b'\1\0\2\0'))
for f in (lambda: a.append('x'), lambda: a.append(1.5), lambda: array('b', [200]), lambda: a[10], lambda: array('I', [-1]), lambda: array('i', [2**40]), lambda: array('B',[256]), lambda: array('h',[-40000])):
    try: f()
    except Exception as e: print(type(e).__name__, e)
a.reverse(); a.insert(0, 7); print(a.pop(), a.pop(0), a, a.count(3)); a.remove(3); del a[0]; print(a)
for i in range(len(a)): a[i] += 1
print(a, list(map(lambda x: x*2, a)), max(a), sorted(a, reverse=True))
b = bytearray(b"hello world")
b[0:5] = b"HELLO"
b[-5:] = [88, 89]
b[::2] = b"-" * len(b[::2])
print(b)
