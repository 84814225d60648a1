print('shop.lazy is imported once')
NOTES = []


def note(name, taken):
    NOTES.append(f'{name}: {"sold" if taken else "none left"}')
