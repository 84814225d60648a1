from decimal import Decimal

print(Decimal(2) ** 2, Decimal(2) ** Decimal("0.3"))
