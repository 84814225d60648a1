import struct

struct.pack("e", 1.5)
