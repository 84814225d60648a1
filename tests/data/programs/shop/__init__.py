"""A shop of several modules."""

from . import prices
