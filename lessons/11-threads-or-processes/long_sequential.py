from words import *

LINES = 300_000

if __name__ == "__main__":
    text = LINE * LINES
    print(word_count(text))
