"""The bytecode of functions, as the laboratory runs it: CPython 3.14's, without inline caches."""

import builtins
import sys
from collections import namedtuple
import _frames

__all__ = ["code_info", "dis", "disassemble", "distb", "disco", "findlinestarts", "findlabels",
           "show_code", "get_instructions", "Instruction", "Bytecode", "COMPILER_FLAG_NAMES",
           "cmp_op"]

_OPNAME_WIDTH = 20
_OPARG_WIDTH = 5
cmp_op = ('<', '<=', '==', '!=', '>', '>=')
# How the argument of COMPARE_OP says which results count as true (Python/compile.c).
_COMPARE_MASKS = (2, 10, 8, 7, 4, 12)
COMPILER_FLAG_NAMES = {
    1: "OPTIMIZED", 2: "NEWLOCALS", 4: "VARARGS", 8: "VARKEYWORDS", 16: "NESTED",
    32: "GENERATOR", 64: "NOFREE", 128: "COROUTINE", 256: "ITERABLE_COROUTINE",
    512: "ASYNC_GENERATOR",
}
_WITHOUT_ARGUMENT = frozenset("""
    NOP NOT_TAKEN POP_TOP PUSH_NULL BINARY_SLICE STORE_SLICE STORE_SUBSCR DELETE_SUBSCR
    UNARY_NEGATIVE UNARY_NOT UNARY_INVERT TO_BOOL GET_ITER GET_YIELD_FROM_ITER END_FOR POP_ITER
    PUSH_EXC_INFO POP_EXCEPT CHECK_EXC_MATCH CHECK_EG_MATCH MAKE_FUNCTION RETURN_VALUE
    LOAD_BUILD_CLASS LOAD_LOCALS FORMAT_SIMPLE FORMAT_WITH_SPEC GET_LEN MATCH_MAPPING
    MATCH_SEQUENCE MATCH_KEYS WITH_EXCEPT_START SETUP_ANNOTATIONS RETURN_GENERATOR END_SEND
    CLEANUP_THROW GET_AITER GET_ANEXT END_ASYNC_FOR BUILD_TEMPLATE INTERPRETER_EXIT
""".split())
_PAIRS = ("LOAD_FAST_BORROW_LOAD_FAST_BORROW", "LOAD_FAST_LOAD_FAST", "STORE_FAST_STORE_FAST",
          "STORE_FAST_LOAD_FAST")

_Instruction = namedtuple("_Instruction", [
    'opname', 'opcode', 'arg', 'argval', 'argrepr', 'offset', 'start_offset', 'starts_line',
    'line_number', 'label', 'positions', 'cache_info'])


class _Text:
    """A file that keeps what is written to it."""

    def __init__(self):
        self.parts = []

    def write(self, text):
        self.parts.append(text)

    def getvalue(self):
        return ''.join(self.parts)


class Instruction(_Instruction):
    """One instruction."""

    @property
    def is_jump_target(self):
        return self.label is not None

    @property
    def jump_target(self):
        return self.argval if self.argrepr.startswith('to ') else None

    def __str__(self):
        out = _Text()
        _Printer(out, 0, 0, 0)._line(self)
        return out.getvalue()


def _code_of(x):
    """The code object of a function, method, generator, or of source text."""
    for name in ('__func__', '__wrapped_code__'):
        if hasattr(x, name):
            x = getattr(x, name)
    for name in ('__code__', 'gi_code', 'ag_code', 'cr_code'):
        if hasattr(x, name):
            x = getattr(x, name)
            break
    if isinstance(x, str):
        x = builtins.compile(x, "<disassembly>", "exec")
    if hasattr(x, 'co_code') or hasattr(x, 'co_name'):
        return x
    raise TypeError("don't know how to disassemble %s objects" % type(x).__name__)


def findlabels(code):
    """The offsets that jumps and handlers go to, in order."""
    targets = {target for *_, target in _frames.instructions(code) if target is not None}
    for start, end, target, _, _ in _frames.handlers(code):
        targets.update((start, end, target))
    return sorted(2 * target for target in targets)


