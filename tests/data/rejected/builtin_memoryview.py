view = memoryview(b"text")
print(view[0])
