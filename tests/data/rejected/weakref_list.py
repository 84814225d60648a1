import weakref


class Node:
    pass


node = Node()
print(weakref.getweakrefs(node))
