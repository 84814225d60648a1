//! Owns running the very same file under a real interpreter that the user names: its output, its time, and
//! where the system tells, which of its threads had a core when. Owns no choice of one (`found` offers
//! them) and no looking (`sampler`).

mod found;
mod sampler;

use std::io::{self, Read, Write};
use std::path::PathBuf;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;
use std::time::Duration;

use super::clock::Clock;
use super::machine;
use super::sync::Mutex;
use crate::base::{ProcessId, ThreadId, VirtualDuration, VirtualTime};
use crate::trace::{BlockReason, Event, EventKind, SchedState, ThreadState, Trace};
use sampler::{Change, Eyes, Seen};

pub use found::{Interpreter, found};

/// Whether the system tells what threads of other processes do.
pub const SAMPLES: bool = cfg!(target_os = "linux");

/// So often is looked at the threads, unless looking takes so long that it would be in their way.
const LOOK: Duration = Duration::from_millis(1);

/// Of each stream so much is kept.
const MOST_OUTPUT: usize = 1 << 20;

/// How long the output of a process that has ended may still be on its way: a child of its own may keep the
/// pipe open for ever.
const LATE_OUTPUT: Duration = Duration::from_millis(300);

/// What to run, and how.
#[derive(Clone, Debug)]
pub struct PythonJob {
    pub interpreter: PathBuf,
    pub file: PathBuf,
    pub args: Vec<String>,
    pub stdin: String,
    /// It is killed after so much time.
    pub until: VirtualDuration,
}

/// How it ended.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum PythonEnd {
    Exit {
        code: i32,
    },
    /// By a signal, which was not ours.
    Signal,
    /// It took too long and was killed.
    Limit,
    Stopped,
    /// It could not be run.
    Failed {
        text: String,
    },
}

/// A file that runs under a real interpreter.
#[derive(Debug)]
pub struct PythonRun {
    shared: Arc<Shared>,
    keeper: Option<thread::JoinHandle<()>>,
}

#[derive(Debug, Default)]
struct Shared {
    stop: AtomicBool,
    /// Streams that are still read.
    reading: AtomicUsize,
    state: Mutex<State>,
}

/// What is known of the run.
#[derive(Debug, Default)]
struct State {
    about: Option<Interpreter>,
    clock: Option<Clock>,
    news: Vec<(VirtualTime, News)>,
    known: VirtualTime,
    looks: u64,
    end: Option<(PythonEnd, VirtualTime)>,
}

#[derive(Debug)]
enum News {
    Looked(Vec<Change>),
    Said(u8, Arc<str>),
}

impl PythonRun {
    /// Asks the interpreter what it is, then runs the file.
    ///
    /// # Errors
    /// The operating system does not let a thread start.
    pub fn start(job: PythonJob) -> io::Result<Self> {
        let shared = Arc::<Shared>::default();
        let keeps = shared.clone();
        let keeper = thread::Builder::new()
            .name("gilscope-sampler".to_owned())
            .spawn(move || {
                if let Err(error) = keep(&job, &keeps) {
                    let text = error.to_string();
                    keeps.end(PythonEnd::Failed { text });
                }
            })?;
        Ok(Self {
            shared,
            keeper: Some(keeper),
        })
    }

    /// An empty trace for such a run.
    pub fn trace() -> Trace {
        Trace::sampled(machine::cores())
    }

    /// What the interpreter has said of itself, once it has.
    pub fn about(&self) -> Option<Interpreter> {
        self.shared.state.lock().about.clone()
    }

    /// How it ended, when it has, and when.
    pub fn end(&self) -> Option<(PythonEnd, VirtualTime)> {
        self.shared.state.lock().end.clone()
    }

    /// Time between two looks at its threads, on average; none where there are no looks.
    pub fn sampled_every(&self) -> Option<VirtualDuration> {
        let state = self.shared.state.lock();
        let passed = state.known.nanos();
        (SAMPLES && state.looks > 0).then(|| VirtualDuration(passed / state.looks))
    }

    /// Kills it.
    pub fn stop(&self) {
        self.shared.stop.store(true, Ordering::SeqCst);
    }

    /// Brings the trace up to what is known now.
    pub fn record(&self, trace: &mut Trace) {
        let (news, known) = {
            let mut state = self.shared.state.lock();
            (std::mem::take(&mut state.news), state.known)
        };
        for (at, news) in news {
            let at = at.max(trace.end());
            match news {
                News::Looked(changes) => write(trace, at, &changes),
                News::Said(stream, text) if trace.thread_count() > 0 => {
                    let kind = EventKind::Output { stream, text };
                    trace.push(event(at, ThreadId(0), kind));
                }
                News::Said(..) => {}
            }
        }
        trace.extend_to(known.max(trace.end()));
    }
}

