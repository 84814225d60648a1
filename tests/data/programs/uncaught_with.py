def outer():
    with open_ctx() as c:
        c.fail("a", key=[1,
            2])
class open_ctx:
    def __enter__(self): return self
    def __exit__(self, *a): raise RuntimeError('exit failed')
    def fail(self, a, key): raise LookupError(a, key)
outer()
