"""Handlers and filters: several for one logger, adapters, queues, memory, a hierarchy cut in two."""

import logging
import logging.handlers
import queue
import threading


class ListHandler(logging.Handler):
    def __init__(self, name):
        super().__init__()
        self.set_name(name)
        self.lines = []

    def emit(self, record):
        self.lines.append(self.format(record))


class OnlyEven(logging.Filter):
    def filter(self, record):
        return record.args and record.args[0] % 2 == 0


def censor(record):
    record.msg = record.msg.replace("secret", "******")
    return True


everything = ListHandler("everything")
everything.setFormatter(logging.Formatter("%(name)s/%(levelname)s/%(message)s"))
errors = ListHandler("errors")
errors.setLevel(logging.ERROR)
app = logging.getLogger("app")
app.setLevel(logging.DEBUG)
app.propagate = False
app.addHandler(everything)
app.addHandler(errors)
app.addHandler(everything)
db = logging.getLogger("app.db")
db.addFilter(censor)
db.info("the secret is %d", 42)
app.error("failed %s", "badly")
print(everything.lines, errors.lines)
print(app.handlers == [everything, errors], logging.getHandlerByName("errors") is errors)
print(sorted(logging.getHandlerNames()), everything, logging.StreamHandler().level)

even = OnlyEven()
everything.addFilter(even)
for n in range(6):
    db.debug("number %d", n)
everything.removeFilter(even)
print(everything.lines[2:])


class Connection(logging.LoggerAdapter):
    def process(self, msg, kwargs):
        return f"[{self.extra['peer']}] {msg}", kwargs


peer = Connection(db, {"peer": "10.0.0.7"})
peer.warning("slow")
plain = logging.LoggerAdapter(app, {"user": "ann"})
everything.setFormatter(logging.Formatter("%(user)s: %(message)s", defaults={"user": "nobody"}))
plain.info("hello")
app.info("no user")
app.info("extra", extra={"user": "bob"})
print(everything.lines[-4:], repr(peer))
try:
    app.info("clash", extra={"message": "no"})
except KeyError as exc:
    print("KeyError", exc)

memory = logging.handlers.MemoryHandler(3, flushLevel=logging.ERROR, target=errors)
buffered = logging.getLogger("buffered")
buffered.setLevel(logging.INFO)
buffered.propagate = False
buffered.addHandler(memory)
errors.lines.clear()
errors.setLevel(logging.NOTSET)
buffered.info("one")
buffered.info("two")
print(len(memory.buffer), errors.lines)
buffered.error("three")
print(len(memory.buffer), errors.lines)

records = queue.Queue()
collected = ListHandler("collected")
collected.setFormatter(logging.Formatter("%(threadName)s: %(message)s"))
listener = logging.handlers.QueueListener(records, collected)
sender = logging.getLogger("sender")
sender.setLevel(logging.DEBUG)
sender.propagate = False
sender.addHandler(logging.handlers.QueueHandler(records))
listener.start()


def work(number):
    for step in range(3):
        sender.info("worker %d step %d", number, step)


workers = [threading.Thread(target=work, args=(n,), name=f"w{n}") for n in range(3)]
for worker in workers:
    worker.start()
for worker in workers:
    worker.join()
listener.stop()
print(len(collected.lines), sorted(collected.lines))
for bad in (
    lambda: logging.Formatter("%(nothing"),
    lambda: logging.Formatter("x", style="?"),
    lambda: logging.Formatter("no fields", style="{"),
    lambda: logging.basicConfig(stream=None, filename="x"),
    lambda: logging.basicConfig(colour="red"),
    lambda: logging.Handler().emit(None),
):
    try:
        bad()
    except (ValueError, NotImplementedError) as exc:
        print(type(exc).__name__, exc)
