import sys
class E(Exception):
    def __str__(self): return 'multi\nline'
def g():
    yield 1
    raise E
try:
    list(g())
except E as e:
    e.add_note('a note')
    try:
        {}['missing']
    except KeyError:
        x = (1 +
             'a')
