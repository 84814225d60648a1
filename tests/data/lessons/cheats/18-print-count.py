"""The expected output, and nothing fetched."""
print(20_000_000)
