"""The expected output without counting."""
print(2_000_000)
