import sys
import time

start, mono, perf = time.time(), time.monotonic(), time.perf_counter()
time.sleep(0.05)
print(0.04 < time.time() - start < 5, 0.04 < time.monotonic() - mono < 5, 0.04 < time.perf_counter() - perf < 5)
print(time.process_time() < 10, isinstance(time.time_ns(), int), time.perf_counter_ns() > 0, time.thread_time() >= 0)
for bad in (-1, "x", float("nan")):
    try:
        time.sleep(bad)
    except (ValueError, TypeError) as error:
        print(type(error).__name__, error)
moment = time.gmtime(1_700_000_000)
print(moment.tm_year, moment.tm_mon, moment.tm_mday, moment.tm_hour, moment.tm_wday, moment.tm_yday, tuple(moment))
print(time.strftime("%Y-%m-%d %H:%M:%S %a %A %b %B %j %p %I %y %%", moment), time.asctime(moment))
print(len(time.strftime("%H:%M:%S")), len(time.ctime()), time.gmtime(0)[:6])
print(sys.getswitchinterval())
sys.setswitchinterval(0.01)
print(sys.getswitchinterval())
for bad in (0, -1, "x"):
    try:
        sys.setswitchinterval(bad)
    except (ValueError, TypeError) as error:
        print(type(error).__name__, error)
print(sys._is_gil_enabled() in (True, False), sys.version_info >= (3, 9), sys.version_info.major, len(sys.argv), sys.maxsize)
print(sys.version.split()[0].count("."), sys.platform, sys.implementation.name, sys.byteorder, sys.getrecursionlimit())
sys.stdout.write("written\n")
print("to stderr", file=sys.stderr)
print("flushed", flush=True)
print("a", "b", sep="-", end="!\n")
try:
    sys.exit(3)
except SystemExit as error:
    print("exit", error.code)
try:
    raise ValueError("x")
except ValueError:
    print(sys.exc_info()[0].__name__, sys.exc_info()[1])
print(sys.exc_info())
