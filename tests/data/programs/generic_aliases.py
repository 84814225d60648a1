Vector = list[float]
v: Vector = [1.0]
print(Vector, dict[str, list[int]], tuple[int, ...], list[int] == list[int], list[int]("ab"))
print(int | str, int | None, isinstance(3, int | str), isinstance("x", int | None), isinstance(None, int | None))
print(type(list[int]), Vector.__origin__, Vector.__args__)
print((int | str) == (str | int), int | str | float, list[int] | None)
class Stack(list[int]):
    pass
print(Stack.__mro__, Stack.__orig_bases__, Stack([1]))
try:
    1 | str
except TypeError as e:
    print(e)
