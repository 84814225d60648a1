def area(width, height):
    return width * height


total = 0
for size in [(1, 2), (3,)]:
    total += area(*size)
print(total)
