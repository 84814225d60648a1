"""Exceptions that nobody looks at are reported when the task is gone; those that are looked at are not."""
import asyncio


async def fails(name):
    await asyncio.sleep(0.001)
    raise ValueError(name)


async def forgets():
    asyncio.create_task(fails("forgotten"), name="forgotten")
    await asyncio.sleep(0.01)
    print("main did not notice")


async def looks():
    task = asyncio.create_task(fails("looked at"))
    await asyncio.sleep(0.01)
    print(repr(task.exception()))
    results = await asyncio.gather(fails("gathered"), return_exceptions=True)
    print(results)
    try:
        await asyncio.create_task(fails("awaited"))
    except ValueError as error:
        print("caught", error)


asyncio.run(looks())
asyncio.run(forgets())
print("end")
