"""What a program can ask of its interpreter, printed where it is the same everywhere."""

import errno
import platform
import sys
import sysconfig
import time
import timeit

print(sys.version_info >= (3, 13), sys.version_info[0], sys.version_info.major, len(sys.version_info))
print(sys.version.startswith("%d.%d" % sys.version_info[:2]), sys.hexversion >> 24)
print(sys.implementation.name, sys.platform, sys.byteorder, sys.maxsize, sys.maxunicode)
print(sys.float_info.max, sys.float_info.epsilon, sys.float_info.dig, sys.int_info.bits_per_digit)
print(sys.hash_info.width, sys.hash_info.modulus, sys.thread_info.name)
print(sys.getrecursionlimit(), sys.getswitchinterval(), sys.getdefaultencoding())
print(sys.get_int_max_str_digits(), sys.flags.optimize, sys.flags.dev_mode, sys.api_version)
print("threading" in sys.stdlib_module_names, "requests" in sys.stdlib_module_names)
print("time" in sys.builtin_module_names, "sys" in sys.modules, "json" in sys.modules)
print(sys.exc_info(), sys.exception(), sys.gettrace(), sys.getprofile(), sys.is_finalizing())
print(type(sys.executable), type(sys.path), sys.dont_write_bytecode in (True, False))
print(repr(sys.float_info)[:40], repr(sys.version_info)[:25])
try:
    raise KeyError("k")
except KeyError:
    kind, value, tb = sys.exc_info()
    print(kind, value, tb.tb_lineno, sys.exception() is value)


def depth(n):
    frame = sys._getframe(n)
    return frame.f_code.co_name


def outer():
    return depth(0), depth(1), depth(2)


print(outer(), sys._getframe().f_code.co_name, sys._getframe().f_back)
try:
    sys._getframe(1000)
except ValueError as exc:
    print("ValueError:", exc)


def with_locals(a, b=2):
    c = a + b
    return dict(sys._getframe().f_locals), sorted(sys._getframe(1).f_globals)[:3]


print(with_locals(1)[0], with_locals.__code__.co_varnames)
sys.setrecursionlimit(200)


def forever(n):
    return forever(n + 1)


try:
    forever(0)
except RecursionError as exc:
    print("RecursionError", str(exc)[:32])
sys.setrecursionlimit(1000)
print(sysconfig.get_config_var("Py_GIL_DISABLED") in (0, 1), sysconfig.get_config_var("nothing"))
print(sysconfig.get_python_version() == "%d.%d" % sys.version_info[:2], "prefix" in sysconfig.get_config_vars())
print(sorted(sysconfig.get_paths())[:3], sysconfig.get_platform())
print(platform.system(), platform.python_implementation(), platform.python_version() == sys.version.split()[0])
print(platform.machine(), platform.architecture(), len(platform.uname()), len(platform.python_version_tuple()))
print(errno.ENOENT, errno.errorcode[errno.EACCES], errno.EAGAIN == errno.EWOULDBLOCK, errno.ETIMEDOUT)

calls = []
print(timeit.timeit(lambda: calls.append(1), number=50) >= 0, len(calls))
print(len(timeit.repeat(lambda: None, number=10, repeat=3)), timeit.default_timer is time.perf_counter)
timer = timeit.Timer(lambda: calls.append(2), setup=lambda: calls.append("setup"))
print(timer.timeit(3) > 0, calls.count("setup"), calls.count(2))
moment = time.time()
print(time.time_ns() // 10**9 - int(moment) in (0, 1), time.gmtime(moment)[:3] == time.gmtime()[:3])
print(time.perf_counter() <= time.perf_counter(), time.process_time() >= 0, time.thread_time() >= 0)
print(time.get_clock_info("monotonic").monotonic, time.get_clock_info("time").adjustable)
print(time.strftime("%Y", time.localtime(0)) in ("1970", "1969"), len(time.ctime()), time.strptime("2026", "%Y").tm_year)
