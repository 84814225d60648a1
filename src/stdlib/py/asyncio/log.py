"""What `asyncio` has to say about a program goes to the logger `asyncio`."""


def logger():
    """The logger; loaded when there is something to say."""
    import logging
    return logging.getLogger('asyncio')
