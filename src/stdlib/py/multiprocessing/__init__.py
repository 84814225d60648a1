"""Processes with the interface of threads: what a program imports is bound to the default context.

Owns nothing but the names: contexts (`context`) make the objects, and choose how children start.
"""

import _mp_main
from multiprocessing import context

__all__ = ['Array', 'AuthenticationError', 'Barrier', 'BoundedSemaphore',
           'BufferTooShort', 'Condition', 'Event', 'JoinableQueue', 'Lock',
           'Manager', 'Pipe', 'Pool', 'Process', 'ProcessError', 'Queue',
           'RLock', 'RawArray', 'RawValue', 'Semaphore', 'SimpleQueue',
           'TimeoutError', 'Value', 'active_children',
           'allow_connection_pickling', 'cpu_count', 'current_process',
           'freeze_support', 'get_all_start_methods', 'get_context',
           'get_logger', 'get_start_method', 'log_to_stderr',
           'parent_process', 'reducer', 'set_executable',
           'set_forkserver_preload', 'set_start_method']

_default = context._default_context

ProcessError = context.ProcessError
BufferTooShort = context.BufferTooShort
TimeoutError = context.TimeoutError
AuthenticationError = context.AuthenticationError

Process = _default.Process
current_process = _default.current_process
parent_process = _default.parent_process
active_children = _default.active_children
cpu_count = _default.cpu_count

Pipe = _default.Pipe
Queue = _default.Queue
JoinableQueue = _default.JoinableQueue
SimpleQueue = _default.SimpleQueue

Lock = _default.Lock
RLock = _default.RLock
Semaphore = _default.Semaphore
BoundedSemaphore = _default.BoundedSemaphore
Condition = _default.Condition
Event = _default.Event
Barrier = _default.Barrier

RawValue = _default.RawValue
RawArray = _default.RawArray
Value = _default.Value
Array = _default.Array

Pool = _default.Pool
Manager = _default.Manager

freeze_support = _default.freeze_support
get_logger = _default.get_logger
log_to_stderr = _default.log_to_stderr
allow_connection_pickling = _default.allow_connection_pickling
set_executable = _default.set_executable
set_forkserver_preload = _default.set_forkserver_preload
get_context = _default.get_context
get_start_method = _default.get_start_method
set_start_method = _default.set_start_method
get_all_start_methods = _default.get_all_start_methods
reducer = context.reduction

# What a child sends may be of a class that it knows by this name.
_mp_main.alias()