def findlinestarts(code):
    """(offset, line) wherever a new line begins."""
    last = None
    for index, (_, _, _, line, _) in enumerate(_frames.instructions(code)):
        if line != last:
            last = line
            yield 2 * index, line


def _argument(code, name, arg, text, index, target):
    """(argument as CPython numbers it, value, text)."""
    if target is not None:
        return abs(target - index - 1), 2 * target, text
    if name in _PAIRS:
        first, second = arg >> 16, arg & 0xffff
        return first << 4 | second, tuple(text.split(', ')), text
    if name == 'LOAD_CONST' and text:
        value = code.co_consts[arg]
        return arg, value, repr(value)
    if name == 'COMPARE_OP':
        op = arg & 15
        shown = f'bool({cmp_op[op]})' if arg & 16 else cmp_op[op]
        return op << 5 | arg & 16 | _COMPARE_MASKS[op], cmp_op[op], shown
    if text and not text.isdigit():
        return arg, text.partition(' + ')[0], text
    return arg, arg, ''


def get_instructions(x, *, first_line=None, show_caches=None, adaptive=False):
    """The instructions of a function, one by one."""
    code = _code_of(x)
    labels = {offset: number for number, offset in enumerate(findlabels(code), 1)}
    shift = 0 if first_line is None else first_line - code.co_firstlineno
    last = None
    for index, (name, arg, text, line, target) in enumerate(_frames.instructions(code)):
        offset = 2 * index
        if name is None:    # an instruction that this version of Python does not have
            continue
        if index == 0 and code.co_name == '<module>':
            line = 0    # before the first statement
        if name in _WITHOUT_ARGUMENT:
            number, value, shown = None, None, ''
        else:
            number, value, shown = _argument(code, name, arg, text, index, target)
            if target is not None:
                shown = f'to L{labels[2 * target]}'
        yield Instruction(name, None, number, value, shown, offset, offset, line != last,
                          line + shift, labels.get(offset), None, None)
        last = line


class _Printer:
    """Prints instructions in columns."""

    def __init__(self, file, lineno_width, label_width, offset_width):
        self.file = file
        self.lineno_width = lineno_width
        self.label_width = label_width
        self.offset_width = offset_width

    def _line(self, instr, current=False):
        if self.lineno_width and instr.starts_line and instr.offset > 0:
            print(file=self.file)
        fields = []
        if self.lineno_width:
            number = instr.line_number if instr.starts_line else ''
            fields.append(str(number).rjust(self.lineno_width))
        label = f"L{instr.label}:" if instr.label is not None else ''
        fields.append(label.rjust(self.label_width))
        if self.offset_width:
            fields.append(f"{instr.offset!r:>{self.offset_width}}  ")
        fields.append('-->' if current else '   ')
        fields.append(instr.opname.ljust(_OPNAME_WIDTH))
        if instr.arg is not None:
            excess = max(0, len(instr.opname) - _OPNAME_WIDTH)
            fields.append(repr(instr.arg).rjust(_OPARG_WIDTH - excess))
            if instr.argrepr:
                fields.append('(' + instr.argrepr + ')')
        print(' '.join(fields).rstrip(), file=self.file)

    def handlers(self, code):
        entries = _frames.handlers(code)
        if not entries:
            return
        labels = {offset: number for number, offset in enumerate(findlabels(code), 1)}
        print("ExceptionTable:", file=self.file)
        for start, end, target, depth, lasti in entries:
            places = [f'L{labels[2 * place]}' for place in (start, end, target)]
            print("  %s to %s -> %s [%d]%s" % (*places, depth, " lasti" if lasti else ""),
                  file=self.file)


def disassemble(co, lasti=-1, *, file=None, show_caches=False, adaptive=False,
                show_offsets=False, show_positions=False):
    """Print a code object's instructions; an arrow marks the one at `lasti`."""
    instructions = list(get_instructions(co))
    lines = [instr.line_number for instr in instructions]
    labels = [instr for instr in instructions if instr.label is not None]
    printer = _Printer(file, max(3, len(str(max(lines)))), 4 + len(str(len(labels))),
                       max(4, len(str(2 * len(instructions)))) if show_offsets else 0)
    for instr in instructions:
        printer._line(instr, instr.offset == lasti)
    printer.handlers(co)


