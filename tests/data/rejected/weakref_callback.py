import weakref


class Node:
    pass


node = Node()
weakref.ref(node, print)
