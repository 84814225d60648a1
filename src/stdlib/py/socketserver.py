"""Servers that handle connections one by one, or each in a thread of its own."""

import socket
import threading
from io import BytesIO


class BaseServer:
    """Waits for requests, and hands each to a handler."""

    timeout = None

    def __init__(self, server_address, RequestHandlerClass):
        self.server_address = server_address
        self.RequestHandlerClass = RequestHandlerClass
        self._stopped = threading.Event()
        self._stopped.set()
        self._stop = False

    def server_activate(self):
        pass

    def serve_forever(self, poll_interval=0.5):
        """Handle requests until shutdown()."""
        self._stopped.clear()
        try:
            while not self._stop:
                self.socket.settimeout(poll_interval)
                try:
                    request, address = self.get_request()
                except TimeoutError:
                    self.service_actions()
                    continue
                except OSError:
                    break
                if not self._stop:
                    self._handle(request, address)
                self.service_actions()
        finally:
            self._stop = False
            self._stopped.set()

    def handle_request(self):
        """Handle one request."""
        self.socket.settimeout(self.timeout)
        try:
            request, address = self.get_request()
        except TimeoutError:
            return self.handle_timeout()
        self._handle(request, address)

    def _handle(self, request, address):
        if self.verify_request(request, address):
            try:
                self.process_request(request, address)
            except Exception:
                self.handle_error(request, address)
                self.shutdown_request(request)
        else:
            self.shutdown_request(request)

    def shutdown(self):
        """End serve_forever(), and wait until it has ended."""
        self._stop = True
        with socket._lock:
            socket._changed.notify_all()
        self._stopped.wait()

    def handle_timeout(self):
        pass

    def service_actions(self):
        pass

    def verify_request(self, request, client_address):
        return True

    def process_request(self, request, client_address):
        self.finish_request(request, client_address)
        self.shutdown_request(request)

    def finish_request(self, request, client_address):
        self.RequestHandlerClass(request, client_address, self)

    def shutdown_request(self, request):
        self.close_request(request)

    def close_request(self, request):
        pass

    def server_close(self):
        pass

    def handle_error(self, request, client_address):
        import sys
        import traceback
        print('-' * 40, file=sys.stderr)
        print('Exception occurred during processing of request from', client_address,
              file=sys.stderr)
        traceback.print_exc()
        print('-' * 40, file=sys.stderr)

    def __enter__(self):
        return self

    def __exit__(self, *exc_info):
        self.server_close()


class TCPServer(BaseServer):
    """A server for streams."""

    address_family = socket.AF_INET
    socket_type = socket.SOCK_STREAM
    request_queue_size = 5
    allow_reuse_address = False
    allow_reuse_port = False

    def __init__(self, server_address, RequestHandlerClass, bind_and_activate=True):
        super().__init__(server_address, RequestHandlerClass)
        self.socket = socket.socket(self.address_family, self.socket_type)
        if bind_and_activate:
            try:
                self.server_bind()
                self.server_activate()
            except OSError:
                self.server_close()
                raise

    def server_bind(self):
        self.socket.bind(self.server_address)
        self.server_address = self.socket.getsockname()

    def server_activate(self):
        self.socket.listen(self.request_queue_size)

    def server_close(self):
        self.socket.close()

    def fileno(self):
        return self.socket.fileno()

    def get_request(self):
        return self.socket.accept()

    def shutdown_request(self, request):
        try:
            request.shutdown(socket.SHUT_WR)
        except OSError:
            pass
        self.close_request(request)

    def close_request(self, request):
        request.close()


class UDPServer(TCPServer):
    """A server for datagrams."""

    socket_type = socket.SOCK_DGRAM
    max_packet_size = 8192

    def get_request(self):
        data, address = self.socket.recvfrom(self.max_packet_size)
        return (data, self.socket), address

    def server_activate(self):
        pass

    def shutdown_request(self, request):
        pass

    def close_request(self, request):
        pass


class ThreadingMixIn:
    """Each request in a thread of its own."""

    daemon_threads = False
    block_on_close = True
    _threads = ()

    def process_request_thread(self, request, client_address):
        try:
            self.finish_request(request, client_address)
        except Exception:
            self.handle_error(request, client_address)
        finally:
            self.shutdown_request(request)

    def process_request(self, request, client_address):
        thread = threading.Thread(target=self.process_request_thread,
                                  args=(request, client_address))
        thread.daemon = self.daemon_threads
        if not self.daemon_threads and self.block_on_close:
            self._threads = [each for each in self._threads if each.is_alive()] + [thread]
        thread.start()

    def server_close(self):
        super().server_close()
        for thread in self._threads:
            thread.join()


class ThreadingTCPServer(ThreadingMixIn, TCPServer):
    """A server for streams with a thread for each connection."""


class ThreadingUDPServer(ThreadingMixIn, UDPServer):
    """A server for datagrams with a thread for each."""


class BaseRequestHandler:
    """What is done with one request."""

    def __init__(self, request, client_address, server):
        self.request = request
        self.client_address = client_address
        self.server = server
        self.setup()
        try:
            self.handle()
        finally:
            self.finish()

    def setup(self):
        pass

    def handle(self):
        pass

    def finish(self):
        pass


class StreamRequestHandler(BaseRequestHandler):
    """With files to read from and write to."""

    rbufsize = -1
    wbufsize = 0
    timeout = None

    def setup(self):
        self.connection = self.request
        if self.timeout is not None:
            self.connection.settimeout(self.timeout)
        self.rfile = self.connection.makefile('rb', self.rbufsize)
        self.wfile = self.connection.makefile('wb', self.wbufsize)

    def finish(self):
        if not self.wfile.closed:
            try:
                self.wfile.flush()
            except OSError:
                pass
        self.wfile.close()
        self.rfile.close()


class DatagramRequestHandler(BaseRequestHandler):
    """The same for datagrams."""

    def setup(self):
        self.packet, self.socket = self.request
        self.rfile = BytesIO(self.packet)
        self.wfile = BytesIO()

    def finish(self):
        self.socket.sendto(self.wfile.getvalue(), self.client_address)
