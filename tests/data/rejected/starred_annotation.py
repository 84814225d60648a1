def collect(*values: *tuple[int, ...]):
    return values


print(collect(1, 2))