disco = disassemble


def _recursive(co, file, depth, options):
    disassemble(co, file=file, **options)
    if depth is None or depth > 0:
        depth = None if depth is None else depth - 1
        for item in co.co_consts:
            if hasattr(item, 'co_name'):
                print(file=file)
                print("Disassembly of %r:" % (item,), file=file)
                _recursive(item, file, depth, options)


def dis(x=None, *, file=None, depth=None, show_caches=False, adaptive=False,
        show_offsets=False, show_positions=False):
    """Print the instructions of a function, class, module, code object or source text."""
    if x is None:
        distb(file=file)
        return
    options = {'show_offsets': show_offsets}
    if isinstance(x, type) or type(x).__name__ == 'module':
        for name, value in sorted(vars(x).items()):
            value = getattr(value, '__func__', value)
            if hasattr(value, '__code__'):
                print("Disassembly of %s:" % name, file=file)
                _recursive(value.__code__, file, depth, options)
                print(file=file)
        return
    if isinstance(x, str):
        x = builtins.compile(x, "<dis>", "exec")
    _recursive(_code_of(x), file, depth, options)


def distb(tb=None, *, file=None, show_caches=False, adaptive=False, show_offsets=False,
          show_positions=False):
    """Print the instructions around the place where an exception was raised."""
    if tb is None:
        exc = sys.exception()
        if exc is None:
            raise RuntimeError("no last traceback to disassemble")
        tb = exc.__traceback__
    while tb.tb_next:
        tb = tb.tb_next
    disassemble(tb.tb_frame.f_code, tb.tb_lasti, file=file, show_offsets=show_offsets)


class Bytecode:
    """The instructions of a function: iterate over them, or print dis()."""

    def __init__(self, x, *, first_line=None, current_offset=None, show_caches=False,
                 adaptive=False, show_offsets=False, show_positions=False):
        self.codeobj = _code_of(x)
        self.first_line = self.codeobj.co_firstlineno if first_line is None else first_line
        self.current_offset = current_offset
        self.show_offsets = show_offsets
        self._original_object = x

    def __iter__(self):
        return get_instructions(self.codeobj, first_line=self.first_line)

    def __repr__(self):
        return "{}({!r})".format(self.__class__.__name__, self._original_object)

    @classmethod
    def from_traceback(cls, tb, **options):
        """The function that an exception was raised in."""
        while tb.tb_next:
            tb = tb.tb_next
        return cls(tb.tb_frame.f_code, current_offset=tb.tb_lasti, **options)

    def info(self):
        """What is known of the code besides its instructions."""
        return code_info(self.codeobj)

    def dis(self):
        """The instructions as text."""
        out = _Text()
        lasti = -1 if self.current_offset is None else self.current_offset
        disassemble(self.codeobj, lasti, file=out, show_offsets=self.show_offsets)
        return out.getvalue()


def pretty_flags(flags):
    """The names of the bits in co_flags."""
    names = [name for bit, name in COMPILER_FLAG_NAMES.items() if flags & bit]
    return ", ".join(names) or hex(0)


def code_info(x):
    """What is known of a function's code besides its instructions."""
    co = _code_of(x)
    lines = ["Name:              %s" % co.co_name,
             "Filename:          %s" % co.co_filename,
             "Argument count:    %s" % co.co_argcount,
             "Positional-only arguments: %s" % co.co_posonlyargcount,
             "Kw-only arguments: %s" % co.co_kwonlyargcount,
             "Number of locals:  %s" % co.co_nlocals,
             "Stack size:        %s" % co.co_stacksize,
             "Flags:             %s" % pretty_flags(co.co_flags)]
    for title, items, show in (("Constants", co.co_consts, repr), ("Names", co.co_names, str),
                               ("Variable names", co.co_varnames, str),
                               ("Free variables", co.co_freevars, str),
                               ("Cell variables", co.co_cellvars, str)):
        if items:
            lines.append(title + ":")
            lines.extend("%4d: %s" % (i, show(item)) for i, item in enumerate(items))
    return "\n".join(lines)


def show_code(co, *, file=None):
    """Print what code_info() gives."""
    print(code_info(co), file=file)
