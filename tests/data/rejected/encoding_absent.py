try:
    print(b"\x93".decode("cp1252"))
except LookupError:
    print("never")
