#!/usr/bin/env python3
# Old consumer example: exit flag + queue lock
import queue
import threading
import time
import sys
import getopt, os

exitFlag = 0
usage = "usage: %s [-n N] [--help]"
# arguments: -n 2 --list=One,Two,Three rest

class myThread (threading.Thread):
    def __init__(self, threadID, name, q):
        threading.Thread.__init__(self)
        self.threadID = threadID
        self.name = name
        self.q = q
    def run(self):
        done.append ("Starting " + self.name)
        process_data(self.name, self.q)
        done.append ("Exiting " + self.name)

def process_data(threadName, q):
    while not exitFlag:
        queueLock.acquire()
        if not workQueue.empty():
            data = q.get()
            queueLock.release()
            results.append ("processing %s" % (data))
        else:
            queueLock.release()
        time.sleep(0.001)

try:
    opts, args = getopt.getopt(sys.argv[1:], "hn:", ["help", "list="])
except getopt.GetoptError as err:
    print(err); print(usage % os.path.basename(sys.argv[0])); sys.exit(2)
count, nameList = 3, []
for o, a in opts:
    if o == "-n": count = int(a)
    elif o in ("-h", "--help"): print(usage % sys.argv[0]); sys.exit()
    elif o == "--list": nameList = a.split(",")
print (opts, args, count)
done, results = [], []
threadList = ["Thread-%i" % (i + 1) for i in range(count)]
queueLock = threading.Lock()
workQueue = queue.Queue(10)
threads = []
threadID = 1

for tName in threadList:
    thread = myThread(threadID, tName, workQueue)
    thread.start()
    threads.append(thread)
    threadID += 1

queueLock.acquire()
for word in nameList:
    workQueue.put(word)
queueLock.release()

while not workQueue.empty():
    pass
time.sleep(0.01)
exitFlag = 1

for t in threads:
    t.join()
print (sorted(done)); print (results)
print ("Exiting Main Thread", time.strftime("%Y", time.gmtime(0)), time.ctime(0)[:3], time.strftime("%d %b %Y %H:%M", time.struct_time((2024, 2, 29, 12, 5, 0, 3, 60, 0))))
if len(results) != 3: sys.exit("lost something")
try:
    getopt.getopt(["-x"], "n:")
except getopt.GetoptError as err:
    print(err, err.opt)
