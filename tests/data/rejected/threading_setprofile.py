import threading


def profile(frame, event, argument):
    pass


threading.setprofile(profile)
