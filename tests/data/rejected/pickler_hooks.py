import io
import pickle


class Mine(pickle.Pickler):
    def persistent_id(self, obj):
        return None


Mine(io.BytesIO())
