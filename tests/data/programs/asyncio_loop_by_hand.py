"""The loop itself: callbacks, timers, and the old way of running coroutines."""
import asyncio
import functools

loop = asyncio.new_event_loop()
asyncio.set_event_loop(loop)
print(loop.is_running(), loop.is_closed(), loop.get_debug(), asyncio.get_event_loop() is loop)
print(repr(loop))

order = []


def note(what, *more):
    order.append(what if not more else (what, *more))


loop.call_soon(note, "soon")
loop.call_soon(note, "soon with", 1, 2)
late = loop.call_later(0.02, note, "later")
loop.call_later(0.01, note, "earlier")
loop.call_at(loop.time() + 0.03, loop.stop)
cancelled = loop.call_later(0.005, note, "never")
cancelled.cancel()
print(cancelled.cancelled(), late.cancelled(), late.when() > loop.time())
loop.run_forever()
print(order)


async def greet(name):
    await asyncio.sleep(0.001)
    return f"hello {name}"


print(loop.run_until_complete(greet("world")))
task = loop.create_task(greet("task"))
print(loop.run_until_complete(task), task.done())
print(loop.run_until_complete(asyncio.gather(greet("a"), greet("b"))))


def finished(prefix, future):
    order.append(f"{prefix} {future.result()}")


order.clear()
task = loop.create_task(greet("callback"))
task.add_done_callback(functools.partial(finished, "got"))
task.add_done_callback(note)
print(task.remove_done_callback(note))
loop.run_until_complete(task)
loop.run_until_complete(asyncio.sleep(0))
print(order)


def fails():
    raise ValueError("in a callback")


def handler(loop, context):
    print("handler:", context["message"].split(" at ")[0], repr(context["exception"]))


loop.set_exception_handler(handler)
loop.call_soon(fails)
loop.run_until_complete(asyncio.sleep(0.001))
print(loop.get_exception_handler() is handler)


async def stop_early():
    asyncio.get_running_loop().stop()
    await asyncio.sleep(1)


try:
    coroutine = stop_early()
    loop.run_until_complete(coroutine)
except RuntimeError as error:
    print("RuntimeError:", error)
for left in asyncio.all_tasks(loop):
    left.cancel()
    try:
        loop.run_until_complete(left)
    except asyncio.CancelledError:
        print("cancelled", left.cancelled())
loop.close()
print(loop.is_closed(), loop)
for wrong in (lambda: loop.call_soon(print), lambda: loop.run_forever()):
    try:
        wrong()
    except RuntimeError as error:
        print("RuntimeError:", error)

with asyncio.Runner() as runner:
    print(runner.run(greet("runner")), runner.run(greet("again")))
    inner = runner.get_loop()
print(inner.is_closed())
