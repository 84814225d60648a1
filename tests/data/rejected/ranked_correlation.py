import statistics

statistics.correlation([1, 2], [2, 1], method="ranked")
