import logging.config

logging.config.listen()
