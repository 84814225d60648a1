from typing import Optional


def scale(value: float, factor: "int" = 2, *args: str, key: Optional[int] = None, **kw: dict) -> float:
    local: int = 3
    return value * factor


class Point:
    x: int
    y: int = 0
    names: list[str] = []

    class Inner:
        z: float

    def move(self, dx: int, dy: int = 0) -> None:
        pass


class Child(Point):
    w: "Point"


print(scale.__annotations__)
print(Point.__annotations__, Point.Inner.__annotations__)
print(Child.__annotations__, Point.move.__annotations__, Point().__annotations__)
class Plain: pass
print(Plain.__annotations__, (lambda: 0).__annotations__)
count: int = 0
print(__annotations__) if False else None


def outer():
    T = dict
    class Local:
        a: T
        b: list[T]
    def f(v: T) -> T: ...
    return Local.__annotations__, f.__annotations__


print(outer())
print(Point.__annotations__ is Point.__annotations__)
scale.__annotations__["extra"] = 1
print(list(scale.__annotations__), Point().move.__annotations__)
