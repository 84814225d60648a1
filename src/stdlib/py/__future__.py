"""Features that today's Python always has."""

annotations = None
division = None
print_function = None
absolute_import = None
unicode_literals = None
generators = None
nested_scopes = None
with_statement = None
generator_stop = None
