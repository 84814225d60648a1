"""An echo server with a thread for each client."""
import socket
import threading

def serve(server, count):
    for _ in range(count):
        conn, addr = server.accept()
        threading.Thread(target=handle, args=(conn, addr)).start()

def handle(conn, addr):
    with conn:
        while data := conn.recv(1024):
            conn.sendall(data.upper())

def client(port, name, results):
    with socket.create_connection(('127.0.0.1', port), timeout=5) as s:
        for word in ('hello', name, 'bye'):
            s.sendall(word.encode())
            results.append((name, s.recv(1024).decode()))

server = socket.create_server(('127.0.0.1', 0))
port = server.getsockname()[1]
t = threading.Thread(target=serve, args=(server, 3)); t.start()
results = []
clients = [threading.Thread(target=client, args=(port, n, results)) for n in 'abc']
for c in clients: c.start()
for c in clients: c.join()
t.join(); server.close()
print(sorted(results))
try:
    socket.create_connection(('127.0.0.1', port))
except ConnectionRefusedError as e: print(type(e).__name__, e)
s = socket.socket(); s.settimeout(0.05); s.bind(('localhost',0)); s.listen()
try: s.accept()
except socket.timeout as e: print('timeout', e, type(e).__name__)
s.close()
a, b = socket.socketpair()
f = a.makefile('rw'); g = b.makefile('rw')
f.write('line one\nline two\n'); f.flush(); print(repr(g.readline()), repr(g.readline())); g.write('answer\n'); g.flush(); print(f.readline().strip())
f.close(); a.close(); print(repr(g.readline()))
try: socket.socket().recv(1)
except OSError as e: print(type(e).__name__, e)
s = socket.socket()
s.close()
try: s.send(b'x')
except OSError as e: print(type(e).__name__, e)
u = socket.socket(socket.AF_INET, socket.SOCK_DGRAM); u.bind(('127.0.0.1', 0))
v = socket.socket(socket.AF_INET, socket.SOCK_DGRAM); v.sendto(b'dgram', u.getsockname()); d, _ = u.recvfrom(100); print(d)
import socketserver
class H(socketserver.StreamRequestHandler):
    def handle(self):
        for line in self.rfile:
            self.wfile.write(line[::-1].strip() + b'\n')
with socketserver.ThreadingTCPServer(('127.0.0.1', 0), H) as srv:
    th = threading.Thread(target=srv.serve_forever); th.start()
    with socket.create_connection(srv.server_address) as c:
        c.sendall(b'abc\ndef\n'); c.shutdown(socket.SHUT_WR)
        data = b''
        while part := c.recv(100): data += part
    print(data)
    srv.shutdown(); th.join()
