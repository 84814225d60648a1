import weakref


class Node:
    pass


node = Node()
weakref.finalize(node, print, "gone")
