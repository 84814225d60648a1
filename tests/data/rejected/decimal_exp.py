from decimal import Decimal

print(Decimal(2).exp())
