"""A child computes and reports through a pipe; what it changes is its own."""
import os

data = [1, 2, 3]
reader, writer = os.pipe()
pid = os.fork()
if pid == 0:
    os.close(reader)
    data.append(sum(range(50_000)))
    os.write(writer, repr(data).encode())
    os._exit(0)
os.close(writer)
received = os.read(reader, 1000)
print("child:", received.decode())
print("parent:", data)
print("at the end:", os.read(reader, 10))
done, status = os.waitpid(pid, 0)
print(done == pid, os.WIFEXITED(status), os.WEXITSTATUS(status))
