RATE = 1


def compute(part):
    return RATE / part


RESULT = compute(0)
