"""The traceback of a group that nobody catches: boxes in boxes, causes and notes."""


def fetch(n):
    if n % 2:
        raise ValueError(f"bad answer {n}")
    raise OSError(f"no answer {n}")


def gather(numbers):
    errors = []
    for n in numbers:
        try:
            fetch(n)
        except (ValueError, OSError) as error:
            errors.append(error)
    raise ExceptionGroup("gathering failed", errors)


def main():
    try:
        gather([1, 2])
    except* ValueError as group:
        first = group
    except* OSError as group:
        try:
            raise KeyError("lookup") from group
        except KeyError as error:
            error.add_note("a note\nof two lines")
            raise ExceptionGroup("in the handler", [error, first, TypeError("plain")])


main()
