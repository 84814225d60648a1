import native

count = native.word_count
LINE = "The lock is held: wait.\n"
LINES = 2_000_000

text = LINE * LINES
print(count(text, "lock"))
