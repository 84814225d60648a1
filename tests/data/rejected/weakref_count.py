import weakref


class Node:
    pass


node = Node()
print(weakref.getweakrefcount(node))
