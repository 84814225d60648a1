"""
A "GUI": one event loop thread, callbacks posted from workers, after() timers and a progress bar.
"""
import enum
import heapq
import queue
import sys
import threading
import time
import traceback
from collections import namedtuple

Event = namedtuple('Event', 'kind widget data', defaults=(None,))


class Kind(enum.Enum):
    CLICK = enum.auto()
    PROGRESS = enum.auto()
    ERROR = 'error'
    QUIT = -1


class Widget:
    instances = []

    def __init__(self, name, *, text=''):
        self.name, self.text, self.bindings = name, text, {}
        self.__class__.instances.append(self)

    def bind(self, kind, callback=None):
        if callback is None:                    # as a decorator
            return lambda f: self.bind(kind, f)
        self.bindings.setdefault(kind, []).append(callback)
        return callback

    def __getitem__(self, option):
        return getattr(self, option)

    def __setitem__(self, option, value):
        if not hasattr(self, option):
            raise KeyError(f'unknown option "-{option}"')
        setattr(self, option, value)


class App:
    def __init__(self):
        self.events = queue.SimpleQueue()
        self.timers, self.sequence = [], 0
        self.handled = 0

    def post(self, *event):
        self.events.put(Event(*event))

    def after(self, ms, func, *args):
        self.sequence += 1
        heapq.heappush(self.timers, (time.monotonic() + ms / 1000, self.sequence, func, args))
        return f'after#{self.sequence}'

    def mainloop(self):
        owner = threading.current_thread()
        while True:
            timeout = None
            if self.timers:
                timeout = max(0, self.timers[0][0] - time.monotonic())
            try:
                event = self.events.get(timeout=timeout)
            except queue.Empty:
                _, _, func, args = heapq.heappop(self.timers)
                func(*args)
                continue
            match event:
                case Event(kind=Kind.QUIT):
                    print('quit after', self.handled, 'events in', owner.name)
                    return
                case Event(Kind.ERROR, widget, data):
                    print(f'{widget.name}: error {data!r}')
                case Event(kind, Widget() as widget, data):
                    for callback in widget.bindings.get(kind, ()):
                        try:
                            callback(event)
                        except Exception:
                            lines = traceback.format_exc().splitlines()
                            print(lines[0], '...', lines[-1])
                case _:
                    print('dropped', event)
            self.handled += 1


app = App()
button = Widget('button', text='Start')
bar = Widget('bar')


@button.bind(Kind.CLICK)
def start(event):
    button['text'] = 'Running'
    threading.Thread(target=work, args=(4,), name='worker', daemon=True).start()


@bar.bind(Kind.PROGRESS)
def show(event):
    done, total = event.data
    bar['text'] = '[' + '#' * done + '.' * (total - done) + ']' + f'{done / total:>7.1%}'
    print(bar['text'])
    if done == total:
        app.after(2, app.post, Kind.QUIT, None)


@button.bind(Kind.CLICK)
def broken(event):
    button['colour'] = 'red'


def work(total):
    for i in range(1, total + 1):
        time.sleep(0.003)
        app.post(Kind.PROGRESS, bar, (i, total))
        if i == 2:
            try:
                1 / (i - 2)
            except ZeroDivisionError as e:
                app.post(Kind.ERROR, bar, e)


app.after(1, lambda: app.post(Kind.CLICK, button))
app.post('unknown', 'thing')
print(app.after(100_000, print, 'never'))
app.mainloop()
print(button['text'], Kind.CLICK, repr(Kind.QUIT), Kind('error').name, list(Kind)[1].value)
print(Event(1, 2), Event._fields, Event(1, 2)._replace(data=3)._asdict())
print([w.name for w in Widget.instances])
