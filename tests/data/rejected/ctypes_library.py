"""ctypes has the types that shared values are made of, and no foreign functions."""
import ctypes

number = ctypes.c_int(41)
number.value += 1
libc = ctypes.CDLL(None)
print(libc.abs(number))
