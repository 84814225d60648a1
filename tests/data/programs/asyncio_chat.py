"""A chat room without a network: clients with mailboxes, a broadcaster, someone who is too slow, an async iterator."""
import asyncio
import contextlib


class Mailbox:
    """An asynchronous iterator over what comes in; ends when it is closed."""

    def __init__(self, size):
        self.queue = asyncio.Queue(size)
        self.dropped = 0

    def deliver(self, message):
        try:
            self.queue.put_nowait(message)
        except asyncio.QueueFull:
            self.dropped += 1

    def close(self):
        with contextlib.suppress(asyncio.QueueFull):
            self.queue.put_nowait(None)

    def __aiter__(self):
        return self

    async def __anext__(self):
        message = await self.queue.get()
        if message is None:
            raise StopAsyncIteration
        return message


class Room:
    def __init__(self):
        self.members = {}

    @contextlib.asynccontextmanager
    async def member(self, name, size=10):
        mailbox = self.members[name] = Mailbox(size)
        await self.say("*", f"{name} joins")
        try:
            yield mailbox
        finally:
            del self.members[name]
            await self.say("*", f"{name} leaves")

    async def say(self, who, text):
        for name, mailbox in self.members.items():
            if name != who:
                mailbox.deliver(f"<{who}> {text}")
        await asyncio.sleep(0)

    def close(self):
        for mailbox in list(self.members.values()):
            mailbox.close()


async def listener(room, name, pause, heard, size=10):
    async with room.member(name, size) as mailbox:
        async for message in mailbox:
            heard.setdefault(name, []).append(message)
            if pause:
                await asyncio.sleep(pause)
        if mailbox.dropped:
            heard[name].append(f"({mailbox.dropped} lost)")


async def speaker(room, name, lines):
    for line in lines:
        await room.say(name, line)
        await asyncio.sleep(0.002)


async def countdown(n):
    while n:
        yield n
        n -= 1
        await asyncio.sleep(0)


async def main():
    room, heard = Room(), {}
    listeners = [asyncio.create_task(listener(room, "ann", 0, heard)),
                 asyncio.create_task(listener(room, "bob", 0, heard)),
                 asyncio.create_task(listener(room, "slow", 0.4, heard, size=2))]
    await asyncio.sleep(0.001)
    await speaker(room, "guest", ["hello", "anybody here?", "bye"])
    await room.say("ann", "hello guest")
    await asyncio.sleep(0.001)
    room.members["slow"].queue.get_nowait()
    room.close()
    await asyncio.gather(*listeners)
    for name in sorted(heard):
        print(name)
        for message in heard[name]:
            print("   ", message)
    print([n async for n in countdown(3)], [n async for n in countdown(5) if n % 2])
    print(sorted(room.members))


asyncio.run(main())
