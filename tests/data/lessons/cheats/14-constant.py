"""The right number, counted by nobody."""
total = 500_000
