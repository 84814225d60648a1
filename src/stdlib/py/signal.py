"""Signals: what the operating system tells a process out of turn.

The kernel's part, and calling a handler in the middle of the main thread, are the engine's.
"""

from enum import IntEnum as _IntEnum
import _thread


class Signals(_IntEnum):
    """The signals of Linux."""
    SIGHUP = 1
    SIGINT = 2
    SIGQUIT = 3
    SIGILL = 4
    SIGTRAP = 5
    SIGABRT = 6
    SIGBUS = 7
    SIGFPE = 8
    SIGKILL = 9
    SIGUSR1 = 10
    SIGSEGV = 11
    SIGUSR2 = 12
    SIGPIPE = 13
    SIGALRM = 14
    SIGTERM = 15
    SIGSTKFLT = 16
    SIGCHLD = 17
    SIGCONT = 18
    SIGSTOP = 19
    SIGTSTP = 20
    SIGTTIN = 21
    SIGTTOU = 22
    SIGURG = 23
    SIGXCPU = 24
    SIGXFSZ = 25
    SIGVTALRM = 26
    SIGPROF = 27
    SIGWINCH = 28
    SIGIO = 29
    SIGPWR = 30
    SIGSYS = 31
    SIGRTMIN = 34
    SIGRTMAX = 64


class Handlers(_IntEnum):
    """What a signal does without a function of ours."""
    SIG_DFL = 0
    SIG_IGN = 1


class Sigmasks(_IntEnum):
    """What pthread_sigmask() does with a set of signals."""
    SIG_BLOCK = 0
    SIG_UNBLOCK = 1
    SIG_SETMASK = 2


SIG_BLOCK = Sigmasks.SIG_BLOCK
SIG_UNBLOCK = Sigmasks.SIG_UNBLOCK
SIG_SETMASK = Sigmasks.SIG_SETMASK
SIGHUP = Signals.SIGHUP
SIGINT = Signals.SIGINT
SIGQUIT = Signals.SIGQUIT
SIGILL = Signals.SIGILL
SIGTRAP = Signals.SIGTRAP
SIGABRT = Signals.SIGABRT
SIGBUS = Signals.SIGBUS
SIGFPE = Signals.SIGFPE
SIGKILL = Signals.SIGKILL
SIGUSR1 = Signals.SIGUSR1
SIGSEGV = Signals.SIGSEGV
SIGUSR2 = Signals.SIGUSR2
SIGPIPE = Signals.SIGPIPE
SIGALRM = Signals.SIGALRM
SIGTERM = Signals.SIGTERM
SIGSTKFLT = Signals.SIGSTKFLT
SIGCHLD = Signals.SIGCHLD
SIGCONT = Signals.SIGCONT
SIGSTOP = Signals.SIGSTOP
SIGTSTP = Signals.SIGTSTP
SIGTTIN = Signals.SIGTTIN
SIGTTOU = Signals.SIGTTOU
SIGURG = Signals.SIGURG
SIGXCPU = Signals.SIGXCPU
SIGXFSZ = Signals.SIGXFSZ
SIGVTALRM = Signals.SIGVTALRM
SIGPROF = Signals.SIGPROF
SIGWINCH = Signals.SIGWINCH
SIGIO = Signals.SIGIO
SIGPWR = Signals.SIGPWR
SIGSYS = Signals.SIGSYS
SIGRTMIN = Signals.SIGRTMIN
SIGRTMAX = Signals.SIGRTMAX
SIGCLD = SIGCHLD
SIGIOT = SIGABRT
SIGPOLL = SIGIO
SIG_DFL = Handlers.SIG_DFL
SIG_IGN = Handlers.SIG_IGN
ItimerError = itimer_error = OSError

