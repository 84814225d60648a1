import fileinput

for line in fileinput.input("x.txt", inplace=True):
    print(line)
