"""Decimal numbers: arithmetic, rounding, contexts, formats."""
from decimal import *
import decimal
print(Decimal('0.1')+Decimal('0.2'), Decimal(1)/Decimal(3), Decimal('1.10')*3, Decimal(2).sqrt(), Decimal('10')/4, Decimal(7)//2, Decimal(-7)//2, Decimal(-7)%3, Decimal('7.5')%2, Decimal(2)**10, Decimal(2)**-1, Decimal('1.5')**2, Decimal(0.1), repr(Decimal('1E+5')), Decimal('1e-10'), Decimal('123456789.123456789')*Decimal('987654321.987654321'))
for r in (ROUND_HALF_UP, ROUND_HALF_EVEN, ROUND_DOWN, ROUND_UP, ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_DOWN, ROUND_05UP):
    print(r, [str(Decimal(x).quantize(Decimal('0.01'), rounding=r)) for x in ('1.005','1.015','-1.005','2.675','1.001')])
print(getcontext()); getcontext().prec = 6; print(Decimal(1)/7, Decimal('123456789')+1, +Decimal('1.23456789'))
with localcontext() as c:
    c.prec = 50; print(Decimal(1)/7, Decimal(2).sqrt())
print(Decimal(1)/7); getcontext().prec = 28
for bad in (lambda: Decimal('abc'), lambda: Decimal(1)/0, lambda: Decimal(0)/0, lambda: Decimal(1)+1.5, lambda: Decimal('1e30').quantize(Decimal('0.01')), lambda: Decimal([1]) if 0 else Decimal(object()), lambda: Decimal(1)//0, lambda: Decimal(-1).sqrt(), lambda: int(Decimal('NaN'))):
    try: print(bad())
    except Exception as e: print(type(e).__name__, str(e)[:60].replace(hex(id(0)),''))
print(f"{Decimal('1234567.891'):,.2f} {Decimal('3.14159'):.3f} {Decimal('5'):>10} {Decimal('0.5'):.0%} {Decimal('1234.5'):e} {Decimal('1e10'):f} {Decimal('2.50'):g} {Decimal('-3.7'):08.2f} {Decimal('12'):+}")
print(Decimal('1.0') == 1, Decimal('0.5') == 0.5, hash(Decimal('1.50')) == hash(1.5), Decimal('1') < 2, max(Decimal(1), Decimal(3)), sum([Decimal('0.1')]*10), round(Decimal('2.675'), 2), round(Decimal('2.5')), int(Decimal('-3.9')), float(Decimal('1.1')), abs(Decimal('-1')), -Decimal('0'), Decimal('100').normalize(), Decimal('1.500').normalize(), Decimal('0.00').normalize(), Decimal('1.23').as_tuple(), Decimal('0E-5'), Decimal('Infinity'), Decimal('-inf'), Decimal('nan'), Decimal((1,(1,2,3),-2)), Decimal('12.34').to_integral_value(), divmod(Decimal(7), Decimal(2)), Decimal('1.5').as_integer_ratio(), bool(Decimal(0)), 5 - Decimal('1.5'), 2 * Decimal('1.5'), 1 / Decimal(4), Decimal('3').adjusted(), Decimal('1')/Decimal('3')*3, Decimal('4').sqrt(), Decimal('0.25').sqrt(), Decimal('1000000')*Decimal('1000000'), Decimal('1e3')+1, Decimal('-1.5')**3)
