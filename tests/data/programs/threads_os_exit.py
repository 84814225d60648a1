import os, sys, threading, time, atexit

atexit.register(print, "atexit never runs after os._exit")

def watchdog(seconds):
    time.sleep(seconds)
    print("watchdog: killing the process with status 7", flush=True)
    os._exit(7)

threading.Thread(target=watchdog, args=(0.03,), daemon=True).start()
lock = threading.Lock()
lock.acquire()
sys.stdout.write("lost text without a newline or a flush? ")
sys.stdout.flush()
print("main: about to deadlock", flush=True)
sys.stderr.write("main: stderr is not buffered\n")
print("this stays in the buffer when stdout is no terminal")
with lock:
    print("unreachable")
