"""A binary file format: struct, bytes formatting, checksums, base64, decoding errors."""
import base64
import binascii
import hashlib
import io
import struct
import sys
import zlib

HEADER = struct.Struct("<4sHHI")
RECORD = struct.Struct(">hB3xd")


def pack(records):
    body = bytearray()
    for key, flag, value in records:
        body += RECORD.pack(key, flag, value)
    body = zlib.compress(bytes(body), 9)
    return HEADER.pack(b"GILS", 1, len(records), zlib.crc32(body)) + body


def unpack(data):
    view = data
    magic, version, count, crc = HEADER.unpack_from(view)
    if magic != b"GILS":
        raise ValueError("bad magic %r" % bytes(magic))
    body = view[HEADER.size:]
    if zlib.crc32(body) != crc:
        raise ValueError(f"checksum {zlib.crc32(body):08x} is not {crc:08x}")
    return list(RECORD.iter_unpack(zlib.decompress(body)))[:count]


records = [(-1, 255, 0.5), (300, 0, 1e100), (7, 7, -0.0)]
data = pack(records)
print(len(data), HEADER.size, RECORD.size, RECORD.format, unpack(data) == records, unpack(data))
broken = bytearray(data)
broken[-1] ^= 0xFF
for bad in (bytes(broken), b"NOPE" + data[4:], data[:5]):
    try:
        unpack(bad)
    except (ValueError, struct.error) as error:
        print(type(error).__name__, error)
print(b"%s=%d %5.2f|%-6s|%x|%c|%%|%r" % (b"key", 42, 3.14159, b"ab", 255, 65, "txt"))
print(b"%b %a" % (b"raw", "\xe9"), bytearray(b"%04d") % 7, b"%(a)s" % {b"a": b"named"})
for bad in (lambda: b"%s" % "text", lambda: b"%d" % b"x", lambda: b"%s %s" % b"a", lambda: b"a" % b"b", lambda: b"%z" % 1):
    try:
        print(bad())
    except Exception as error:
        print(type(error).__name__, error)

text = "naïve – 10 €, 日本 🐍"
for encoding in ("utf-8", "latin-1", "ascii"):
    try:
        raw = text.encode(encoding)
        print(f"{encoding:10}{len(raw):4} {raw[:12].hex(' ')}")
    except UnicodeEncodeError as error:
        print(f"{encoding:10}{error}; {error.encoding} {error.start} {error.end} {error.reason} {error.object[error.start:error.end]!r}")
for errors in ("replace", "ignore", "xmlcharrefreplace", "backslashreplace"):
    print(text.encode("ascii", errors))
for raw in (b"caf\xc3", b"\xff\xfe", b"ok \x80 bad", b"\xed\xa0\x80"):
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError as error:
        print(error, "|", error.encoding, error.object, error.start, error.end, error.reason, error.args[0])
    print(raw.decode("utf-8", "replace"), raw.decode("utf-8", "backslashreplace"), raw.decode("latin-1"), raw.decode("ascii", "ignore"))
try:
    raise UnicodeDecodeError("mine", b"abc", 1, 2, "because")
except UnicodeError as error:
    print(error, isinstance(error, ValueError), error.args)
try:
    "x".encode("no-such-codec")
except LookupError as error:
    print(error)
print(base64.b64encode(b"any carnal pleas"), base64.urlsafe_b64decode("-_-_"), base64.b32encode(b"hi"), base64.b16encode(b"\x01\xab"), base64.b85encode(b"hello"))
try:
    base64.b64decode("abc")
except binascii.Error as error:
    print(error)
for name in ("md5", "sha1", "sha256", "blake2b"):
    print(name, hashlib.new(name, b"gilscope").hexdigest()[:32])
print((1024).to_bytes(2, "big"), int.from_bytes(b"\xff\xfe", "little", signed=True), bytes.fromhex("de ad be ef"), b"\x00A\xff'\"".hex(":"))
stream = io.BytesIO(b"line one\nline two\nrest")
print(stream.readline(), stream.tell(), stream.read(4), stream.readlines(), stream.seek(-4, io.SEEK_END), stream.read(), stream.getvalue()[:4])
print(b"a,b,,c".split(b","), b" x ".strip(), b"abc".translate(bytes.maketrans(b"ab", b"xy")), b"-".join([b"1", b"2"]), b"Hello".swapcase(), b"abc".find(b"c"), b"a" * 3, 98 in b"abc", b"bc" in b"abc")
print(sys.byteorder, bytes(3), bytes([1, 2]), bytearray(b"x") + b"y", b"abc"[1], b"abc"[1:], b"abc" < b"abd", b"\t\n".isspace())
b"caf\xe9".decode()
