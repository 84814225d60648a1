"""The expected output without a download."""
print("6 pages")
