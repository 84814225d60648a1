"""The process of a manager: it holds the objects, and answers each connection in a thread of its own."""

import sys
import threading

from multiprocessing import process
from multiprocessing import util
from multiprocessing.listener import Listener, answer_challenge, deliver_challenge
from multiprocessing.proxies import Token

# Views of dicts cannot be pickled: they travel as lists.
_VIEWS = (type({}.keys()), type({}.values()), type({}.items()))


def _format_exc(exc):
    import traceback
    return ''.join(traceback.format_exception(exc))


def public_methods(obj):
    """The names of an object's methods that do not start with an underscore."""
    return [name for name in dir(obj) if name[0] != '_' and callable(getattr(obj, name))]


class Server:
    """Holds the objects of a manager."""

    public = ['shutdown', 'create', 'accept_connection', 'get_methods',
              'number_of_objects', 'dummy', 'incref', 'decref']

    def __init__(self, registry, address, authkey):
        if not isinstance(authkey, bytes):
            raise TypeError("Authkey {0!r} is type {1!s}, not bytes".format(
                authkey, type(authkey)))
        self.registry = registry
        self.authkey = authkey
        # Who a client is is asked in the thread that serves it.
        self.listener = Listener(address=address, backlog=128)
        self.address = self.listener.address
        self.id_to_obj = {'0': (None, ())}
        self.id_to_refcount = {}
        self.mutex = threading.Lock()

    def serve_forever(self):
        """Answer until a client says shutdown."""
        self.stop_event = threading.Event()
        process.current_process()._manager_server = self
        accepter = threading.Thread(target=self.accepter)
        accepter.daemon = True
        accepter.start()
        try:
            while not self.stop_event.is_set():
                self.stop_event.wait(1)
        except (KeyboardInterrupt, SystemExit):
            pass
        finally:
            sys.exit(0)

    def accepter(self):
        """A thread for every client."""
        while True:
            try:
                conn = self.listener.accept()
            except OSError:
                continue
            thread = threading.Thread(target=self.handle_request, args=(conn,))
            thread.daemon = True
            thread.start()

    def handle_request(self, conn):
        """The life of a connection."""
        try:
            self._handle_request(conn)
        except (SystemExit, EOFError):
            pass
        finally:
            conn.close()

    def _handle_request(self, conn):
        try:
            deliver_challenge(conn, self.authkey)
            answer_challenge(conn, self.authkey)
            _, funcname, args, kwds = conn.recv()
            assert funcname in self.public, '%r unrecognized' % funcname
            answer = ('#RETURN', getattr(self, funcname)(conn, *args, **kwds))
        except Exception as exc:
            answer = ('#TRACEBACK', _format_exc(exc))
        try:
            conn.send(answer)
        except Exception as exc:
            util.info('Failure to send message: %r', answer)
            util.info(' ... exception was %r', exc)

    def serve_client(self, conn):
        """Call methods for the proxies of one thread, until it has no more."""
        util.debug('starting server thread to service %r', threading.current_thread().name)
        while not self.stop_event.is_set():
            try:
                request = conn.recv()
            except EOFError:
                util.debug('got EOF -- exiting thread serving %r',
                           threading.current_thread().name)
                sys.exit(0)
            answer = self._answer(conn, *request)
            try:
                conn.send(answer)
            except Exception as exc:
                conn.send(('#UNSERIALIZABLE', _format_exc(exc)))

    def _answer(self, conn, ident, methodname, args, kwds):
        try:
            obj, exposed, method_to_typeid = self.id_to_obj[ident]
            if methodname not in exposed:
                return self._fallback(obj, methodname, exposed)
            function = getattr(obj, methodname)
        except Exception as exc:
            return ('#TRACEBACK', _format_exc(exc))
        try:
            result = function(*args, **kwds)
        except Exception as exc:
            return ('#ERROR', exc)
        typeid = method_to_typeid and method_to_typeid.get(methodname, None)
        if typeid:
            new, new_exposed = self.create(conn, typeid, result)
            return ('#PROXY', (new_exposed, Token(typeid, self.address, new)))
        if isinstance(result, _VIEWS):
            result = list(result)
        return ('#RETURN', result)

    @staticmethod
    def _fallback(obj, methodname, exposed):
        if methodname == '#GETVALUE':
            return ('#RETURN', obj)
        if methodname == '__str__':
            return ('#RETURN', str(obj))
        if methodname == '__repr__':
            return ('#RETURN', repr(obj))
        raise AttributeError('method %r of %r object is not in exposed=%r' % (
            methodname, type(obj), exposed))

    # What managers and proxies ask of the server itself.

    def dummy(self, conn):
        """Show that there is a server."""

    def number_of_objects(self, conn):
        """How many objects there are."""
        return len(self.id_to_refcount)

    def shutdown(self, conn):
        """End the process."""
        util.debug('manager received shutdown message')
        try:
            conn.send(('#RETURN', None))
        finally:
            self.stop_event.set()

    def create(self, conn, typeid, /, *args, **kwds):
        """Make an object; how it is called, and the methods that proxies may use."""
        with self.mutex:
            callable, exposed, method_to_typeid, proxytype = self.registry[typeid]
            if callable is None:
                if kwds or len(args) != 1:
                    raise ValueError("Without callable, must have one non-keyword argument")
                obj = args[0]
            else:
                obj = callable(*args, **kwds)
            if exposed is None:
                exposed = public_methods(obj)
            if method_to_typeid is not None:
                exposed = list(exposed) + list(method_to_typeid)
            ident = '%x' % id(obj)
            util.debug('%r callable returned object with id %r', typeid, ident)
            self.id_to_obj[ident] = (obj, set(exposed), method_to_typeid)
            if ident not in self.id_to_refcount:
                self.id_to_refcount[ident] = 0
        self.incref(conn, ident)
        return ident, tuple(exposed)

    def get_methods(self, conn, token):
        """The methods that proxies of an object may use."""
        return tuple(self.id_to_obj[token.id][1])

    def accept_connection(self, conn, name):
        """Serve this connection until its end."""
        threading.current_thread().name = name
        conn.send(('#RETURN', None))
        self.serve_client(conn)

    def incref(self, conn, ident):
        """There is one proxy more."""
        with self.mutex:
            self.id_to_refcount[ident] += 1

    def decref(self, conn, ident):
        """There is one proxy less. The object stays: a proxy may be on its way in a message."""
        with self.mutex:
            if self.id_to_refcount[ident] <= 0:
                raise AssertionError("Id {0!s} ({1!r}) has refcount {2:n}, not 1+".format(
                    ident, self.id_to_obj[ident], self.id_to_refcount[ident]))
            self.id_to_refcount[ident] -= 1
