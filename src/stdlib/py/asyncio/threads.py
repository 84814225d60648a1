"""Calls that would block the loop, made in another thread."""

import functools

from asyncio import events

__all__ = ['to_thread']


async def to_thread(func, /, *args, **kwargs):
    """What func(*args, **kwargs) returns; called in a thread of the loop's pool."""
    loop = events.get_running_loop()
    ctx = events.copy_context()
    func_call = functools.partial(ctx.run, func, *args, **kwargs)
    return await loop.run_in_executor(None, func_call)
