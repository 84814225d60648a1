"""What a traceback suggests in place of a name that is not there."""
import threading


class Account:
    def __init__(self):
        self.balance = 10
        self._secret = 1

    def read(self):
        return self.balance

    def forgotten_self(self):
        return balance


def misspelt_local():
    total = 3
    return totl


def misspelt_import():
    from queue import Queueue, sqr
    return sqr


def in_thread(function):
    """The hook prints the traceback, as any uncaught exception's."""
    thread = threading.Thread(target=function, name=function.__name__)
    thread.start()
    thread.join()


def run():
    in_thread(misspelt_local)
    in_thread(misspelt_import)
    account = Account()
    in_thread(account.forgotten_self)

    def misspelt_attribute():
        return account.balanse

    def misspelt_method():
        return [].appendd(1)

    def misspelt_function():
        return prnt("hello")

    def forgotten_import():
        return time.sleep(1)

    def far_from_everything():
        return xylophone

    def hidden():
        return account.secret

    for function in (misspelt_attribute, misspelt_method, misspelt_function,
                     forgotten_import, far_from_everything, hidden):
        in_thread(function)


run()
print(threading.Tread)
