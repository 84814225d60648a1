PRICES = {'apple': 30, 'pear': 45, 'plum': 12}
