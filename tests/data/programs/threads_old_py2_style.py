#!/usr/bin/python

import _thread as thread
import threading
import time
import warnings

warnings.filterwarnings("ignore")
exitFlag = 0

# Define a function for the thread
def print_time( threadName, delay, counter ):
   while counter:
      if exitFlag:
         threadName.exit()
      time.sleep(delay)
      print ("%s: %d" % ( threadName, counter ))
      counter -= 1

class myThread (threading.Thread):
   def __init__(self, threadID, name, counter):
      threading.Thread.__init__(self)
      self.threadID = threadID
      self.name = name
      self.counter = counter
   def run(self):
      print ("Starting " + self.name)
      # Get lock to synchronize threads
      threadLock.acquire()
      print_time(self.name, 0.08 * self.counter, 3)
      # Free lock to release next thread
      threadLock.release()
      print ("Exiting " + self.getName())

threadLock = threading.Lock()
threads = []

# Create new threads
thread1 = myThread(1, "Thread-1", 1)
thread2 = myThread(2, "Thread-2", 2)
thread1.setDaemon(False)
thread2.setName("Thread-two")
print (thread1.isDaemon(), thread2.getName(), threading.currentThread().getName(), threading.activeCount())
# Start new Threads
thread1.start()
time.sleep(0.01)
thread2.start()
threads.append(thread1)
threads.append(thread2)
# Wait for all threads to complete
for t in threads:
   t.join()
try:
   thread.start_new_thread( print_time, ("Thread-3", 0.05, 2, ) )
   thread.start_new_thread( print_time, ("Thread-4", 0.4, 1, ) )
except:
   print ("Error: unable to start thread")
time.sleep(0.7)
done = thread.allocate_lock(); done.acquire()
def ends_early(n):
   try:
      if n: thread.exit()
      print ("not reached")
   finally:
      done.release()
thread.start_new(ends_early, (1,))
done.acquire()
e = threading.Event()
print (e.isSet(), thread1.isAlive() if hasattr(thread1, 'isAlive') else 'isAlive is gone')
c = threading.Condition()
c.acquire(); c.notifyAll(); c.release()
print ("Exiting Main Thread")
