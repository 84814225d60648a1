def check(x):
    breakpoint()
    return x


check(1)
