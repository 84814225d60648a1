//! Owns runs of this machine as engines of sessions: what threads have noted so far, or what was sampled of
//! a real interpreter, is in the trace, and can be looked at while they run. Owns no such run: that is
//! `realtime`'s. It happens once: a copy of it carries nothing on, and there are no frames to look into.

use std::sync::Arc;

use super::engine::{End, Engine};
use super::program::{Program, RealPython, RunConfig};
use super::watched::Session;
use crate::base::{ThreadId, VirtualDuration, VirtualTime};
use crate::realtime::python::{PythonEnd, PythonJob, PythonRun, SAMPLES};
use crate::realtime::{self, Job, Limits, Machine, RealConfig, RealRun};
use crate::sim::{Found, FrameView};
use crate::trace::Trace;

/// Exit codes of runs that did not simply end, as on the command line.
const BROKEN: i32 = 1;
const REFUSED: i32 = 3;
const CUT_SHORT: i32 = 4;
const STOPPED: i32 = 130;
/// What a shell says of a process that a signal has ended, without the signal's number.
const KILLED: i32 = 128;

/// A session whose run takes place on real threads, from now on.
pub(super) fn measure(program: Arc<Program>, config: &RunConfig) -> Session {
    let compiled = program.compiled();
    let job = Job {
        source: compiled.source.clone(),
        code: compiled.code_for(config.runtime),
        folder: compiled.folder.clone(),
    };
    let mut argv = vec![program.source().name.to_string()];
    argv.extend(config.arguments.iter().cloned());
    let real = RealConfig {
        runtime: config.runtime,
        switch_interval: config.switch_interval,
        limits: Limits {
            until: VirtualDuration(config.until.nanos()),
            ..Limits::default()
        },
        argv,
        stdin: config.stdin.to_string(),
        network_latency: config.network_latency,
        recorded: true,
    };
    let machine = Machine::measured();
    let lock = config.lock_words();
    let measured = match RealRun::start(&job, real) {
        Ok(run) => Measured::of(Of::Threads { run, machine, lock }),
        Err(error) => Measured::failed(&error),
    };
    session(program, config, measured, RealRun::trace())
}

/// A run on real threads that is over.
#[derive(Debug)]
pub struct Recorded {
    pub trace: Trace,
    pub end: realtime::End,
    pub machine: Machine,
}

/// A session in which nothing runs any more: what was measured is shown again.
pub(super) fn show_again(
    program: Arc<Program>,
    config: &RunConfig,
    recorded: &Recorded,
) -> Session {
    let measured = Measured {
        end: Some(ended(recorded.end.clone())),
        ..Measured::of(Of::Over {
            at: recorded.trace.end(),
            machine: recorded.machine,
            lock: config.lock_words(),
        })
    };
    session(program, config, measured, recorded.trace.clone())
}

/// A session of the program's file under a real interpreter, from now on.
pub(super) fn interpret(program: Arc<Program>, config: &RunConfig, python: &RealPython) -> Session {
    let started = PythonRun::start(PythonJob {
        interpreter: python.interpreter.to_path_buf(),
        file: python.file.to_path_buf(),
        args: config.arguments.to_vec(),
        stdin: config.stdin.to_string(),
        until: VirtualDuration(config.until.nanos()),
    });
    let measured = match started {
        Ok(run) => Measured::of(Of::Python(run)),
        Err(error) => Measured::failed(&error),
    };
    session(program, config, measured, PythonRun::trace())
}

fn session(program: Arc<Program>, config: &RunConfig, measured: Measured, trace: Trace) -> Session {
    let config = RunConfig {
        cores: realtime::cores(),
        ..config.clone()
    };
    Session::new(program, config, Box::new(measured), trace)
}

#[derive(Debug)]
struct Measured {
    of: Of,
    end: Option<End>,
    /// What recording has cost, once the run has ended.
    recording: Option<VirtualDuration>,
}

#[derive(Debug)]
enum Of {
    /// A run on real threads, where, and with which lock.
    Threads {
        run: RealRun,
        machine: Machine,
        lock: String,
    },
    /// The same, when it is over.
    Over {
        at: VirtualTime,
        machine: Machine,
        lock: String,
    },
    /// A run under a real interpreter.
    Python(PythonRun),
    /// All that a copy of one is, or what could not be started.
    Moment(VirtualTime),
}

impl Measured {
    fn of(of: Of) -> Self {
        Self {
            of,
            end: None,
            recording: None,
        }
    }

    fn failed(error: &impl std::fmt::Display) -> Self {
        Self {
            end: Some(End {
                exit_code: BROKEN,
                trouble: Some(format!("no thread can be started: {error}").into()),
            }),
            ..Self::of(Of::Moment(VirtualTime::ZERO))
        }
    }
}

impl Engine for Measured {
    fn now(&self) -> VirtualTime {
        match &self.of {
            Of::Threads { run, .. } => run.now(),
            Of::Python(run) => run.end().map_or(VirtualTime::ZERO, |(_, at)| at),
            Of::Moment(now) | Of::Over { at: now, .. } => *now,
        }
    }