impl Drop for PythonRun {
    fn drop(&mut self) {
        self.stop();
        if let Some(keeper) = self.keeper.take() {
            // A keeper that broke down has nothing left to say.
            let _ = keeper.join();
        }
    }
}

impl Shared {
    fn end(&self, how: PythonEnd) {
        let mut state = self.state.lock();
        let at = state.clock.map_or(VirtualTime::ZERO, |clock| clock.now());
        state.known = state.known.max(at);
        state.end = Some((how, at));
    }

    fn tell(&self, news: News) {
        let mut state = self.state.lock();
        if let Some(clock) = state.clock {
            let at = clock.now();
            state.news.push((at, news));
        }
    }
}

/// Runs the file and looks at it until it ends.
fn keep(job: &PythonJob, shared: &Arc<Shared>) -> io::Result<()> {
    let about = found::ask(&job.interpreter, &shared.stop)?;
    let mut command = Command::new(&about.path);
    command
        .arg(&job.file)
        .args(&job.args)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    // What it starts ends with it.
    #[cfg(unix)]
    std::os::unix::process::CommandExt::process_group(&mut command, 0);
    let clock = Clock::start();
    let mut child = command.spawn()?;
    {
        let mut state = shared.state.lock();
        state.about = Some(about);
        state.clock = Some(clock);
    }
    // Its lane is there from the start, whatever can be seen of it.
    let main = Change::Born(ThreadId(0), "MainThread".into());
    if !SAMPLES {
        shared.tell(News::Looked(vec![main]));
    }
    let talking = talk(&mut child, &job.stdin, shared);
    let ended = talking.and_then(|()| watch(&mut child, &clock, job.until, shared));
    let ended = match ended {
        Ok(ended) => ended,
        Err(error) => {
            kill(&mut child);
            return Err(error);
        }
    };
    let late = clock.now();
    while shared.reading.load(Ordering::SeqCst) > 0
        && u128::from(clock.now().since(late).nanos()) < LATE_OUTPUT.as_nanos()
    {
        machine::rest(LOOK);
    }
    if shared.reading.load(Ordering::SeqCst) > 0 {
        // Somebody whom it has started lives on.
        kill_group(&child);
    }
    let (how, at) = ended;
    let mut state = shared.state.lock();
    state.known = at;
    state.end = Some((how, at));
    Ok(())
}

/// Gives it what it reads, and takes what it writes.
fn talk(child: &mut Child, stdin: &str, shared: &Arc<Shared>) -> io::Result<()> {
    if let Some(mut input) = child.stdin.take() {
        let text = stdin.to_owned();
        // A program that does not read all of its input breaks the pipe: that is its own affair.
        thread::Builder::new().spawn(move || drop(input.write_all(text.as_bytes())))?;
    }
    if let Some(output) = child.stdout.take() {
        listen(1, output, shared.clone())?;
    }
    if let Some(output) = child.stderr.take() {
        listen(2, output, shared.clone())?;
    }
    Ok(())
}

/// Takes in a stream, in whole lines where they are not too long.
fn listen(stream: u8, mut from: impl Read + Send + 'static, shared: Arc<Shared>) -> io::Result<()> {
    const LONGEST_LINE: usize = 1 << 16;
    shared.reading.fetch_add(1, Ordering::SeqCst);
    let reads = shared.clone();
    let started = thread::Builder::new().spawn(move || {
        let (mut held, mut kept) = (Vec::new(), 0);
        let mut piece = [0; 8192];
        let say = |bytes: &[u8]| {
            let text = String::from_utf8_lossy(bytes);
            reads.tell(News::Said(stream, text.as_ref().into()));
        };
        while let Ok(count @ 1..) = from.read(&mut piece) {
            if kept > MOST_OUTPUT {
                continue;
            }
            held.extend_from_slice(&piece[..count]);
            let whole = match held.iter().rposition(|byte| *byte == b'\n') {
                Some(at) => at + 1,
                None if held.len() > LONGEST_LINE => held.len(),
                None => continue,
            };
            say(&held[..whole]);
            kept += whole;
            held.drain(..whole);
            if kept > MOST_OUTPUT {
                held.clear();
                say(b"... it writes more than is kept here\n");
            }
        }
        if !held.is_empty() {
            say(&held);
        }
        reads.reading.fetch_sub(1, Ordering::SeqCst);
    });
    if started.is_err() {
        shared.reading.fetch_sub(1, Ordering::SeqCst);
    }
    started.map(drop)
}

