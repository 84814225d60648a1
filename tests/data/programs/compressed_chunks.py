"""Chunks are compressed by a pool of threads, which zlib lets run at the same time, and checked at the end."""

import queue
import threading
import zlib

CHUNK = 2000


def make_text(size):
    words = [b"lock", b"thread", b"core", b"switch", b"wait", b"run"]
    out = bytearray()
    n = 7
    while len(out) < size:
        n = (n * 1103515245 + 12345) % 2**31
        out += words[n // 65536 % len(words)] + b" "
    return bytes(out[:size])


class Compressor(threading.Thread):
    def __init__(self, jobs, results):
        super().__init__()
        self.jobs = jobs
        self.results = results

    def run(self):
        while True:
            job = self.jobs.get()
            if job is None:
                return
            number, data = job
            self.results[number] = (zlib.compress(data), zlib.crc32(data))


def main():
    text = make_text(24_000)
    chunks = [text[at:at + CHUNK] for at in range(0, len(text), CHUNK)]
    jobs, results = queue.Queue(), {}
    pool = [Compressor(jobs, results) for _ in range(3)]
    for thread in pool:
        thread.start()
    for job in enumerate(chunks):
        jobs.put(job)
    for _ in pool:
        jobs.put(None)
    for thread in pool:
        thread.join()

    print("chunks:", len(results), "of", len(chunks))
    small = sum(len(data) for data, _ in results.values())
    print("smaller than half:", small < len(text) / 2)
    back = b"".join(zlib.decompress(results[n][0]) for n in range(len(chunks)))
    print("the same text:", back == text, "checksum", zlib.crc32(back))
    rolling = 0
    for chunk in chunks:
        rolling = zlib.crc32(chunk, rolling)
    print("checksum piece by piece is equal:", rolling == zlib.crc32(text))
    print("adler32:", zlib.adler32(text))

    decompressor = zlib.decompressobj()
    stream = zlib.compress(text)
    out = b""
    for at in range(0, len(stream), 500):
        out += decompressor.decompress(stream[at:at + 500])
    out += decompressor.flush()
    print("in pieces:", out == text, decompressor.eof)
    damaged = bytearray(stream)
    damaged[0] ^= 0xFF
    try:
        zlib.decompress(bytes(damaged))
    except zlib.error as error:
        print("damaged:", error)


main()
