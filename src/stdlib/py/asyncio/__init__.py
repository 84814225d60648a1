"""Coroutines, tasks and the loop that runs them; the names of the package.

Without what needs a network, other processes or files: those would wait for the outside world.
"""

from asyncio.exceptions import *
from asyncio.coroutines import *
from asyncio.events import *
from asyncio.futures import *
from asyncio.locks import *
from asyncio.queues import *
from asyncio.runners import *
from asyncio.tasks import *
from asyncio.threads import *
from asyncio.timeouts import *
from asyncio.unix_events import *
from asyncio.waiting import *
from asyncio.base_events import BaseEventLoop
from asyncio.events import _get_running_loop, _set_running_loop
from asyncio.tasks import _enter_task, _leave_task, _register_task, _unregister_task

AbstractEventLoop = BaseEventLoop
