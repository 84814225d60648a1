"""In debug mode the loop says which step kept everybody waiting."""
import asyncio
import logging
import sys
import time

records = []


class Collect(logging.Handler):
    def emit(self, record):
        text = record.getMessage()
        # A busy machine makes other steps slow too.
        if "blocks()" in text:
            records.append((record.levelname, text.split(" ")[0], float(text.split(" ")[-2]) >= 0.2))


logging.getLogger("asyncio").addHandler(Collect())
logging.getLogger("asyncio").propagate = False
logging.getLogger("asyncio").setLevel(logging.WARNING)


async def blocks():
    time.sleep(0.2)
    await asyncio.sleep(0)


async def polite():
    await asyncio.sleep(0.2)


async def main():
    loop = asyncio.get_running_loop()
    print(loop.get_debug(), loop.slow_callback_duration)
    await asyncio.gather(polite(), blocks())
    loop.slow_callback_duration = 1
    await blocks()


asyncio.run(main(), debug=True)
for record in records:
    print(*record)
