import io
import pickle


class Mine(pickle.Unpickler):
    def find_class(self, module, name):
        return None


Mine(io.BytesIO())
