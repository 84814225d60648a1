import random, threading, time, string, statistics, decimal, fractions
random.seed(2024)
def draw(rng, n, out, lock):
    for _ in range(n):
        with lock: out.append(rng.randint(1, 6))
out, lock = [], threading.Lock()
ts = [threading.Thread(target=draw, args=(random.Random(i), 10, out, lock)) for i in range(3)]
for t in ts: t.start(); t.join()
print(out, sum(out))
print(random.random(), random.uniform(1, 2), random.choice("abc"), random.sample(range(50), 4), random.randrange(0, 100, 5))
x = list(range(8)); random.shuffle(x); print(x, random.choices("HT", k=5), round(random.gauss(0, 1), 6), random.getrandbits(16))
print(random.choices(["r", "g"], weights=[1, 3], k=4), random.betavariate(1, 2), random.expovariate(3), random.triangular(0, 1, .2))
st = random.getstate(); a = random.random(); random.setstate(st); print(a == random.random())
def monte_carlo(n, seed):
    r = random.Random(seed); hits = sum(r.random() ** 2 + r.random() ** 2 <= 1 for _ in range(n)); res.append(4 * hits / n)
res = []
ts = [threading.Thread(target=monte_carlo, args=(500, s)) for s in range(4)]
for t in ts: t.start()
for t in ts: t.join()
print(sorted(res), "pi ~ %.3f" % statistics.mean(res), statistics.median(res), round(statistics.stdev(res), 5))
print(''.join(random.Random("text seed").choice(string.ascii_uppercase + string.digits) for _ in range(12)))
print(random.Random(b"bytes").random(), random.Random(1.5).random(), random.Random(-7).random(), random.Random(10**30).random())
def account(v):
    with decimal.localcontext() as ctx:
        ctx.prec = 6
        got.append(decimal.Decimal(v) / 7)
got = []
t = threading.Thread(target=account, args=(22,)); t.start(); t.join()
print(got, decimal.Decimal(22) / 7, fractions.Fraction(22, 7) - 3, decimal.getcontext().prec)
