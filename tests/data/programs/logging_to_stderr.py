"""What goes to standard error: warnings without any set-up, basicConfig's default format."""

import logging

logging.getLogger("early").warning("the last resort prints this")
logging.getLogger("early").info("but not this")
logging.warning("basicConfig() happens by itself")
logging.info("the root's level is WARNING")
logging.basicConfig(level=logging.DEBUG, format="ignored: %(message)s")
logging.error("still the first format")
logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s", force=True)
logging.info("now with a time")
logging.basicConfig(format="%(asctime)s | %(message)s", datefmt="%H:%M:%S", force=True)
logging.warning("shorter")
try:
    raise ValueError("wrong")
except ValueError:
    logging.exception("caught")
    logging.error("stack", stack_info=False, exc_info=True)
logging.getLogger("a.b.c").warning("from %s", "deep down")
logging.warn("an old name")
print("done")
