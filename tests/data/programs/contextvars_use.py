"""A request id that every function can see without being handed it."""
import contextvars
import threading
from contextvars import ContextVar, Context, Token, copy_context

request_id = ContextVar("request_id")
user = ContextVar("user", default="nobody")


def shown(thing):
    text = repr(thing)
    return text[:text.index(" at 0x")] + ">"


print(shown(request_id), shown(user), request_id.name)
try:
    request_id.get()
except LookupError as e:
    print("LookupError", e.args[0] is request_id)
print(request_id.get("fallback"), user.get(), user.get("given"))

token = user.set("ada")
print(user.get(), shown(token.var), token.old_value is Token.MISSING, token.MISSING)
inner = user.set("grace")
print(user.get(), inner.old_value)
user.reset(inner)
print(user.get())
user.reset(token)
print(user.get())
for wrong in (lambda: user.reset(token), lambda: request_id.reset(user.set("x"))):
    try:
        wrong()
    except (RuntimeError, ValueError) as e:
        print(type(e).__name__, str(e).split(">")[-1])


def handle(number):
    request_id.set(number)
    log("begin")
    user.set(f"user-{number}")
    log("end")
    return number * 2


def log(message):
    print(f"[{request_id.get('-')}] {user.get()}: {message}")


context = copy_context()
print(context.run(handle, 7), request_id.get("none outside"))
print(context[request_id], context[user], len(context), request_id in context)
print(context.get(user), context.get(ContextVar("other"), "default"))
print(sorted(var.name for var in context), sorted(map(str, context.values())))
print({var.name: value for var, value in context.items()} == {"request_id": 7, "user": "user-7"})
twin = context.copy()
print(twin == context, twin is context)
twin.run(user.set, "changed")
print(twin == context, context[user], twin[user])
try:
    Context()[user]
except KeyError as e:
    print("KeyError", e.args[0] is user)


def again():
    context.run(print, "never")


try:
    context.run(again)
except RuntimeError as e:
    print("RuntimeError", str(e).startswith("cannot enter context: <_contextvars.Context object at"))
try:
    context.run(lambda: 1 / 0)
except ZeroDivisionError as e:
    print(e, request_id.get("still outside"))

results = []


def worker(number):
    results.append((number, request_id.get("empty")))
    request_id.set(number)
    results.append((number, request_id.get()))


threads = [threading.Thread(target=copy_context().run, args=(worker, n)) for n in range(2)]
for t in threads:
    t.start()
    t.join()
print(results, request_id.get("untouched"))

depth = ContextVar("depth", default=0)


def nested(level):
    depth.set(level)
    if level < 3:
        copy_context().run(nested, level + 1)
    print("level", level, depth.get())


copy_context().run(nested, 1)
print(depth.get())
print(isinstance(contextvars.copy_context(), contextvars.Context))
