//! Owns what several interpreters in one process do (PEP 734, CPython 3.14): the real interpreter that
//! other programs are compared with has none, so what is expected is written here.

use std::path::Path;
use std::process::{Command, Output};

/// Runs a program on so many cores.
fn run(name: &str, text: &str, cores: u32) -> Output {
    run_under("cpython-3.14", name, text, cores)
}

fn run_under(runtime: &str, name: &str, text: &str, cores: u32) -> Output {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("interpreters-{name}"));
    std::fs::create_dir_all(&folder).expect("the folder for temporary files can be written");
    let path = folder.join("program.py");
    std::fs::write(&path, text).expect("the folder for temporary files can be written");
    Command::new(env!("CARGO_BIN_EXE_gilscope"))
        .arg("run")
        .arg(&path)
        .args(["--cores", &cores.to_string(), "--runtime", runtime])
        .output()
        .expect("gilscope runs")
}

fn printed(output: &Output) -> String {
    let error = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{error}");
    String::from_utf8_lossy(&output.stdout).into_owned()
}

#[test]
fn an_interpreter_has_names_of_its_own_and_gives_what_a_call_returns() {
    let program = r#"
from concurrent import interpreters
import threading

LEVEL = "program"

def where(level):
    return interpreters.get_current().id, __name__, level, LEVEL

if __name__ == "__main__":
    interp = interpreters.create()
    print(interp, interp.is_running(), interpreters.list_all(), interpreters.get_main().id)
    interp.exec("x = 40; print('in', __name__)")
    interp.exec("""
        x += 2
        print(x)
    """)
    interp.prepare_main(y=7, z=(1, "a"))
    interp.exec("print(x + y, z)")
    LEVEL = "changed"
    print(interp.call(where, "outer"))
    print(where("outer"))
    interp.exec("import threading; t = threading.Thread(target=print, args=('own thread',)); t.start(); t.join()")
    interp.close()
    print(interpreters.list_all())
"#;
    let expected = "\
Interpreter(1) False [Interpreter(0), Interpreter(1)] 0
in __main__
42
49 (1, 'a')
(1, '<fake __main__>', 'outer', 'program')
(0, '__main__', 'outer', 'changed')
own thread
[Interpreter(0)]
";
    assert_eq!(printed(&run("names", program, 2)), expected);
}

#[test]
fn what_goes_wrong_inside_is_told_outside() {
    let program = r#"
from concurrent import interpreters

def divide(a, b):
    return a / b

def give_lock():
    import threading
    return threading.Lock()

def report(what, *args):
    try:
        what(*args)
    except interpreters.InterpreterError as exc:
        print(type(exc).__name__, "|", str(exc).splitlines()[0])
    except Exception as exc:
        print(type(exc).__name__)

if __name__ == "__main__":
    interp = interpreters.create()
    try:
        interp.exec("def f():\n    1 / 0\nf()")
    except interpreters.ExecutionFailed as exc:
        print(exc)
        print(exc.excinfo.type.__name__, exc.excinfo.msg, exc.excinfo.formatted)
    report(interp.call, divide, 1, 0)
    report(interp.exec, "raise SystemExit(3)")
    report(interp.call, give_lock)
    report(interp.prepare_main, {"names": []})
    report(interpreters.get_current().close)
    report(interpreters.get_current().exec, "pass")
    report(interp.exec, "import threading; threading.Thread(target=print, daemon=True).start()")
    interp.close()
    report(interp.exec, "pass")
    report(interpreters.Interpreter, 9)
"#;
    let expected = "\
ZeroDivisionError: division by zero

Uncaught in the interpreter:

Traceback (most recent call last):
  File \"<string>\", line 3, in <module>
    f()
    ~^^
  File \"<string>\", line 2, in f
    1 / 0
    ~~^~~
ZeroDivisionError: division by zero
ZeroDivisionError division by zero ZeroDivisionError: division by zero
ExecutionFailed | ZeroDivisionError: division by zero
ExecutionFailed | SystemExit: 3
NotShareableError
NotShareableError
InterpreterError | cannot destroy the current interpreter
InterpreterError | interpreter already running
ExecutionFailed | RuntimeError: daemon threads are disabled in this (sub)interpreter
InterpreterNotFoundError | unrecognized interpreter ID 1
InterpreterNotFoundError | unrecognized interpreter ID 9
";
    assert_eq!(printed(&run("errors", program, 2)), expected);
}

