"""logging.config.dictConfig as services use it."""

import logging
import logging.config


class Shout(logging.Formatter):
    def format(self, record):
        return super().format(record).upper() + "!"


class Without:
    def __init__(self, word):
        self.word = word

    def filter(self, record):
        return self.word not in record.getMessage()


old = logging.getLogger("made.before")
logging.config.dictConfig({
    "version": 1,
    "disable_existing_loggers": True,
    "formatters": {
        "brief": {"format": "%(levelname)s: %(message)s"},
        "braces": {"format": "{name} > {message}", "style": "{"},
        "loud": {"()": Shout, "fmt": "%(message)s"},
    },
    "filters": {
        "no_password": {"()": Without, "word": "password"},
        "only_web": {"name": "web"},
    },
    "handlers": {
        "console": {"class": "logging.StreamHandler", "formatter": "brief",
                    "stream": "ext://sys.stdout", "filters": ["no_password"]},
        "web": {"class": "logging.StreamHandler", "formatter": "braces", "level": "WARNING",
                "stream": "ext://sys.stdout", "filters": ["only_web"]},
        "loud": {"class": "logging.StreamHandler", "formatter": "loud",
                 "stream": "ext://sys.stdout"},
        "null": {"class": "logging.NullHandler"},
    },
    "loggers": {
        "web": {"handlers": ["web"], "level": "DEBUG", "propagate": True},
        "alarm": {"handlers": ["loud"], "level": "ERROR", "propagate": False},
    },
    "root": {"handlers": ["console", "null"], "level": "INFO"},
})
logging.info("started")
logging.info("the password is 1234")
logging.getLogger("web").debug("debug goes up to the console")
logging.getLogger("web.server").warning("both")
logging.getLogger("alarm").error("fire")
logging.getLogger("alarm").warning("smoke")
print(old.disabled, logging.root.level, [h.name for h in logging.root.handlers])
old.error("nobody hears")
for wrong in ({}, {"version": 2}, {"version": 1, "root": {"handlers": ["nowhere"]}},
              {"version": 1, "handlers": {"h": {"class": "logging.Nothing"}}}):
    try:
        logging.config.dictConfig(wrong)
    except ValueError as exc:
        print("ValueError:", exc)
