"""The parent waits for whichever child ends first, without waiting more than it must."""
import os
import time

pids = {}
for name, delay in [("slow", 0.6), ("quick", 0.1), ("middling", 0.35)]:
    pid = os.fork()
    if pid == 0:
        time.sleep(delay)
        os._exit(len(name))
    pids[pid] = name
print(os.waitpid(-1, os.WNOHANG))
while pids:
    pid, status = os.wait()
    print(pids.pop(pid), os.WEXITSTATUS(status))
print("all done")
