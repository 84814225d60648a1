#!/usr/bin/python3
# -*- coding: utf-8 -*-
"""
  ticket office: several windows sell the same stock of tickets
  (old tutorial, python 2 habits)
"""
import threading, time
import sys

tickets = 20
sold = {}
lock = threading.Lock()
print_lock = threading.Lock()

def say(fmt, *args):
    with print_lock:
        sys.stdout.write(fmt % args + '\n')
        sys.stdout.flush()

class SellerThread(threading.Thread):
    def __init__(self, threadID, name, delay):
        threading.Thread.__init__(self)
        self.threadID = threadID
        self.name = name
        self.delay = delay

    def run(self):
        say("Starting %s", self.name)
        sell(self.name, self.delay)

    def __str__(self):
        return "<seller #%d: %s>" % (self.threadID, self.name)

def sell(name, delay):
    global tickets
    while True:
        lock.acquire()
        try:
            if tickets <= 0:
                break
            tickets -= 1
            sold[name] = sold.get(name, 0) + 1
        finally:
            lock.release()
        time.sleep(delay)

def main():
    windows = []
    for i, (name, delay) in enumerate([("window-A", 0.004), ("window-B", 0.005), ("window-C", 0.006)]):
        w = SellerThread(i + 1, name, delay)
        windows.append(w)
    for w in windows:
        print(w, w.name, w.daemon, w.is_alive())
    for w in windows:
        w.start()
        time.sleep(0.002)
    print("alive: %d, main is %r" % (threading.active_count(), threading.current_thread().name))
    for w in windows:
        w.join()
    total = 0
    for name in sorted(sold):
        total += sold[name]
        print("%-10s|%s" % (name, "#" if sold[name] < 5 else "many"))
    print("total sold: %d, left: %d" % (total, tickets))
    print("%s %s" % (total == 20, [w.is_alive() for w in windows]))
    try:
        windows[0].start()
    except RuntimeError as e:
        print("RuntimeError:", e)
    print("Exiting Main Thread")

if __name__ == "__main__":
    main()
