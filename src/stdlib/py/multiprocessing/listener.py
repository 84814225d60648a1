"""Listeners and clients: connections between processes that only know an address.

Owns how the two find each other: the listener leaves a note in named shared memory, at the address
(path or port); the client follows it, and the listener takes its ends of two pipes. Unlike a socket,
a client waits until it has been accepted.
"""

import hashlib
import itertools
import os
import posix
import select

from multiprocessing import heap
from multiprocessing.connection import Connection
from multiprocessing.context import AuthenticationError

families = ['AF_INET', 'AF_UNIX']
default_family = 'AF_UNIX'

_paths = itertools.count(1)

# A request: the client's process, and its descriptors for the listener to take; 8 bytes each.
_REQUEST = 3

# The first port that a system hands out by itself (IANA's dynamic ports).
_FIRST_PORT = 49152


def address_type(address):
    """The family that an address belongs to."""
    if type(address) == tuple:
        return 'AF_INET'
    if type(address) is str:
        return 'AF_UNIX'
    raise ValueError('address type of %r unrecognized' % (address,))


def _arbitrary_address(family):
    if family == 'AF_INET':
        return ('localhost', 0)
    if family == 'AF_UNIX':
        return '/tmp/pymp-%d/listener-%d' % (posix.getpid(), next(_paths))
    raise ValueError('unrecognized family')


class Listener:
    """Waits for clients at an address."""

    def __init__(self, address=None, family=None, backlog=1, authkey=None):
        family = family or (address and address_type(address)) or default_family
        address = address or _arbitrary_address(family)
        if authkey is not None and not isinstance(authkey, bytes):
            raise TypeError('authkey should be a byte string')
        self._authkey = authkey
        self._address, self._note = _leave_note(address)
        self._requests, self._door = posix.pipe()
        self._note.store('q', 0, posix.getpid())
        self._note.store('q', 8, self._door)
        self._last_accepted = None

    def accept(self):
        """The connection to the next client."""
        if self._requests is None:
            raise OSError('listener is closed')
        client, reading, writing = heap.read_numbers(self._requests, _REQUEST)
        conn = Connection(heap.take_descriptor(client, reading),
                          write_handle=heap.take_descriptor(client, writing))
        posix.write(conn._out, b'.')
        if self._authkey is not None:
            deliver_challenge(conn, self._authkey)
            answer_challenge(conn, self._authkey)
        return conn

    def close(self):
        """Take no more clients."""
        if self._requests is not None:
            heap.unlink_named(_place(self._address))
            posix.close(self._requests)
            posix.close(self._door)
            self._requests = None

    @property
    def address(self):
        """Where clients find it."""
        return self._address

    @property
    def last_accepted(self):
        """Where the last client came from: not known of a client here."""
        return self._last_accepted

    def __enter__(self):
        return self

    def __exit__(self, exc_type, exc_value, exc_tb):
        self.close()


def _place(address):
    return 'listener %r' % (address,)


def _leave_note(address):
    if type(address) is not tuple or address[1] != 0:
        try:
            return address, heap.create_named(_place(address), 16)
        except FileExistsError:
            raise OSError(98, 'Address already in use') from None
    for port in itertools.count(_FIRST_PORT):
        try:
            return (address[0], port), heap.create_named(_place((address[0], port)), 16)
        except FileExistsError:
            pass


def Client(address, family=None, authkey=None):
    """A connection to the listener at an address."""
    family = family or address_type(address)
    if authkey is not None and not isinstance(authkey, bytes):
        raise TypeError('authkey should be a byte string')
    conn = _knock(address, family)
    if authkey is not None:
        answer_challenge(conn, authkey)
        deliver_challenge(conn, authkey)
    return conn


def _knock(address, family):
    try:
        note = heap.open_named(_place(address))
        door = heap.take_descriptor(note.load('q', 0), note.load('q', 8))
    except OSError:
        if family == 'AF_UNIX':
            raise FileNotFoundError(2, 'No such file or directory') from None
        raise ConnectionRefusedError(111, 'Connection refused') from None
    reading, theirs_out = posix.pipe()
    theirs_in, writing = posix.pipe()
    heap.write_numbers(door, posix.getpid(), theirs_in, theirs_out)
    posix.close(door)
    poller = select.poll()
    poller.register(reading, select.POLLIN)
    poller.poll()
    posix.read(reading, 1)
    posix.close(theirs_in)
    posix.close(theirs_out)
    return Connection(reading, write_handle=writing)


_CHALLENGE = b'#CHALLENGE#'
_WELCOME = b'#WELCOME#'
_FAILURE = b'#FAILURE#'


def _digest(authkey, message):
    return hashlib.sha256(authkey + message).digest()


def deliver_challenge(connection, authkey):
    """Let the other end show that it knows the key."""
    if not isinstance(authkey, bytes):
        raise ValueError("Authkey must be bytes, not {0!s}".format(type(authkey)))
    message = os.urandom(20)
    connection.send_bytes(_CHALLENGE + message)
    if connection.recv_bytes(256) != _digest(authkey, message):
        connection.send_bytes(_FAILURE)
        raise AuthenticationError('digest received was wrong')
    connection.send_bytes(_WELCOME)


def answer_challenge(connection, authkey):
    """Show the other end that this one knows the key."""
    if not isinstance(authkey, bytes):
        raise ValueError("Authkey must be bytes, not {0!s}".format(type(authkey)))
    message = connection.recv_bytes(256)
    if not message.startswith(_CHALLENGE):
        raise AuthenticationError(f'Protocol error, expected challenge: {message=}')
    connection.send_bytes(_digest(authkey, message[len(_CHALLENGE):]))
    if connection.recv_bytes(256) != _WELCOME:
        raise AuthenticationError('digest sent was rejected')
