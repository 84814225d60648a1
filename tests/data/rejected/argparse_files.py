import argparse

parser = argparse.ArgumentParser()
parser.add_argument("file", type=argparse.FileType("r"))
