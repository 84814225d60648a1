from .. import prices


def underline(title):
    return title + '\n' + '-' * len(title)


def money(cents):
    return f'{cents / 100:.2f} ({len(prices.PRICES)} prices)'
