"""A validation that collects errors, and an exception group nobody handles."""


def check(record):
    errors = []
    for name, kind in {"age": int, "name": str, "email": str}.items():
        try:
            value = record[name]
            if not isinstance(value, kind):
                raise TypeError(f"{name} is {type(value).__name__}, not {kind.__name__}")
            if kind is str and not value:
                raise ValueError(f"{name} is empty")
        except (KeyError, TypeError, ValueError) as error:
            errors.append(error)
    if errors:
        raise ExceptionGroup(f"record {record.get('id', '?')}", errors)
    return record


def check_all(records):
    groups = []
    for record in records:
        try:
            print("fine:", check(record))
        except* TypeError as group:
            print("types:", *group.exceptions)
        except* ValueError as group:
            groups.append(group)
    if groups:
        raise ExceptionGroup("bad records", groups)


check_all([{"id": 1, "age": 3, "name": "a", "email": "b"}, {"id": 2, "age": "x", "name": "n", "email": "e"}])
group = ExceptionGroup("outer", [ValueError(1), ExceptionGroup("inner", [TypeError(2), OSError(3, "three")])])
print(group, repr(group), group.subgroup(TypeError), group.split(OSError)[1].exceptions, group.derive([KeyError(1)]))
matched, rest = group.split(lambda e: isinstance(e, ValueError))
print(matched.message, len(rest.exceptions), [type(e).__name__ for e in rest.exceptions[0].exceptions])
check_all([{"id": 3, "age": 1, "name": "", "email": ""}, {"id": 4, "age": 1, "name": "", "email": "x"}])
