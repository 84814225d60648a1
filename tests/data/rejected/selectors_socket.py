import selectors
import socket

selector = selectors.DefaultSelector()
listener = socket.socket()
selector.register(listener, selectors.EVENT_READ)
selector.select(1)
