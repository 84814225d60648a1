"""argparse: values, errors and help texts of many parsers."""

import argparse
import sys


class Shown:
    def write(self, text):
        print(text, end="")

    def flush(self):
        pass


sys.stderr = Shown()


def attempt(parser, line):
    args = line.split()
    try:
        print(f"{line!r} ->", parser.parse_args(args))
    except SystemExit as exc:
        print(f"{line!r} exits with {exc.code}")


basic = argparse.ArgumentParser(prog="count", description="Count words in a text, with several threads if asked to.", epilog="See also: wc")
basic.add_argument("file", help="the file to read")
basic.add_argument("-n", "--threads", type=int, default=4, metavar="N", help="number of threads (default: %(default)s)")
basic.add_argument("-v", "--verbose", action="store_true", help="say more")
basic.add_argument("-q", "--quiet", action="count", default=0)
basic.add_argument("--mode", choices=["fast", "slow"], default="fast", help="how to count; the slow way is much more careful about hyphenated-words and so on")
basic.add_argument("--scale", type=float)
basic.add_argument("--tag", action="append", help="may be repeated")
basic.add_argument("--no-colour", dest="colour", action="store_false")
basic.add_argument("--version", action="version", version="%(prog)s 1.2")
for line in ("x.txt", "x.txt -n 8 -v", "-n8 x.txt -qqq", "--threads=2 --mode slow x", "--thr 3 x", "x --tag a --tag b",
             "", "x -n two", "x --mode other", "x y", "x --unknown", "--scale -1.5 x", "x -n", "--no-colour x", "--version", "--mo fast x", "-vq x", "x --verbose=1", "-- -x", "x -n=5"):
    attempt(basic, line)
basic.print_help()
basic.print_usage()
print(basic.format_usage() == "usage: " + basic.format_usage()[7:])

many = argparse.ArgumentParser(prog="many", formatter_class=argparse.ArgumentDefaultsHelpFormatter)
many.add_argument("first", nargs=2, type=int)
many.add_argument("rest", nargs="*", default=["d"], help="what remains")
many.add_argument("--pair", nargs=2, metavar=("A", "B"))
many.add_argument("--maybe", nargs="?", const="c", default="d", help="perhaps")
many.add_argument("--some", nargs="+", type=int, help="one or more")
many.add_argument("--level", type=int, choices=range(1, 4), default=2, help="one of %(choices)s")
for line in ("1 2", "1 2 3 4", "1", "--pair a b 1 2", "1 2 --maybe", "1 2 --maybe x", "1 2 --some", "1 2 --some 5 6", "--level 9 1 2", "1 x", "-1 2"):
    attempt(many, line)
many.print_help()

group = argparse.ArgumentParser(prog="group", usage="%(prog)s [options] --one|--two")
either = group.add_mutually_exclusive_group(required=True)
either.add_argument("--one", action="store_true")
either.add_argument("--two", type=int)
server = group.add_argument_group("server", "where to listen")
server.add_argument("--host", default="localhost")
server.add_argument("--port", type=int, default=8080, required=False)
group.add_argument("--colour", action=argparse.BooleanOptionalAction, default=True)
for line in ("--one", "--two 3", "--one --two 3", "", "--one --port 80 --no-colour"):
    attempt(group, line)
group.print_help()

exclusive = argparse.ArgumentParser(prog="exclusive")
choice = exclusive.add_mutually_exclusive_group()
choice.add_argument("-a", action="store_true")
choice.add_argument("-b", metavar="B")
needed = exclusive.add_mutually_exclusive_group(required=True)
needed.add_argument("--long-name-of-an-option", action="store_const", const=3, dest="value")
needed.add_argument("--another-long-option", action="append_const", const=4, dest="values")
exclusive.add_argument("--required-thing", required=True)
exclusive.add_argument("target", nargs="?")
exclusive.print_usage()
for line in ("--another-long-option --required-thing x", "-a -b c --long-name-of-an-option --required-thing x", "-a"):
    attempt(exclusive, line)

commands = argparse.ArgumentParser(prog="tool", description="A tool with commands.")
commands.add_argument("--debug", action="store_true")
sub = commands.add_subparsers(dest="command", required=True, help="what to do")
run = sub.add_parser("run", help="run a job", aliases=["r"])
run.add_argument("job")
run.add_argument("--times", type=int, default=1)
run.set_defaults(func="do_run")
stop = sub.add_parser("stop", help="stop all jobs", description="Stops everything.")
stop.add_argument("--force", "-f", action="store_true")
for line in ("run x", "--debug run x --times 3", "r y", "stop -f", "", "fly", "run", "stop extra", "run -h"):
    attempt(commands, line)
commands.print_help()

plain = argparse.ArgumentParser(prog="plain", add_help=False, allow_abbrev=False, argument_default=argparse.SUPPRESS)
plain.add_argument("--size", type=lambda text: int(text) * 2, help=argparse.SUPPRESS)
plain.add_argument("items", nargs=argparse.REMAINDER)
for line in ("", "--size 4 a --b c", "--si 4"):
    attempt(plain, line)
print(plain.parse_known_args(["--size", "3"]))
parser = argparse.ArgumentParser(prog="known")
parser.add_argument("--x", type=int)
print(parser.parse_known_args(["--x", "1", "--y", "2", "z"]))
print(argparse.Namespace(a=1, b="x") == argparse.Namespace(a=1, b="x"), "a" in argparse.Namespace(a=1))


def positive(text):
    value = int(text)
    if value <= 0:
        raise argparse.ArgumentTypeError(f"{text} is not positive")
    return value


checked = argparse.ArgumentParser(prog="checked", parents=[parser], add_help=False, formatter_class=argparse.RawDescriptionHelpFormatter,
                                  description="Two lines\n   kept as they are")
checked.add_argument("n", type=positive)
for line in ("5", "0", "abc", "5 --x 3"):
    attempt(checked, line)
checked.print_help()
quiet = argparse.ArgumentParser(prog="quiet", exit_on_error=False)
quiet.add_argument("--n", type=int)
try:
    quiet.parse_args(["--n", "x"])
except argparse.ArgumentError as exc:
    print("ArgumentError:", exc)
for wrong in (lambda: quiet.add_argument("--n"), lambda: quiet.add_argument("-x", action="fly"), lambda: quiet.add_argument("x", required=True)):
    try:
        wrong()
    except (argparse.ArgumentError, ValueError, TypeError) as exc:
        print(type(exc).__name__, exc)
quiet.error("as the program says")
