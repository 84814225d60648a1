import sys
import threading

threading.Thread(target=print, args=("the thread ends first",)).start()
sys.exit(7)
