"""A small API over HTTP, and clients in several threads, all in one program."""

import json
import threading
import urllib.error
import urllib.request
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit


class Store:
    """Accounts that all handlers share."""

    def __init__(self):
        self.lock = threading.Lock()
        self.balances = {'ada': 100, 'alan': 50}

    def add(self, name, amount):
        with self.lock:
            balance = self.balances.get(name, 0)
            self.balances[name] = balance + amount
            return self.balances[name]


store = Store()


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        parts = urlsplit(self.path)
        if parts.path == '/balance':
            name = parse_qs(parts.query).get('name', ['?'])[0]
            if name in store.balances:
                self.reply(200, {'name': name, 'balance': store.balances[name]})
            else:
                self.reply(404, {'error': f'nobody is called {name}'})
        else:
            self.send_error(404)

    def do_POST(self):
        length = int(self.headers['Content-Length'])
        order = json.loads(self.rfile.read(length))
        self.reply(201, {'balance': store.add(order['name'], order['amount'])})

    def reply(self, status, document):
        body = json.dumps(document).encode()
        self.send_response(status)
        self.send_header('Content-Type', 'application/json')
        self.send_header('Content-Length', str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format, *args):
        pass


def deposit(base, name, amounts):
    for amount in amounts:
        data = json.dumps({'name': name, 'amount': amount}).encode()
        request = urllib.request.Request(base + '/deposit', data=data, method='POST')
        with urllib.request.urlopen(request, timeout=5) as response:
            assert response.status == 201
            json.loads(response.read())


server = ThreadingHTTPServer(('127.0.0.1', 0), Handler)
host, port = server.server_address
base = f'http://{host}:{port}'
serving = threading.Thread(target=server.serve_forever, kwargs={'poll_interval': 0.01})
serving.start()

clients = [threading.Thread(target=deposit, args=(base, name, range(1, 6)))
           for name in ('ada', 'alan', 'grace')]
for client in clients:
    client.start()
for client in clients:
    client.join()

for name in ('ada', 'alan', 'grace', 'nobody'):
    try:
        with urllib.request.urlopen(f'{base}/balance?name={name}') as response:
            print(response.status, response.headers['Content-Type'], json.loads(response.read()))
    except urllib.error.HTTPError as error:
        print(error.code, error.reason, json.loads(error.read()))
connection = HTTPConnection(host, port, timeout=5)
connection.request('GET', '/nothing')
response = connection.getresponse()
print(response.status, response.reason, response.getheader('Connection'))
response.read()
connection.close()
server.shutdown()
serving.join()
server.server_close()
try:
    urllib.request.urlopen(base, timeout=1)
except urllib.error.URLError as error:
    print('no server:', error.reason)
