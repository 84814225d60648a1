# arguments: -v --name=ann -o out.txt one two
"""Command lines by hand: sys.argv, getopt, shlex."""

import getopt
import keyword
import shlex
import sys

print(sys.argv[1:])
options, rest = getopt.getopt(sys.argv[1:], "vo:", ["name=", "verbose"])
print(options, rest)
for args in (["-x"], ["-o"], ["--name"], ["--nam", "bob"], ["--verbose=1"], ["--", "-v"], ["one", "-v"]):
    try:
        print(getopt.getopt(args, "vo:", ["name=", "verbose"]))
    except getopt.GetoptError as exc:
        print("GetoptError:", exc, exc.opt)
print(getopt.gnu_getopt(["one", "-v", "--name", "ann", "two"], "vo:", ["name="]))
for line in ("copy 'my file.txt' \"other file\"", r"a\ b c", '''x="1 2" 'it''s' ""''', "# no comment"):
    print(shlex.split(line))
print(shlex.split("run # not this", comments=True))
for line in ("'open", "back\\"):
    try:
        shlex.split(line)
    except ValueError as exc:
        print("ValueError:", exc)
print(shlex.quote("plain.txt"), shlex.quote("two words"), shlex.quote("it's"), shlex.quote(""))
print(shlex.join(["cp", "my file", "/tmp/x"]))
print(keyword.iskeyword("lambda"), keyword.iskeyword("print"), len(keyword.kwlist), keyword.issoftkeyword("match"))