#[test]
fn queues_join_interpreters() {
    let program = r#"
from concurrent import interpreters

def work(tasks, results):
    while (task := tasks.get()) is not None:
        results.put((interpreters.get_current().id, task, task ** 2))

if __name__ == "__main__":
    tasks, results = interpreters.create_queue(), interpreters.create_queue(2)
    workers = [interpreters.create() for _ in range(2)]
    threads = [worker.call_in_thread(work, tasks, results) for worker in workers]
    for n in range(6):
        tasks.put(n)
    got = [results.get() for _ in range(6)]
    print(sorted(n for _, n, _ in got), sum(square for *_, square in got))
    print(sorted({who for who, *_ in got}), workers[0].is_running())
    try:
        workers[0].exec("pass")
    except interpreters.InterpreterError as exc:
        print(exc)
    for _ in workers:
        tasks.put(None)
    for thread in threads:
        thread.join()
    print(tasks, tasks.empty(), results.maxsize, results.qsize())
    results.put([1, {"a": None}])
    results.put("b")
    for attempt in (lambda: results.put("c", timeout=0.02), lambda: tasks.get_nowait()):
        try:
            attempt()
        except (interpreters.QueueFull, interpreters.QueueEmpty) as exc:
            print(type(exc).__name__, exc)
    print(results.get(), results.get())
    workers[1].prepare_main(q=tasks)
    workers[1].exec("q.put('left behind')")
    workers[1].close()
    print(tasks.get() == 'left behind')
"#;
    let expected = "\
[0, 1, 2, 3, 4, 5] 55
[1, 2] True
interpreter already running
Queue(1) True 2 0
QueueFull queue 2 is full
QueueEmpty queue 1 is empty
[1, {'a': None}] b
False
";
    assert_eq!(printed(&run("queues", program, 2)), expected);
}

/// Each call counts; the same in threads, and in interpreters: (seconds of threads) / (of interpreters).
const COUNT: &str = r#"
import time
from concurrent.futures import InterpreterPoolExecutor, ThreadPoolExecutor

def count(n):
    total = 0
    for i in range(n):
        total += i
    return total

def timed(kind):
    start = time.perf_counter()
    with kind(2) as pool:
        results = list(pool.map(count, [4_000_000] * 2))
    return results, time.perf_counter() - start

if __name__ == "__main__":
    of_threads, threads = timed(ThreadPoolExecutor)
    of_interpreters, interpreters = timed(InterpreterPoolExecutor)
    print(of_threads == of_interpreters, round(threads / interpreters, 2))
"#;

fn speed_up(cores: u32) -> f64 {
    let output = printed(&run(&format!("count{cores}"), COUNT, cores));
    let times = output.strip_prefix("True ").expect("the same results");
    times.trim().parse().expect("a number")
}

#[test]
fn two_calls_on_two_cores_take_half_the_time_and_on_one_core_they_do_not() {
    let two = speed_up(2);
    assert!((1.6..=2.05).contains(&two), "{two}");
    let one = speed_up(1);
    assert!((0.6..=1.1).contains(&one), "{one}");
}

#[test]
fn a_pool_gives_results_exceptions_and_refuses_what_cannot_pass() {
    let program = r#"
from concurrent import interpreters
from concurrent.futures import InterpreterPoolExecutor
from concurrent.futures.interpreter import BrokenInterpreterPool
import threading

settings = {}

def set_up(key, value):
    settings[key] = value

def look_up(key):
    return settings.get(key), interpreters.get_current().id

def fail(text):
    raise ValueError(text)

def broken():
    raise OSError("no set-up")

class Account:
    def __init__(self, balance):
        self.balance = balance

def balance(account):
    return account.balance

if __name__ == "__main__":
    with InterpreterPoolExecutor(max_workers=1, initializer=set_up, initargs=("rate", 5)) as pool:
        print(pool.submit(look_up, "rate").result(), look_up("rate"))
        print(list(pool.map(pow, [2, 3, 4], [5, 2, 1])))
        print(pool.submit(balance, Account(100)).result())
        failed = pool.submit(fail, "bad luck").exception()
        print(repr(failed), type(failed.__cause__).__name__)
        print(type(pool.submit(len, threading.Lock()).exception()).__name__)
    print(len(interpreters.list_all()))
    pool = InterpreterPoolExecutor(1, initializer=broken)
    try:
        pool.submit(look_up, "rate").result()
    except BrokenInterpreterPool as exc:
        print(exc)
    pool.shutdown()
"#;
    let expected = "\
((5, 1), (None, 0))
[32, 9, 4]
100
ValueError('bad luck') ExecutionFailed
NotShareableError
1
A thread initializer failed, the thread pool is not usable anymore
"
    .replace("((5, 1), (None, 0))", "(5, 1) (None, 0)");
    assert_eq!(printed(&run("pool", program, 2)), expected);
}

