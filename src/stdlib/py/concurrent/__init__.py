"""The package that holds `concurrent.futures`; owns nothing itself."""


def __getattr__(name):
    if name == 'interpreters':
        from _gilscope import refuse
        refuse('`concurrent.interpreters`',
               'use `multiprocessing`: each process has an interpreter and a GIL of its own too')
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
