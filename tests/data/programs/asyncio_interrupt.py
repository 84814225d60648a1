"""Ctrl-C in asyncio: the main task is cancelled, cleans up, and then comes the KeyboardInterrupt."""
import asyncio
import os
import signal
import threading
import time


def interrupt_after(seconds, number=signal.SIGINT):
    def send():
        time.sleep(seconds)
        os.kill(os.getpid(), number)
    thread = threading.Thread(target=send)
    thread.start()
    return thread


async def job(name):
    try:
        await asyncio.sleep(10)
    except asyncio.CancelledError:
        print(name, "cancelled")
        raise
    finally:
        await asyncio.sleep(0.01)
        print(name, "cleaned up")


async def main():
    background = asyncio.create_task(job("background"))
    await job("main")
    await background


thread = interrupt_after(0.05)
try:
    asyncio.run(main())
except KeyboardInterrupt:
    print("interrupted")
thread.join()
print(signal.getsignal(signal.SIGINT) is signal.default_int_handler)


async def busy():
    while True:
        time.sleep(0.01)
        await asyncio.sleep(0)


thread = interrupt_after(0.05)
try:
    asyncio.run(busy())
except KeyboardInterrupt:
    print("interrupted while busy")
thread.join()


# A handler of the loop's own: shuts down in an orderly way.
async def server():
    loop = asyncio.get_running_loop()
    stop = asyncio.Event()
    seen = []

    def on_signal(name):
        seen.append(name)
        if name == "SIGTERM":
            stop.set()

    for number in (signal.SIGTERM, signal.SIGUSR1):
        loop.add_signal_handler(number, on_signal, number.name)
    threads = [interrupt_after(0.02, signal.SIGUSR1), interrupt_after(0.05, signal.SIGTERM)]
    served = 0
    while not stop.is_set():
        try:
            await asyncio.wait_for(stop.wait(), 0.5)
        except TimeoutError:
            served += 1
    for thread in threads:
        thread.join()
    print(seen, served)
    print(loop.remove_signal_handler(signal.SIGTERM), loop.remove_signal_handler(signal.SIGTERM))
    try:
        loop.add_signal_handler(signal.SIGUSR2, server)
    except TypeError as exc:
        print(exc)
    for wrong in (99, "SIGINT"):
        try:
            loop.add_signal_handler(wrong, print)
        except (ValueError, TypeError) as exc:
            print(exc)


asyncio.run(server())
