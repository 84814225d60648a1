"""KeyboardInterrupt and SystemExit leave the loop at once; tasks are still cleaned up."""
import asyncio
import sys


async def bystander():
    try:
        await asyncio.sleep(10)
    finally:
        print("bystander cleans up")


async def interrupted():
    task = asyncio.create_task(bystander())
    await asyncio.sleep(0.001)
    raise KeyboardInterrupt


async def leaves():
    task = asyncio.create_task(bystander())
    await asyncio.sleep(0.001)
    try:
        sys.exit(3)
    finally:
        print("main cleans up", task.done())


try:
    asyncio.run(interrupted())
except KeyboardInterrupt:
    print("interrupted")
try:
    asyncio.run(leaves())
except SystemExit as leaving:
    print("exit", leaving.code)
