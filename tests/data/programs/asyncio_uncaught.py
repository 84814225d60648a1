import asyncio


async def divide(a, b):
    await asyncio.sleep(0)
    if b == 0:
        raise ValueError(f"cannot divide {a} by zero")
    return a / b


async def average(values):
    parts = await asyncio.gather(*(divide(value, len(values)) for value in values))
    return sum(parts)


async def main():
    print(await average([1, 2, 3]))
    print(await divide(await average([4]), 0))


asyncio.run(main())
