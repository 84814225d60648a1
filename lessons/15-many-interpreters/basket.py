from concurrent.interpreters \
    import create


def add(basket):
    basket.append("pear")
    return len(basket)


if __name__ == "__main__":
    basket = ["apple"]
    a = create()
    print(a.call(add, basket))
    print(basket)
