try:
    try:
        raise ValueError(1)
    finally:
        raise KeyError(2)
except KeyError as e:
    saved = e
def rr():
    raise saved
try:
    {}[0]
except KeyError:
    rr()
