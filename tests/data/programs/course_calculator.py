"""A calculator with its own tokenizer, recursive descent parser, syntax tree and evaluator."""
import math
import operator
import re
from dataclasses import dataclass, field
from typing import NamedTuple, Optional, Union


class Token(NamedTuple):
    kind: str
    text: str
    column: int


class CalcError(Exception):
    def __init__(self, message, column=None):
        super().__init__(message)
        self.column = column

    def __str__(self):
        place = "" if self.column is None else f" (column {self.column + 1})"
        return super().__str__() + place


SPEC = [
    ("NUMBER", r"\d+(?:\.\d*)?(?:[eE][+-]?\d+)?"),
    ("NAME", r"[A-Za-z_]\w*"),
    ("OP", r"\*\*|//|[-+*/%()=,]"),
    ("SKIP", r"[ \t]+"),
    ("BAD", r"."),
]
PATTERN = re.compile("|".join(f"(?P<{name}>{regex})" for name, regex in SPEC))


def tokenize(text):
    for match in PATTERN.finditer(text):
        kind = match.lastgroup
        if kind == "SKIP":
            continue
        if kind == "BAD":
            raise CalcError(f"unexpected character {match.group()!r}", match.start())
        yield Token(kind, match[0], match.start())
    yield Token("END", "", len(text))


@dataclass(frozen=True)
class Number:
    value: float


@dataclass(frozen=True)
class Name:
    name: str


@dataclass(frozen=True)
class Unary:
    op: str
    operand: "Node"


@dataclass(frozen=True)
class Binary:
    op: str
    left: "Node"
    right: "Node"


@dataclass
class Call:
    name: str
    arguments: list = field(default_factory=list)


Node = Union[Number, Name, Unary, Binary, Call]
BINARY = {"+": (1, operator.add), "-": (1, operator.sub), "*": (2, operator.mul), "/": (2, operator.truediv),
          "//": (2, operator.floordiv), "%": (2, operator.mod), "**": (4, operator.pow)}
FUNCTIONS = {"sqrt": math.sqrt, "max": max, "min": min, "hyp": math.hypot, "log": math.log}


class Parser:
    def __init__(self, text):
        self.tokens = list(tokenize(text))
        self.position = 0

    @property
    def current(self) -> Token:
        return self.tokens[self.position]

    def advance(self, text: Optional[str] = None) -> Token:
        token = self.current
        if text is not None and token.text != text:
            raise CalcError(f"expected {text!r}, got {token.text or 'end of line'!r}", token.column)
        self.position += 1
        return token

    def parse(self):
        node = self.expression(0)
        if self.current.kind != "END":
            raise CalcError(f"left over: {self.current.text!r}", self.current.column)
        return node

    def expression(self, least):
        left = self.unary()
        while self.current.text in BINARY and BINARY[self.current.text][0] > least:
            op = self.advance().text
            power = BINARY[op][0]
            left = Binary(op, left, self.expression(power - 1 if op == "**" else power))
        return left

    def unary(self):
        if self.current.text in ("-", "+"):
            return Unary(self.advance().text, self.expression(3))
        return self.atom()

    def atom(self):
        token = self.advance()
        match token:
            case Token(kind="NUMBER", text=text):
                return Number(float(text) if any(c in text for c in ".eE") else int(text))
            case Token("NAME", name) if self.current.text == "(":
                self.advance("(")
                call = Call(name)
                while self.current.text != ")":
                    call.arguments.append(self.expression(0))
                    if self.current.text == ",":
                        self.advance()
                self.advance(")")
                return call
            case Token("NAME", name):
                return Name(name)
            case Token(text="("):
                node = self.expression(0)
                self.advance(")")
                return node
            case _:
                raise CalcError(f"unexpected {token.text or 'end of line'!r}", token.column)


def evaluate(node, names):
    match node:
        case Number(value):
            return value
        case Name(name):
            try:
                return names[name]
            except KeyError:
                raise CalcError(f"unknown name {name!r}") from None
        case Unary("-", operand):
            return -evaluate(operand, names)
        case Unary(operand=operand):
            return +evaluate(operand, names)
        case Binary(op, left, right):
            return BINARY[op][1](evaluate(left, names), evaluate(right, names))
        case Call(name, [*arguments]) if name in FUNCTIONS:
            return FUNCTIONS[name](*(evaluate(a, names) for a in arguments))
        case Call(name=name):
            raise CalcError(f"unknown function {name!r}")


names = {"pi": math.pi, "e": math.e}
for line in ["1 + 2 * 3", "2 ** 3 ** 2", "-2 ** 2", "(1 + 2) * 3 - -4", "7 // 2 % 2", "r = 2.5", "pi * r ** 2",
             "hyp(3, 4) + max(1, 2, 3)", "1 / 0", "2 $ 3", "(1 + 2", "foo + 1", "foo(2)", "1 2", "", "sqrt(0 - 1)",
             "1e3 / 8", "log(e)", "10 ** 20", "10 ** -2", "sqrt(2, 3)"]:
    try:
        target, eq, text = line.rpartition("=")
        tree = Parser(text).parse()
        result = evaluate(tree, names)
        if eq:
            names[target.strip()] = result
        print(f"{line:<28} = {result!r:>22}   {type(result).__name__}")
    except CalcError as error:
        print(f"{line:<28} ! {error}")
    except (ZeroDivisionError, ValueError, TypeError) as error:
        print(f"{line:<28} ! {type(error).__name__}: {error}")
print(Parser("-a * (b + f(1, 2))").parse())
print(Node)
print(Binary("+", Number(1), Name("x")) == Binary("+", Number(1), Name("x")), hash(Number(3)) == hash(Number(3)))
try:
    Number(1).value = 2
except Exception as error:
    print(type(error), error)
evaluate(Parser("1 + x / 2").parse(), names)