/// Looks at its threads until it ends, is stopped or takes too long.
fn watch(
    child: &mut Child,
    clock: &Clock,
    until: VirtualDuration,
    shared: &Shared,
) -> io::Result<(PythonEnd, VirtualTime)> {
    let mut eyes = Eyes::default();
    loop {
        let begun = clock.now();
        if let Some(status) = child.try_wait()? {
            return Ok((ended(status), begun));
        }
        let cut = if shared.stop.load(Ordering::SeqCst) {
            Some(PythonEnd::Stopped)
        } else if begun.nanos() > until.nanos() {
            Some(PythonEnd::Limit)
        } else {
            None
        };
        if let Some(how) = cut {
            kill(child);
            return Ok((how, clock.now()));
        }
        let changes = eyes.look(child.id(), begun);
        {
            let mut state = shared.state.lock();
            state.known = begun;
            state.looks += 1;
            if !changes.is_empty() {
                state.news.push((begun, News::Looked(changes)));
            }
        }
        // At most a tenth of a core for looking.
        let took = Duration::from_nanos(clock.now().since(begun).nanos());
        machine::rest(LOOK.saturating_sub(took).max(took * 9));
    }
}

fn ended(status: ExitStatus) -> PythonEnd {
    match status.code() {
        Some(code) => PythonEnd::Exit { code },
        None => PythonEnd::Signal,
    }
}

fn kill(child: &mut Child) {
    kill_group(child);
    // When it cannot be killed it has ended by itself.
    let _ = child.kill();
    let _ = child.wait();
}

#[cfg(target_os = "linux")]
fn kill_group(child: &Child) {
    use rustix::process::{Pid, Signal, kill_process_group};
    if let Some(group) = i32::try_from(child.id()).ok().and_then(Pid::from_raw) {
        // Where the group is empty there is nobody to kill.
        let _ = kill_process_group(group, Signal::KILL);
    }
}

#[cfg(not(target_os = "linux"))]
fn kill_group(_child: &Child) {}

fn event(at: VirtualTime, thread: ThreadId, kind: EventKind) -> Event {
    Event { at, thread, kind }
}

/// What a look has found, into the trace: cores are left before they are taken.
fn write(trace: &mut Trace, at: VirtualTime, changes: &[Change]) {
    let mut push = |thread: ThreadId, kind: EventKind| trace.push(event(at, thread, kind));
    for change in changes {
        match change {
            Change::Born(id, name) => push(
                *id,
                EventKind::ThreadCreated {
                    name: name.clone(),
                    process: ProcessId(0),
                    parent: (id.0 > 0).then_some(ThreadId(0)),
                    daemon: false,
                },
            ),
            Change::Named(id, name) => push(*id, EventKind::ThreadRenamed { name: name.clone() }),
            Change::Is(id, Seen::OnCore(_)) => {
                push(*id, EventKind::State(state(SchedState::Runnable)))
            }
            Change::Is(id, seen) => push(*id, EventKind::State(state(sched(*seen)))),
        }
    }
    for change in changes {
        if let Change::Is(id, seen @ Seen::OnCore(_)) = change {
            push(*id, EventKind::State(state(sched(*seen))));
        }
    }
}

fn sched(seen: Seen) -> SchedState {
    match seen {
        Seen::OnCore(core) => SchedState::Running(core),
        Seen::Queued => SchedState::Runnable,
        Seen::Asleep => SchedState::Blocked(BlockReason::Unseen),
        Seen::Gone => SchedState::Exited,
    }
}

fn state(sched: SchedState) -> ThreadState {
    ThreadState {
        sched,
        ..ThreadState::NEW
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::CoreId;
    use crate::trace::{self, Window};

    #[test]
    fn looks_become_lanes() {
        let mut trace = Trace::sampled(2);
        let at = |ms: u64| VirtualTime(ms * 1_000_000);
        let (main, one) = (ThreadId(0), ThreadId(1));
        let core = |core| Seen::OnCore(CoreId(core));
        write(
            &mut trace,
            at(0),
            &[
                Change::Born(main, "MainThread".into()),
                Change::Is(main, core(0)),
            ],
        );
        write(
            &mut trace,
            at(5),
            &[
                Change::Born(one, "thread 1".into()),
                Change::Is(one, core(0)),
                Change::Is(main, Seen::Asleep),
            ],
        );
        write(
            &mut trace,
            at(10),
            &[Change::Is(main, core(0)), Change::Is(one, Seen::Queued)],
        );
        write(&mut trace, at(15), &[Change::Is(one, Seen::Gone)]);
        trace.extend_to(at(20));
        let window = Window::new(VirtualTime::ZERO, trace.end());
        let picture = trace::ascii(&trace, window, 20);
        for row in [
            "core 0       |MMMMMAAAAAMMMMMMMMMM|",
            "core 1       |--------------------|",
            "M MainThread |cccccaaaaacccccccccc|",
            "A thread 1   |     cccccrrrrr.....|",
        ] {
            assert!(picture.contains(row), "{row}: {picture}");
        }
    }
}
