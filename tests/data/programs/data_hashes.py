"""Hashes, checksums, compression and text forms of bytes."""
import hashlib, zlib, binascii, base64, hmac, uuid
for n in sorted(hashlib.algorithms_guaranteed):
    h = hashlib.new(n, b"hello ")
    h.update(bytearray(b"world"))
    g = h.copy(); g.update(b"!"*5000)
    if n.startswith("shake"):
        print(n, h.hexdigest(20), g.hexdigest(10), h.digest_size, h.block_size, h.name)
    else:
        print(n, h.hexdigest(), g.hexdigest()[:16], h.digest_size, h.block_size, h.name)
print(hashlib.sha256(b"x").digest())
print(hashlib.blake2b(b"data", digest_size=20, key=b"secret", salt=b"salt", person=b"me").hexdigest())
print(hashlib.blake2s(b"data"*100, digest_size=8, key=b"k").hexdigest())
print(hashlib.pbkdf2_hmac("sha256", b"pw", b"salt", 1000).hex())
print(hashlib.pbkdf2_hmac("sha1", b"pw", b"salt", 10, 50).hex())
for bad in (lambda: hashlib.sha256("abc"), lambda: hashlib.new("nope"), lambda: hashlib.sha256(5), lambda: hashlib.md5().update("x"), lambda: hashlib.blake2b(digest_size=65), lambda: hashlib.sha256().hexdigest(3), lambda: hashlib.blake2b(key=b'x'*65)):
    try: bad()
    except Exception as e: print(type(e).__name__, e)
print(hmac.new(b"key", b"msg", "sha256").hexdigest(), hmac.digest(b"key", b"msg", "md5").hex(), hmac.new(b"k"*100, digestmod=hashlib.sha1).name)
print(hmac.compare_digest("a","a"), hmac.compare_digest(b"a",b"b"))
text = b"the quick brown fox jumps over the lazy dog. " * 50
for lvl in (-1, 0, 1, 6, 9):
    c = zlib.compress(text, lvl); print(lvl, zlib.decompress(c) == text, c[:2])
print(zlib.crc32(text), zlib.adler32(text), zlib.crc32(b"b", zlib.crc32(b"a")), zlib.crc32(b"ab"))
for bad in (lambda: zlib.decompress(b"abc"), lambda: zlib.decompress(zlib.compress(text)[:-5]), lambda: zlib.compress("x"), lambda: zlib.compress(b"", 10), lambda: zlib.decompress(b"")):
    try: bad()
    except Exception as e: print(type(e), e)
co = zlib.compressobj(); p = [co.compress(text), co.compress(text), co.flush()]
print([len(x) for x in p[:2]], zlib.decompress(b"".join(p)) == text*2)
d = zlib.decompressobj(); out = d.decompress(b"".join(p) + b"rest", 100); print(len(out), len(d.unconsumed_tail) > 0, d.eof)
out += d.decompress(d.unconsumed_tail); print(len(out), d.unused_data, d.eof, d.flush())
print(binascii.hexlify(b"\x01\xab"), binascii.hexlify(b"12345678", "-", 3), binascii.unhexlify("01ab"), binascii.b2a_base64(b"hi"), binascii.a2b_base64("aGk="))
for bad in (lambda: binascii.unhexlify("0"), lambda: binascii.unhexlify("zz"), lambda: base64.b64decode("abc"), lambda: base64.b64decode("abcde"), lambda: base64.b64decode("ab!d", validate=True), lambda: base64.b64encode("x")):
    try: bad()
    except Exception as e: print(type(e), e)
print(base64.b64encode(b"\xff\xfe?>"), base64.urlsafe_b64encode(b"\xff\xfe?>"), base64.b64decode(b"//4/Pg=="), base64.urlsafe_b64decode("__4_Pg=="))
print(base64.b32encode(b"hello!"), base64.b32decode(b"NBSWY3DPEE======"), base64.b16encode(b"az"), base64.b16decode(b"617A"), base64.b85encode(b"hello world"), base64.b85decode(base64.b85encode(b"hello world")), base64.a85encode(b"hello\0\0\0\0\0\0"), base64.a85decode(base64.a85encode(b"hello")))
u = uuid.UUID('12345678-1234-5678-1234-567812345678'); print(u, repr(u), u.hex, u.int, u.bytes, u.urn, u.variant, u.version, u.fields)
print(uuid.uuid5(uuid.NAMESPACE_DNS, "python.org"), uuid.uuid3(uuid.NAMESPACE_DNS, "python.org"), uuid.uuid4().version, len(str(uuid.uuid1())))
try: uuid.UUID("x")
except ValueError as e: print(e)
print(base64.encodebytes(b"x"*100))