    fn run_until(&mut self, trace: &mut Trace, until: VirtualTime) {
        if let Of::Moment(now) = &mut self.of {
            *now = until;
            return;
        }
        if self.end.is_some() {
            return;
        }
        match &mut self.of {
            Of::Threads { run, .. } => {
                run.watch(VirtualDuration::ZERO);
                // What was written is in the trace, too.
                drop(run.output());
                run.record(trace);
                if run.is_over() {
                    self.end = run.end().map(|(end, _)| ended(end));
                    self.recording = Some(run.recording());
                }
            }
            Of::Python(run) => {
                // The end first: what is recorded after it is all there is.
                let end = run.end();
                run.record(trace);
                self.end = end.map(|(end, _)| ended_python(end));
            }
            Of::Moment(_) | Of::Over { .. } => {}
        }
    }

    fn step_instruction(&mut self, _trace: &mut Trace, _thread: ThreadId) -> bool {
        false
    }

    /// None: a measured run passes its check points unseen.
    fn run_noting(
        &mut self,
        trace: &mut Trace,
        until: VirtualTime,
        _most: usize,
    ) -> Option<Vec<(VirtualTime, ThreadId)>> {
        self.run_until(trace, until);
        None
    }

    fn instructions(&self, _thread: ThreadId) -> u64 {
        0
    }

    fn end(&self) -> Option<End> {
        self.end.clone()
    }

    fn frames(&self, _thread: ThreadId) -> Vec<FrameView> {
        Vec::new()
    }

    fn fork(&self) -> Box<dyn Engine> {
        Box::new(match self.of {
            Of::Moment(now) => Self {
                end: self.end.clone(),
                ..Self::of(Of::Moment(now))
            },
            Of::Threads { .. } | Of::Over { .. } | Of::Python(_) => {
                Self::of(Of::Moment(VirtualTime::ZERO))
            }
        })
    }

    fn evaluate(&self, _expression: &str) -> Result<Found, String> {
        Err("a real run is measured, not looked into".to_owned())
    }

    fn piped_bytes(&self) -> u64 {
        0
    }

    fn is_live(&self) -> bool {
        true
    }

    fn title(&self) -> Option<String> {
        match &self.of {
            Of::Threads { machine, lock, .. } | Of::Over { machine, lock, .. } => {
                Some(format!("real threads · {lock} · {machine}"))
            }
            Of::Python(run) => Some(python_title(run)),
            Of::Moment(_) => None,
        }
    }

    fn caution(&self) -> Option<(&'static str, &'static str)> {
        match &self.of {
            Of::Threads { machine, .. } | Of::Over { machine, .. } => machine.caution(),
            Of::Python(_) | Of::Moment(_) => None,
        }
    }

    fn recording(&self) -> Option<VirtualDuration> {
        self.recording
    }

    fn stop(&mut self) {
        match &self.of {
            Of::Threads { run, .. } => run.stop(),
            Of::Python(run) => run.stop(),
            Of::Moment(_) | Of::Over { .. } => {}
        }
    }
}

/// `Python 3.13.0 · GIL · sampled every 1.1 ms`
fn python_title(run: &PythonRun) -> String {
    let Some(about) = run.about() else {
        let gone = run.end().is_some();
        let words = if gone {
            "was not run"
        } else {
            "is being started"
        };
        return words.to_owned();
    };
    let lock = if about.gil { "GIL" } else { "no GIL" };
    let sampled = match run.sampled_every() {
        Some(every) => format!(" · sampled every {:.1} ms", every.as_secs_f64() * 1000.0),
        None if SAMPLES => String::new(),
        None => " · this system does not tell what its threads do".to_owned(),
    };
    format!("Python {} · {lock}{sampled}", about.version)
}

fn ended_python(end: PythonEnd) -> End {
    let (exit_code, trouble) = match end {
        PythonEnd::Exit { code } => (code, None),
        PythonEnd::Signal => (KILLED, Some("killed by a signal".to_owned())),
        PythonEnd::Limit => (CUT_SHORT, Some("killed: it took too long".to_owned())),
        PythonEnd::Stopped => (STOPPED, Some("stopped".to_owned())),
        PythonEnd::Failed { text } => (
            BROKEN,
            Some(format!("can't be run: {text}; name a Python interpreter")),
        ),
    };
    End {
        exit_code,
        trouble: trouble.map(Into::into),
    }
}

fn ended(end: realtime::End) -> End {
    use realtime::End as Real;
    let (exit_code, trouble) = match end {
        Real::Exit { code } => (code, None),
        Real::Refused { text } => (REFUSED, Some(text)),
        Real::Limit { text } | Real::Deadlock { text } => (CUT_SHORT, Some(text)),
        Real::Stopped => (STOPPED, Some("stopped".to_owned())),
        Real::Broken { text } => (
            BROKEN,
            Some(format!("a thread of gilscope's own broke down: {text}")),
        ),
    };
    End {
        exit_code,
        trouble: trouble.map(Into::into),
    }
}