#[test]
fn each_has_a_gil_with_a_lane() {
    let output = run("lanes", COUNT, 2);
    printed(&output);
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join("interpreters-lanes/program.py");
    let plain = Command::new(env!("CARGO_BIN_EXE_gilscope"))
        .arg("run")
        .arg(path)
        .args(["--cores", "2", "--plain"])
        .output()
        .expect("gilscope runs");
    let timeline = String::from_utf8_lossy(&plain.stderr).into_owned();
    for lane in ["\nGIL ", "\ninterpreter 1/GIL ", "\ninterpreter 2/GIL "] {
        assert!(timeline.contains(lane), "{timeline}");
    }
}

#[test]
fn what_only_cpython_can_pass_is_refused() {
    let program = "\
from concurrent import interpreters
interp = interpreters.create()
print(interp.call(lambda: 42))
";
    let output = run("lambda", program, 1);
    let error = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(3), "{error}");
    assert!(
        error.contains("program.py:3:") && error.contains("`def`"),
        "{error}"
    );
}

/// What is refused of a program under `subinterpreters`: the message and the help.
fn refused(name: &str, text: &str) -> (String, String) {
    let output = run_under("subinterpreters", name, text, 2);
    let error = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(3), "{error}");
    let message = error.lines().next().unwrap_or_default();
    let message = message
        .split_once("subinterpreters: ")
        .expect("who says it")
        .1;
    let help = error.lines().find_map(|line| line.strip_prefix("help: "));
    (message.to_owned(), help.expect("there is help").to_owned())
}

#[test]
fn what_cannot_cross_into_a_threads_interpreter_is_refused_by_its_name() {
    let program = |argument: &str| {
        format!(
            "\
import queue, threading
def work(what):
    pass
if __name__ == '__main__':
    threading.Thread(target=work, args=({argument},)).start()
"
        )
    };
    let (message, help) = refused("lock", &program("threading.Lock()"));
    assert_eq!(
        message,
        "argument 1 of Thread-1 (work) cannot pass into another interpreter: cannot pickle \
         '_thread.lock' object"
    );
    assert!(
        help.contains("concurrent.interpreters.create_queue()"),
        "{help}"
    );
    let (message, help) = refused("queue", &program("queue.Queue()"));
    assert!(
        message.starts_with("argument 1 of Thread-1 (work)"),
        "{message}"
    );
    assert_eq!(
        help,
        "use a queue of concurrent.interpreters.create_queue()"
    );
    let (_, help) = refused("file", &program("open(__file__)"));
    assert_eq!(help, "give the thread the path, and let it open the file");
}

#[test]
fn targets_that_are_no_functions_of_a_module_are_refused() {
    let program = "\
import threading
if __name__ == '__main__':
    threading.Thread(target=lambda: None, name='T').start()
";
    let (message, _) = refused("lambda", program);
    assert!(
        message.starts_with("the target of T cannot pass into another interpreter: "),
        "{message}"
    );
    let program = "\
import threading
class Worker(threading.Thread):
    def run(self):
        pass
if __name__ == '__main__':
    Worker().start()
";
    let (message, _) = refused("subclass", program);
    assert_eq!(
        message,
        "Worker.run() works on the thread itself, which cannot pass into another interpreter"
    );
}

#[test]
fn a_program_that_starts_threads_while_it_is_loaded_is_told_of_the_guard() {
    let program = "\
import threading
def work():
    pass
threading.Thread(target=work).start()
";
    let (_, help) = refused("guard", program);
    assert_eq!(
        help,
        "put what is to happen only once under `if __name__ == '__main__':`"
    );
}

#[test]
fn a_pool_of_threads_is_one_of_interpreters_there_and_errors_come_back() {
    let program = "\
import threading
from concurrent.futures import ThreadPoolExecutor
from concurrent import interpreters

def where(n):
    return n * n, interpreters.get_current().id

def fail():
    raise ValueError('no')

if __name__ == '__main__':
    with ThreadPoolExecutor(1) as pool:
        print(pool.submit(where, 7).result())
        print(repr(pool.submit(fail).exception()))
    timer = threading.Timer(0.001, where, (3,))
    timer.start()
    timer.join()
    thread = threading.Thread(target=fail)
    thread.start()
    thread.join()
    print('still here')
";
    let output = run_under("subinterpreters", "pool", program, 2);
    assert_eq!(printed(&output), "(49, 1)\nValueError('no')\nstill here\n");
    let error = String::from_utf8_lossy(&output.stderr);
    assert!(error.contains("ExecutionFailed: ValueError: no"), "{error}");
}
