class File:
    def __del__(self):
        print("closed")


File()