_names = {1: 'Hangup', 2: 'Interrupt', 3: 'Quit', 4: 'Illegal instruction',
          5: 'Trace/breakpoint trap', 6: 'Aborted', 7: 'Bus error',
          8: 'Floating point exception', 9: 'Killed', 10: 'User defined signal 1',
          11: 'Segmentation fault', 12: 'User defined signal 2', 13: 'Broken pipe',
          14: 'Alarm clock', 15: 'Terminated', 16: 'Stack fault', 17: 'Child exited',
          18: 'Continued', 19: 'Stopped (signal)', 20: 'Stopped', 21: 'Stopped (tty input)',
          22: 'Stopped (tty output)', 23: 'Urgent I/O condition',
          24: 'CPU time limit exceeded', 25: 'File size limit exceeded',
          26: 'Virtual timer expired', 27: 'Profiling timer expired', 28: 'Window changed',
          29: 'I/O possible', 30: 'Power failure', 31: 'Bad system call'}
_handlers = {2: default_int_handler, 13: SIG_IGN, 25: SIG_IGN}


def _number(signalnum):
    number = int(signalnum)
    if not 0 < number < NSIG:
        raise ValueError("signal number out of range")
    return number


def signal(signalnum, handler):
    """Have handler(signum, frame) called when the signal comes, or nothing, or the default: the old one."""
    if not callable(handler) and handler not in (SIG_DFL, SIG_IGN):
        raise TypeError("signal handler must be signal.SIG_IGN, signal.SIG_DFL,"
                        " or a callable object")
    if _thread.get_ident() != _thread._get_main_thread_ident():
        raise ValueError("signal only works in main thread of the main interpreter")
    number = _number(signalnum)
    if isinstance(handler, int):
        _dispose(number, int(handler))
        handler = Handlers(handler)
    else:
        _handle(number, handler)
    old = _handlers.get(number, SIG_DFL)
    _handlers[number] = handler
    return old


def getsignal(signalnum):
    """What handles the signal now."""
    return _handlers.get(_number(signalnum), SIG_DFL)


def strsignal(signalnum):
    """The system's words for a signal."""
    number = _number(signalnum)
    if number in _names:
        return _names[number]
    if number >= 34:
        return "Real-time signal %d" % (number - 34)
    return None


def valid_signals():
    """All signals that may be sent."""
    numbers = [number for number in range(1, NSIG) if number not in (32, 33)]
    return {Signals(n) if n in Signals._value2member_map_ else n for n in numbers}


def alarm(seconds, /):
    """Send SIGALRM to this process after some seconds: those that an earlier alarm had left."""
    left, _ = _alarm(int(seconds), 0)
    return -int(-left // 1)


def setitimer(which, seconds, interval=0.0, /):
    """Send SIGALRM after some seconds, and then at intervals: the old setting."""
    if which != ITIMER_REAL:
        raise ItimerError(22, "Invalid argument")
    return _alarm(seconds, interval)


def getitimer(which, /):
    """What is left of the timer, and its interval."""
    if which != ITIMER_REAL:
        raise ItimerError(22, "Invalid argument")
    return _alarm(None, 0)


def siginterrupt(signalnum, flag, /):
    """Whether a call that the signal interrupts fails: never, Python makes it again."""
    _number(signalnum)


def _signals(numbers):
    return {Signals(n) if n in Signals._value2member_map_ else n for n in numbers}


def _members(signals):
    numbers = [int(signalnum) for signalnum in signals]
    for number in numbers:
        if not 0 < number < NSIG:
            raise ValueError(f"signal number {number} out of range [1; {NSIG - 1}]")
    return numbers


def pthread_kill(thread_id, signalnum, /):
    """Send a signal to a thread of this process."""
    _kill_thread(thread_id, int(signalnum))


def pthread_sigmask(how, mask, /):
    """Change which signals this thread holds back: those that it held back before."""
    return _signals(_mask(int(how), _members(mask)))


def sigpending():
    """The signals that have come and are held back."""
    return _signals(_held_back())


def sigwait(sigset, /):
    """Wait for one of the signals, which should be held back: the one that comes."""
    number = _wait(_members(sigset))
    return Signals(number) if number in Signals._value2member_map_ else number
