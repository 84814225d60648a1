"""Sensors send packed records; a receiver cuts the stream into frames and unpacks them."""

import binascii
import queue
import struct
import threading

RECORD = struct.Struct("<HIf4s")
FRAME = ">BH"


class Sensor(threading.Thread):
    """Sends a few records as one frame each."""

    def __init__(self, number, wire):
        super().__init__(name=f"sensor-{number}")
        self.number = number
        self.wire = wire

    def run(self):
        for tick in range(3):
            body = RECORD.pack(self.number, tick * 1000, 20.5 + self.number / 4 + tick, b"C\xb0")
            head = struct.pack(FRAME, 0xA5, len(body))
            check = struct.pack(">I", binascii.crc32(body))
            self.wire.put((self.number, tick, head + body + check))


def unpack(frame):
    mark, size = struct.unpack_from(FRAME, frame)
    start = struct.calcsize(FRAME)
    body = frame[start:start + size]
    (check,) = struct.unpack_from(">I", frame, start + size)
    if mark != 0xA5 or check != binascii.crc32(body):
        raise ValueError("damaged frame")
    return RECORD.unpack(body)


def main():
    wire = queue.Queue()
    sensors = [Sensor(n, wire) for n in range(3)]
    for sensor in sensors:
        sensor.start()
    for sensor in sensors:
        sensor.join()
    frames = sorted(wire.get() for _ in range(9))
    print("frame:", binascii.hexlify(frames[0][2], " ").decode())
    for number, tick, frame in frames:
        sensor, time, value, unit = unpack(frame)
        assert sensor == number
        print(f"sensor {sensor} at {time:>5} ms: {value:.2f} {unit}")
    broken = bytearray(frames[0][2])
    broken[5] ^= 1
    try:
        unpack(bytes(broken))
    except ValueError as error:
        print("ValueError:", error)
    for fmt, values in (("b", (200,)), ("<I", (-1,)), ("hh", (1,))):
        try:
            struct.pack(fmt, *values)
        except struct.error as error:
            print(f"{fmt}: {error}")
    print([RECORD.size, struct.calcsize("@bq"), struct.calcsize("=bq")])
    print(struct.unpack("!d", struct.pack("!d", 0.1)), struct.pack("f", 0.1).hex())


main()
