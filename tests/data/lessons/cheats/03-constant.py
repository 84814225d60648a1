"""The right count, counted by nobody."""
refs = 1
