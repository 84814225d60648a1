"""A module of its own that gilscope cannot run."""

from own_package import tools

print(tools)
