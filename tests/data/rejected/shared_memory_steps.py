from multiprocessing import shared_memory

block = shared_memory.SharedMemory(create=True, size=10)
block.buf[0:10:2] = b"12345"
