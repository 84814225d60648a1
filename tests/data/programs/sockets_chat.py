"""A chat room: a server thread that passes messages on, and members that come and go."""

import socket
import threading


class Room:
    """Who is there, and what was said."""

    def __init__(self):
        self.lock = threading.Lock()
        self.members = {}
        self.said = []

    def enter(self, name, file):
        with self.lock:
            self.members[name] = file
            self.tell(f'* {name} comes in')

    def leave(self, name):
        with self.lock:
            del self.members[name]
            self.tell(f'* {name} goes')

    def say(self, name, text):
        with self.lock:
            self.tell(f'{name}: {text}')

    def tell(self, line):
        self.said.append(line)
        for file in self.members.values():
            file.write(line + '\n')
            file.flush()


room = Room()


def serve_member(connection):
    with connection, connection.makefile('rw', encoding='utf-8') as file:
        name = file.readline().strip()
        room.enter(name, file)
        for line in file:
            text = line.strip()
            if text == '/quit':
                break
            room.say(name, text)
        room.leave(name)


def serve(listener, count):
    threads = []
    for _ in range(count):
        connection, _ = listener.accept()
        thread = threading.Thread(target=serve_member, args=(connection,))
        thread.start()
        threads.append(thread)
    for thread in threads:
        thread.join()


class Member:
    """A client that reads what it is told until it has heard something."""

    def __init__(self, address, name):
        self.name = name
        self.socket = socket.create_connection(address, timeout=5)
        self.file = self.socket.makefile('rw', encoding='utf-8')
        self.heard = []
        self.say(name)

    def say(self, text):
        self.file.write(text + '\n')
        self.file.flush()

    def wait_for(self, text):
        while True:
            line = self.file.readline().rstrip('\n')
            self.heard.append(line)
            if line == text:
                return

    def close(self):
        self.file.close()
        self.socket.close()


with socket.create_server(('127.0.0.1', 0)) as listener:
    server = threading.Thread(target=serve, args=(listener, 3))
    server.start()
    address = listener.getsockname()
    members = []
    for name in ('Ada', 'Zoë', 'Alan'):
        member = Member(address, name)
        members.append(member)
        for other in members:
            other.wait_for(f'* {name} comes in')
    for number, member in enumerate(members):
        member.say(f'message {number}')
        for other in members:
            other.wait_for(f'{member.name}: message {number}')
    while members:
        member = members.pop()
        member.say('/quit')
        for other in members:
            other.wait_for(f'* {member.name} goes')
        print(member.name, 'heard', member.heard)
        member.close()
    server.join()
print(*room.said, sep='\n')
