"""What becomes of exceptions nobody catches, thread by thread."""
import sys
import threading


def divide(a, b):
    return a / b


def worker(n):
    values = [1, 2, 3]
    if n == 0:
        return divide(n, 0)
    if n == 1:
        return values[10]
    if n == 2:
        return {"a": 1}["b"]
    if n == 3:
        raise SystemExit(3)
    if n == 4:
        sys.exit("bye from a thread")
    if n == 5:
        try:
            divide(1, 0)
        except ZeroDivisionError as e:
            raise RuntimeError("wrapped") from e
    if n == 6:
        int("twelve")
    if n == 7:
        undefined_name
    return None


class Custom(threading.Thread):
    def run(self):
        self.missing.append(1)


for n in range(9):
    t = threading.Thread(target=worker, args=(n,), name="worker-%d" % n)
    t.start()
    t.join()
    print(n, "ended", t.is_alive())

c = Custom()
c.start()
c.join()

t = threading.Thread(target=worker)
t.start()
t.join()
t = threading.Thread(target=worker, args=(1, 2))
t.start()
t.join()
t = threading.Thread(target=worker(8), args=())
t.start()
t.join()
try:
    threading.Thread(worker)
except AssertionError as e:
    print("AssertionError:", e)
try:
    threading.Thread(target=print, args=5).start()
except TypeError as e:
    print("TypeError", e)
try:
    t = threading.Thread(target=print, args=[1, 2], kwargs={"sep": "-"})
    t.start(); t.join()
    t = threading.Thread(target=print, args=("text"))
    t.start(); t.join()
    t = threading.Thread(target="not callable")
    t.start(); t.join()
except Exception as e:
    print(type(e), e)
try:
    threading.current_thread().join()
except RuntimeError as e:
    print("RuntimeError:", e)
try:
    threading.Thread().join()
except RuntimeError as e:
    print("RuntimeError:", e)
print("main ends with 4")
sys.exit(4)
