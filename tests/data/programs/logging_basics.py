"""logging as scripts use it: threads, levels, a format with names and lines."""

import logging
import sys
import threading
import time

logging.basicConfig(
    level=logging.DEBUG,
    format="%(levelname)-8s [%(threadName)-10s] %(name)s %(funcName)s:%(lineno)d %(message)s",
    stream=sys.stdout,
)
log = logging.getLogger("shop")
orders = logging.getLogger("shop.orders")
quiet = logging.getLogger("shop.quiet")
quiet.setLevel(logging.ERROR)


door = threading.Barrier(3)


def customer(number):
    log.debug("customer %d comes in", number)
    door.wait()
    time.sleep(0.15 * number)
    orders.info("customer %d buys %s for %.2f", number, "tea", 2.5 * number)
    quiet.info("never shown")


def complain():
    try:
        {}["order"]
    except KeyError:
        orders.exception("no such %s", "order")
    try:
        1 / 0
    except ZeroDivisionError as exc:
        log.error("division failed: %s", exc)
        log.warning("with traceback", exc_info=True)


class Shop:
    def __init__(self):
        self.log = logging.getLogger(f"shop.{type(self).__name__}")

    def open(self):
        self.log.info("open with %(tea)d teas and %(coffee)d coffees", {"tea": 3, "coffee": 4})


threads = [threading.Thread(target=customer, args=(n,), name=f"customer-{n}") for n in (1, 2, 3)]
for thread in threads:
    thread.start()
    time.sleep(0.05)
for thread in threads:
    thread.join()
Shop().open()
print(log, orders, quiet, logging.getLogger())
print(orders.parent is log, log.parent is logging.root, logging.getLogger("shop") is log)
print(quiet.isEnabledFor(logging.INFO), log.getEffectiveLevel(), log.hasHandlers())
print([logging.getLevelName(level) for level in (10, 20, 25, 30, 40, 50)], logging.getLevelName("INFO"))
logging.addLevelName(25, "NOTICE")
log.log(25, "a level of our own")
logging.disable(logging.WARNING)
log.warning("not while disabled")
log.error("errors still come")
logging.disable(logging.NOTSET)
log.critical("back again")
for wrong in (lambda: log.log("INFO", "x"), lambda: log.setLevel("LOUD"), lambda: logging.getLogger(3)):
    try:
        wrong()
    except (TypeError, ValueError) as exc:
        print(type(exc).__name__, exc)
record = logging.makeLogRecord({"msg": "made %s", "args": ("by hand",), "levelname": "INFO"})
print(record.getMessage(), logging.Formatter("{levelname}|{message}", style="{").format(record))
print(logging.Formatter("$levelname:${message}", style="$").format(record))
print(sorted(child.name for child in log.getChildren()), log.getChild("a.b").name)
