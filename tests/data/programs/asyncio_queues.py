import asyncio


async def main():
    q = asyncio.Queue(maxsize=2)
    print(q.maxsize, q.empty(), q.full(), q.qsize(), q)
    await q.put(1)
    q.put_nowait(2)
    print(q, q.full())
    try:
        q.put_nowait(3)
    except asyncio.QueueFull as e:
        print("QueueFull", repr(e))
    putter = asyncio.create_task(q.put(3))
    await asyncio.sleep(0)
    print(q)
    print(await q.get(), await q.get(), await q.get(), putter.done())
    try:
        q.get_nowait()
    except asyncio.QueueEmpty as e:
        print("QueueEmpty", repr(e))
    getter = asyncio.create_task(q.get())
    await asyncio.sleep(0)
    print(q)
    await q.put("x")
    print(await getter)
    for _ in range(4):
        q.task_done()
    await q.join()
    try:
        q.task_done()
    except ValueError as e:
        print("ValueError:", e)

    p = asyncio.PriorityQueue()
    for item in ((3, "low"), (1, "high"), (2, "middle")):
        await p.put(item)
    print([(await p.get())[1] for _ in range(3)])
    s = asyncio.LifoQueue()
    for item in "abc":
        s.put_nowait(item)
    print(s, [s.get_nowait() for _ in range(3)])

    async def producer(queue):
        for n in range(5):
            await queue.put(n)
            await asyncio.sleep(0.001)
        queue.shutdown()

    async def consumer(queue, seen):
        try:
            while True:
                seen.append(await queue.get())
                queue.task_done()
        except asyncio.QueueShutDown:
            seen.append("shut down")

    q, seen = asyncio.Queue(), []
    await asyncio.gather(producer(q), consumer(q, seen))
    print(seen, q)
    try:
        await q.put(1)
    except asyncio.QueueShutDown as e:
        print(repr(e))
    try:
        await asyncio.wait_for(asyncio.Queue().get(), 0.01)
    except asyncio.TimeoutError:
        print("nothing came")


asyncio.run(main())
