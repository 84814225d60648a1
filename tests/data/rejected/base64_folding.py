import base64

base64.a85encode(b"    ", foldspaces=True)
