"""A small stack machine and a Lisp: match statements of every kind, recursion, closures, uncaught error at the end."""
import operator
from dataclasses import dataclass


@dataclass
class Push:
    value: object


@dataclass
class Op:
    name: str


@dataclass
class Jump:
    target: int
    when: bool | None = None


class VMError(RuntimeError):
    pass


def run(program, trace=False):
    stack, variables, pc, steps = [], {}, 0, 0
    while pc < len(program):
        steps += 1
        instruction = program[pc]
        pc += 1
        match instruction:
            case Push(int() | float() as value):
                stack.append(value)
            case Push(str(text)) if text.startswith("$"):
                stack.append(variables[text[1:]])
            case Push(value):
                raise VMError(f"cannot push {value!r}")
            case Op("add" | "sub" | "mul" as name):
                b, a = stack.pop(), stack.pop()
                stack.append(getattr(operator, name)(a, b))
            case Op("lt"):
                b, a = stack.pop(), stack.pop()
                stack.append(a < b)
            case Op("print"):
                print("  out:", stack.pop())
            case ("store", name):
                variables[name] = stack.pop()
            case Jump(target, None):
                pc = target
            case Jump(target=target, when=when):
                if stack.pop() is when:
                    pc = target
            case ["halt", *_] | "halt":
                break
            case _:
                raise VMError(f"unknown instruction at {pc - 1}: {instruction}")
    return stack, variables, steps


countdown = [Push(3), ("store", "n"), Push("$n"), Op("print"), Push("$n"), Push(1), Op("sub"), ("store", "n"),
             Push(0), Push("$n"), Op("lt"), Jump(2, True), Push(2.5), ["halt", 1, 2], Op("never")]
print(run(countdown))
for bad in ([Push("text")], [Op("add")], [Op("quux")], [3], [("store",)]):
    try:
        print(run(bad))
    except (VMError, IndexError) as error:
        print(type(error).__name__, error)


def parse(text):
    tokens = text.replace("(", " ( ").replace(")", " ) ").split()

    def read():
        match tokens.pop(0):
            case "(":
                items = []
                while tokens[0] != ")":
                    items.append(read())
                tokens.pop(0)
                return items
            case ")":
                raise SyntaxError("unexpected )")
            case atom:
                for kind in (int, float):
                    try:
                        return kind(atom)
                    except ValueError:
                        continue
                return atom
    return read()


class Scope(dict):
    def __init__(self, names=(), values=(), outer=None):
        super().__init__(zip(names, values))
        self.outer = outer

    def find(self, name):
        if name in self:
            return self
        if self.outer is None:
            raise NameError(f"unbound: {name}")
        return self.outer.find(name)


def evaluate(x, scope):
    while True:
        match x:
            case str():
                return scope.find(x)[x]
            case int() | float():
                return x
            case []:
                return None
            case ["quote", value]:
                return value
            case ["if", test, yes, no]:
                x = yes if evaluate(test, scope) else no
            case ["if", *parts]:
                raise SyntaxError(f"if takes 3 parts, not {len(parts)}")
            case ["define", [name, *params], *body]:
                scope[name] = lambda *args, s=scope: evaluate(["begin", *body], Scope(params, args, s))
                return None
            case ["define", str(name), value]:
                scope[name] = evaluate(value, scope)
                return None
            case ["lambda", [*params], body]:
                return lambda *args: evaluate(body, Scope(params, args, scope))
            case ["let", [*pairs], body]:
                values = [evaluate(v, scope) for _, v in pairs]
                x, scope = body, Scope([n for n, _ in pairs], values, scope)
            case ["begin", *rest, last]:
                for part in rest:
                    evaluate(part, scope)
                x = last
            case [function, *args]:
                return evaluate(function, scope)(*[evaluate(a, scope) for a in args])


top = Scope(["+", "*", "-", "<", "=", "list", "map", "car", "cdr"],
            [lambda *a: sum(a), lambda a, b: a * b, operator.sub, operator.lt, operator.eq, lambda *a: list(a),
             lambda f, xs: [f(x) for x in xs], lambda xs: xs[0], lambda xs: xs[1:]])
for line in ["(+ 1 2 (* 3 4))", "(define (fact n) (if (< n 2) 1 (* n (fact (- n 1)))))", "(fact 20)", "(map (lambda (x) (* x x)) (list 1 2 3))",
             "(define (compose f g) (lambda (x) (f (g x))))", "((compose fact car) (list 5 6))", "(quote (a (b 1.5)))", "()",
             "(let ((a 2) (b 3)) (* a b))", "(if 1 2)", "(unknown 1)", "(car 5)", "(fact)"]:
    try:
        print(f"{line:<60} => {evaluate(parse(line), top)!r}" if not line.startswith("(define") else evaluate(parse(line), top))
    except (SyntaxError, NameError, TypeError) as error:
        print(f"{line:<60} !! {type(error).__name__}: {error}")


def kind(value):
    match value:
        case None | True | False:
            return "singleton"
        case {"type": "point", "at": [x, y], **rest} if not rest:
            return f"point {x},{y}"
        case {"type": t}:
            return f"other {t}"
        case {}:
            return "mapping"
        case (1, (2, *inner), *_):
            return f"nested {inner}"
        case [] | [_]:
            return "short"
        case [*_, "end"]:
            return "ends"
        case "a" "b":
            return "joined"
        case -1 | 2.5 | 1 + 2j:
            return "number"
        case operator.add:
            return "the operator"
        case bytes() | bytearray():
            return "raw"
        case int(n) if n > 10:
            return f"big {n}"
        case float(f):
            return f"float {f}"
        case object(__name__=name):
            return f"named {name}"
        case x:
            return f"what? {x!r}"


for value in (None, False, {"type": "point", "at": (1, 2)}, {"type": "point", "at": (1, 2), "z": 0}, {}, (1, [2, 3, 4], 5), [], ["x"], "ab",
              [1, "end"], -1, 2.5, 1 + 2j, operator.add, b"x", 99, 7, 3.5, print, kind, "zz", range(2), {1}):
    print(kind(value), end="; ")
print()
evaluate(parse("(map (lambda (x) (car x)) (list 1))"), top)
