class A:
    def __init__(self, x):
        self.x = self.check(x)

    def check(self, x):
        try:
            return int(x)
        except ValueError as e:
            raise TypeError("bad " + x) from e


def main():
    items = [1, 2, 3]
    total = sum(i for i in items
                if A(
                    "zz"
                ).x)
    print(total)


if __name__ == "__main__":
    main()
