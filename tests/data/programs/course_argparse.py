# arguments: convert --to hex -vv 10 255 4096 --scale 1.5
"""A command line with subcommands, choices, counts, types and defaults."""
import argparse
import sys


def positive(text):
    value = int(text)
    if value <= 0:
        raise argparse.ArgumentTypeError(f"{value} is not positive")
    return value


def build():
    parser = argparse.ArgumentParser(prog="tool", description="Converts and sums numbers.", epilog="That is all.")
    parser.add_argument("--version", action="version", version="%(prog)s 1.2")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND", title="commands")
    convert = commands.add_parser("convert", help="convert numbers", aliases=["c"])
    convert.add_argument("numbers", nargs="+", type=positive, help="what to convert")
    convert.add_argument("--to", choices=["hex", "bin", "oct"], default="bin", help="the base (default: %(default)s)")
    convert.add_argument("-v", "--verbose", action="count", default=0)
    convert.add_argument("--scale", type=float, default=1, metavar="FACTOR")
    total = commands.add_parser("sum", help="add numbers")
    total.add_argument("numbers", nargs="*", type=int)
    group = total.add_mutually_exclusive_group()
    group.add_argument("--abs", action="store_true", help="absolute value")
    group.add_argument("--negate", action="store_true")
    total.add_argument("--start", type=int, default=0)
    return parser


def main(arguments):
    options = build().parse_args(arguments)
    print(options)
    match options.command:
        case "convert" | "c":
            function = {"hex": hex, "bin": bin, "oct": oct}[options.to]
            for number in options.numbers:
                scaled = int(number * options.scale)
                print(f"{number} -> {function(scaled)}" if options.verbose else function(scaled))
        case "sum":
            total = sum(options.numbers, options.start)
            print(abs(total) if options.abs else -total if options.negate else total)


def attempt(*arguments):
    print("$", *arguments)
    try:
        main(arguments)
    except SystemExit as end:
        print("exit", end.code)


main(sys.argv[1:])
attempt("sum", "1", "2", "--start", "-10", "--abs")
attempt("sum", "--negate", "5")
attempt("c", "5", "--to=oct")
attempt("--version")
attempt("--help")
attempt("sum", "-h")
attempt("convert", "0")
attempt("convert", "x")
attempt("convert", "1", "--to", "dec")
attempt("sum", "--abs", "--negate")
attempt("fly")
attempt()
attempt("sum", "1", "--bogus")
main(["convert"])
