data = b"hello"
print(data, data[0], data[1:3], list(data), data + b" world", data * 2, len(data), b"ell" in data, 104 in data)
print(data.hex(), bytes.fromhex("68 69"), bytes([1, 2, 255]), bytes(3), data.upper(), data.find(b"l"), data.replace(b"l", b"L"), data.split(b"l"))
print(data.decode(), "é".encode("utf-8"), b"\xff".decode("latin-1"), data == b"hello", data < b"help", hash(b"a") == hash(b"a"))
buffer = bytearray(b"abc")
buffer.append(100)
buffer[0] = 65
buffer.extend(b"ef")
print(buffer, len(buffer), bytes(buffer), buffer[1:3], buffer.decode())
try:
    b"\xff".decode()
except UnicodeDecodeError as error:
    print(error)
try:
    "é".encode("ascii")
except UnicodeEncodeError as error:
    print(error)
print(range(5), list(range(2, 10, 3)), list(range(5, 0, -2)), len(range(0, 100, 7)), 15 in range(0, 100, 5), range(10)[2:5], range(10)[-1], range(3) == range(0, 3))
print(slice(1, 2), type(slice(1)), [1, 2, 3, 4][slice(1, 3)], None is None, ..., NotImplemented)
print(type(1), type("a"), type(None), type([]), type(print), type(lambda: 1), type(range(1)), type(int), type(type(5)))
print(isinstance(True, int), isinstance(1, (str, int)), issubclass(bool, int), callable(len), callable(5))
print(id(None) == id(None), hash("a") == hash("a"), bool([]), repr(print), print.__name__)
print(list(map(lambda a, b: a + b, [1, 2], [3, 4])), list(filter(None, [0, 1, "", "a"])), list(reversed([1, 2, 3])), list(enumerate("ab", 5)))
print(list(zip([1, 2, 3], "ab")), sorted([3, 1, 2], reverse=True), sorted("bca", key=lambda c: -ord(c)), any([]), all([]))
print(vars(type("T", (), {"x": 1}))["x"], type("Made", (), {"y": 2}).y, getattr(5, "real"), hasattr([], "append"))
print(divmod(17, 5), pow(2, 5), abs(-1), round(1.5), chr(65), ord("A"), sum([]), len({}), min(3, 2), max([1, 5, 3]))
print(frozenset([1, 2]) | {3}, frozenset("a") == {"a"}, {frozenset([1]): "x"}[frozenset([1])])
print(iter([1]).__next__(), next(iter([7, 8])), list(iter([1, 2].pop, 1)))
