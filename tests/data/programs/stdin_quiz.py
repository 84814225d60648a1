"""A quiz that asks its questions on standard input, with a clock in another thread."""

import threading
import time

QUESTIONS = [
    ('How many threads hold the GIL at a time?', {'1', 'one'}),
    ('Does time.sleep() release it?', {'yes', 'y'}),
    ('Which module starts threads?', {'threading'}),
    ('And processes?', {'multiprocessing'}),
]


class Clock(threading.Thread):
    """Ticks until it is stopped."""

    def __init__(self):
        super().__init__(name='clock', daemon=True)
        self.stopped = threading.Event()
        self.ticks = 0
        self.ticked = threading.Event()

    def run(self):
        while not self.stopped.wait(0.001):
            self.ticks += 1
            self.ticked.set()


def ask(number, question, answers):
    tries = 0
    while tries < 2:
        given = input(f'{number}. {question} ').strip().lower()
        tries += 1
        if given in answers:
            print('right' if tries == 1 else 'right, at last')
            return 2 if tries == 1 else 1
        if given in {'quit', 'q'}:
            raise KeyboardInterrupt
        print('no' if given else 'say something')
    print('it is', sorted(answers)[-1])
    return 0


def main():
    name = input('Your name? ') or 'nobody'
    print(f'Hello {name}!')
    clock = Clock()
    clock.start()
    points = 0
    for number, (question, answers) in enumerate(QUESTIONS, 1):
        try:
            points += ask(number, question, answers)
        except EOFError:
            print('\nno more answers')
            break
    clock.ticked.wait()
    clock.stopped.set()
    clock.join()
    print(f'{name}: {points} of {2 * len(QUESTIONS)} points', clock.ticks > 0)
    try:
        input()
    except EOFError as error:
        print(type(error).__name__, error)


main()
