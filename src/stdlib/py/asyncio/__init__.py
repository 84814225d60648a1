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
from asyncio.taskgroups import *
from asyncio.tasks import *
from asyncio.threads import *
from asyncio.timeouts import *
from asyncio.unix_events import *
from asyncio.waiting import *
from asyncio.base_events import BaseEventLoop
from asyncio.events import _get_running_loop, _set_running_loop
from asyncio.tasks import _enter_task, _leave_task, _register_task, _unregister_task

AbstractEventLoop = BaseEventLoop

_NETWORK = ('open_connection', 'start_server', 'open_unix_connection', 'start_unix_server',
            'StreamReader', 'StreamWriter', 'StreamReaderProtocol', 'Protocol',
            'DatagramProtocol', 'BufferedProtocol', 'BaseProtocol', 'Transport', 'BaseTransport', 'ReadTransport', 'WriteTransport',
            'DatagramTransport', 'Server', 'IncompleteReadError', 'LimitOverrunError')
_LOOPS = ('get_event_loop_policy', 'set_event_loop_policy', 'AbstractEventLoopPolicy',
          'DefaultEventLoopPolicy', 'get_child_watcher', 'set_child_watcher', 'AbstractServer',
          'AbstractChildWatcher', 'ThreadedChildWatcher', 'PidfdChildWatcher',
          'SendfileNotAvailableError', 'capture_call_graph', 'print_call_graph',
          'format_call_graph')
_PROCESSES = ('create_subprocess_exec', 'create_subprocess_shell', 'subprocess',
              'SubprocessProtocol', 'SubprocessTransport')


def __getattr__(name):
    from _gilscope import refuse
    if name in _NETWORK:
        refuse(f"`asyncio.{name}`", "let `asyncio.sleep()` stand for waiting for the network")
    if name in _PROCESSES:
        refuse(f"`asyncio.{name}`", "let `asyncio.sleep()` stand for the other program")
    if name in _LOOPS:
        refuse(f"`asyncio.{name}`", "run coroutines with `asyncio.run()`")
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
