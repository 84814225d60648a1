import sys, threading, queue

commands = queue.Queue()
history = []

class Console(threading.Thread):
    def __init__(self, prompt='> '):
        threading.Thread.__init__(self, name='console')
        self.prompt = prompt
    def run(self):
        while 1:
            try:
                line = input(self.prompt)
            except EOFError:
                print('[EOF]')
                commands.put(('quit', []))
                return
            parts = line.split()
            if not parts: continue
            commands.put((parts[0].lower(), parts[1:]))
            commands.join()

def do_add(*numbers):
    """add NUMBER...: the sum"""
    return sum(map(float, numbers))
def do_echo(*words): return ' '.join(words)
def do_help():
    return ', '.join(sorted(n[3:] for n in globals() if n.startswith('do_')))
def do_fail(): raise RuntimeError('as you wish')

console = Console()
console.start()
running = True
while running:
    cmd, args = commands.get()
    history.append(cmd)
    try:
        if cmd == 'quit':
            running = False
            continue
        func = globals().get('do_' + cmd)
        if func is None:
            print('unknown command:', cmd, file=sys.stderr)
        else:
            print(func(*args))
    except (ValueError, TypeError) as e:
        print('%s: %s' % (e.__class__.__name__, e))
    except Exception as e:
        print('!!', e)
    finally:
        commands.task_done()
console.join()
print('history: %s' % history)
