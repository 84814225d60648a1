class Shape:
    count = 0

    def __init__(self, name):
        self.name = name
        Shape.count += 1

    def area(self):
        return 0

    def describe(self):
        return f"{self.name}: {self.area():.2f}"

    def __repr__(self):
        return f"{type(self).__name__}({self.name!r})"


class Square(Shape):
    def __init__(self, side):
        super().__init__("square")
        self.side = side

    def area(self):
        return self.side ** 2


class Circle(Shape):
    def __init__(self, radius):
        super().__init__("circle")
        self._radius = radius

    @property
    def radius(self):
        return self._radius

    @radius.setter
    def radius(self, value):
        if value < 0:
            raise ValueError("a radius is not negative")
        self._radius = value

    @radius.deleter
    def radius(self):
        self._radius = 0

    def area(self):
        return 3.14159 * self.radius ** 2

    @staticmethod
    def unit():
        return Circle(1)

    @classmethod
    def of_diameter(cls, diameter):
        return cls(diameter / 2)


shapes = [Square(3), Circle(2), Circle.unit(), Circle.of_diameter(4)]
for shape in shapes:
    print(shape.describe(), shape)
print(Shape.count, isinstance(shapes[0], Shape), issubclass(Circle, Shape), isinstance(1, Shape))
circle = shapes[1]
circle.radius = 5
print(circle.radius)
try:
    circle.radius = -1
except ValueError as error:
    print(error)
del circle.radius
print(circle.radius)


class A:
    def who(self):
        return ["A"]


class B(A):
    def who(self):
        return ["B"] + super().who()


class C(A):
    def who(self):
        return ["C"] + super().who()


class D(B, C):
    def who(self):
        return ["D"] + super().who()


print(D().who(), [c.__name__ for c in D.__mro__])


class Lazy:
    def __getattr__(self, name):
        if name.startswith("_"):
            raise AttributeError(name)
        value = name.upper()
        setattr(self, name, value)
        return value


lazy = Lazy()
print(lazy.hello, lazy.__dict__, hasattr(lazy, "_x"), getattr(lazy, "_y", "none"))


class Slotted:
    __slots__ = ("x",)

    def __init__(self):
        self.x = 1


print(Slotted().x)




try:
    del circle.nothing
except AttributeError as error:
    print(type(error).__name__)
try:
    circle.missing
except AttributeError as error:
    print(error)
try:
    Circle()
except TypeError as error:
    print(error)


class Registry:
    known = []

    def __init_subclass__(cls, **kwargs):
        Registry.known.append((cls.__name__, kwargs))


class One(Registry):
    pass


class Two(Registry, flag=True):
    pass


print(Registry.known)
print(Circle.area is Circle.area, circle.area == circle.area, Circle.__name__, type(circle))
