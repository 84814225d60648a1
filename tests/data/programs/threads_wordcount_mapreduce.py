import re
import string
import threading
from collections import Counter, defaultdict
from concurrent.futures import ThreadPoolExecutor
from functools import reduce
from itertools import chain, islice, groupby
from operator import add, itemgetter
from queue import Queue

TEXT = """The Zen of threads:
Shared state is worse than no state; a lock is better than a race.
If the implementation is hard to explain, it's a race -- a data race!
Threads are one honking great idea. Let's do fewer of those.
Now is better than never, but a lock is often better than *right* now.
""" * 3


def chunks(seq, n):
    it = iter(seq)
    while chunk := list(islice(it, n)):
        yield chunk


def mapper(lines):
    out = []
    for line in lines:
        for word in re.findall(r"[a-z']+", line.lower()):
            out.append((word, 1))
    return out


def shuffle(pairs):
    d = defaultdict(list)
    for k, v in pairs:
        d[k].append(v)
    return d


def reducer(item):
    k, vs = item
    return k, reduce(add, vs)


class WordCounter(threading.Thread):
    def __init__(self, inq, outq):
        super().__init__()
        self.setDaemon(True) if False else setattr(self, "daemon", True)
        self.inq, self.outq = inq, outq

    def run(self):
        for lines in iter(self.inq.get, None):
            self.outq.put(Counter(w.strip(string.punctuation).lower() for l in lines for w in l.split()))
        self.inq.put(None)
        self.outq.put(None)


def main():
    lines = TEXT.splitlines()
    with ThreadPoolExecutor(4) as ex:
        mapped = list(ex.map(mapper, chunks(lines, 4)))
        shuffled = shuffle(chain.from_iterable(mapped))
        reduced = dict(ex.map(reducer, shuffled.items()))
    top = sorted(reduced.items(), key=lambda kv: (-kv[1], kv[0]))[:6]
    for w, c in top:
        print(f"{w:<10}{c:>4} {'*' * c}")
    print(len(mapped), len(reduced), sum(reduced.values()))

    inq, outq = Queue(), Queue()
    workers = [WordCounter(inq, outq) for _ in range(3)]
    for w in workers: w.start()
    for c in chunks(lines, 2): inq.put(c)
    inq.put(None)
    total, ended = Counter(), 0
    while ended < 3:
        c = outq.get()
        if c is None: ended += 1
        else: total += c
    print(total.most_common(3), total["missing"], len(list(total.elements())))
    total.subtract({"the": 100})
    print(min(total.items(), key=itemgetter(1)))
    by_len = {k: len(list(g)) for k, g in groupby(sorted(map(len, total)))}
    print(by_len)
    print(sorted(total & Counter("the race the".split()), reverse=True), +Counter(a=-1, b=2))
    print(str.maketrans("", "", string.punctuation) == {ord(c): None for c in string.punctuation})
    print(TEXT.translate(str.maketrans("ae", "43"))[:19].title())


if __name__ == '__main__':
    main()
