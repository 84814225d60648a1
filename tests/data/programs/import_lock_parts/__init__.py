"""Modules that take a while to load, for threads to meet in."""
