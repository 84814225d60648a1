"""eval, exec, compile, locals and globals: a calculator, a plug-in loader and a template engine."""

import math

names = {"pi": math.pi, "sqrt": math.sqrt, "x": 3}


def calculate(text):
    try:
        return eval(text, {"__builtins__": __builtins__}, names)
    except SyntaxError as error:
        return f"SyntaxError: {error.msg}"
    except Exception as error:
        return f"{type(error).__name__}: {error}"


for text in ("1 + 2 * 3", "sqrt(16) + x", "round(pi, 3)", "y", "1 / 0", "1 +", "(1, 2", "x = 3",
             "[i * x for i in range(4)]", "  7", "'a' 'b'", "lambda: 4", "", "max(1, x)"):
    result = calculate(text)
    print(repr(text), "->", result() if callable(result) else result)


# exec in a namespace of its own.
plugin = '''
"""A plug-in."""
count = 0

def run(n):
    """Doubles."""
    global count
    count += 1
    return n * 2 + offset

class Thing:
    size = run(1)

def more():
    return [run(i) for i in range(3)]
'''
space = {"offset": 100}
print(exec(plugin, space))
print(sorted(k for k in space if k != "__builtins__"), space["__doc__"])
print(space["run"](5), space["count"], space["Thing"].size, space["run"].__doc__)
space["offset"] = 0
print(space["more"](), space["count"])
print(eval("run(1) + count", space), "__builtins__" in space)

# Separate globals and locals.
outer, inner = {"a": 1}, {}
exec("b = a + 1\nc = lambda: a\na = 5", outer, inner)
print(sorted(inner), inner["a"], inner["b"], inner["c"](), outer["a"])

# The program's own names.
exec("made_here = 42")
print(made_here, "made_here" in globals())
g = globals()
g["through_the_dict"] = "seen"
print(through_the_dict)
later = 1
print(g["later"], g is globals(), vars() is globals(), locals() is globals())
later = 2
print(g["later"])
del later
print("later" in g)
del g["through_the_dict"]
try:
    through_the_dict
except NameError as error:
    print(error)


def function(a, b=2):
    c = a + b
    snapshot = locals()
    snapshot["c"] = "changed"
    d = eval("a * b + c")
    exec("c = 1000; print('inside', c, a)")
    f = [eval("i * 2") for i in range(3)]
    return c, d, f, sorted(snapshot), sorted(locals())


print(function(3))


def closure():
    hidden = 7

    def inner():
        return hidden, locals()
    return inner()


print(closure())


class Body:
    first = 1
    second = eval("first + 1")
    print(sorted(k for k in locals() if not k.startswith("__")))


print(Body.second)

code = compile("a + b", "<formula>", "eval")
print(eval(code, {"a": 1, "b": 2}), eval(code, {"a": "x", "b": "y"}), code.co_name, code.co_filename,
      code.co_names)
block = compile("for i in range(3):\n    total += i\n", "<block>", "exec")
state = {"total": 10}
exec(block, state)
print(state["total"], state["i"])
exec(compile("1 + 1\nNone\n'text'", "<prompt>", "single") if False else compile("2 + 2", "<p>", "single"))

for bad in (lambda: eval("1", 3), lambda: exec("1", 3), lambda: eval(5), lambda: exec(5), lambda: eval(),
            lambda: compile("1", "f", "mode"), lambda: compile("1"), lambda: compile("1", "f")):
    try:
        bad()
    except (TypeError, ValueError) as error:
        print(type(error).__name__, error)

for text in ("def f(:\n  pass", "if 1:\nprint(2)", "for", "a b", "x = 'open", "return 1", "f(a=1, a=2)"):
    try:
        exec(text)
    except SyntaxError as error:
        print(type(error).__name__, "|", error, "|", error.filename, error.lineno)


def template(text, **values):
    """Replaces {{expression}} by its value."""
    out = []
    while "{{" in text:
        before, _, rest = text.partition("{{")
        expression, _, text = rest.partition("}}")
        out += [before, str(eval(expression, {}, values))]
    return "".join(out) + text


print(template("Dear {{name.title()}}, {{n}} + 1 = {{n + 1}}!", name="ada", n=41))
math_module = __import__("math")
print(math_module is math)
print(vars(Body)["first"], type(vars()))
