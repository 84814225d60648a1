class A:
    def m(self):
        self.x = self.c(1)
    def c(self, v):
        y = self.d(v)
    def d(self, v):
        z = k(v)
    
def k(v):
    return boom(v)
def boom(v):
    q = [1, 2]
    q[0] = int('z')
A().m()
