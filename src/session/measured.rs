//! Owns real runs as engines of sessions: what the threads have noted so far is in the trace, and can be
//! looked at while they run. Owns no real run: that is `realtime`'s. Such a run happens once: a copy of it
//! carries nothing on, and there are no frames to look into.

use std::sync::Arc;

use super::engine::{End, Engine};
use super::program::{Program, RunConfig};
use super::watched::Session;
use crate::base::{ThreadId, VirtualDuration, VirtualTime};
use crate::realtime::{self, Job, Limits, RealConfig, RealRun};
use crate::sim::{Found, FrameView};
use crate::trace::Trace;

/// Exit codes of runs that did not simply end, as on the command line.
const BROKEN: i32 = 1;
const REFUSED: i32 = 3;
const CUT_SHORT: i32 = 4;
const STOPPED: i32 = 130;

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
    };
    let engine: Box<dyn Engine> = match RealRun::start(&job, real) {
        Ok(run) => Box::new(Measured {
            of: Of::Run(run),
            end: None,
        }),
        Err(error) => Box::new(Measured {
            of: Of::Moment(VirtualTime::ZERO),
            end: Some(End {
                exit_code: BROKEN,
                trouble: Some(format!("no thread can be started: {error}").into()),
            }),
        }),
    };
    let config = RunConfig {
        cores: realtime::cores(),
        ..config.clone()
    };
    Session::new(program, config, engine, RealRun::trace())
}

#[derive(Debug)]
struct Measured {
    of: Of,
    end: Option<End>,
}

#[derive(Debug)]
enum Of {
    /// The run itself.
    Run(RealRun),
    /// All that a copy of it is, or what could not be started.
    Moment(VirtualTime),
}

impl Engine for Measured {
    fn now(&self) -> VirtualTime {
        match &self.of {
            Of::Run(run) => run.now(),
            Of::Moment(now) => *now,
        }
    }

    fn run_until(&mut self, trace: &mut Trace, until: VirtualTime) {
        let run = match &mut self.of {
            Of::Run(run) => run,
            Of::Moment(now) => {
                *now = until;
                return;
            }
        };
        if self.end.is_some() {
            return;
        }
        run.watch(VirtualDuration::ZERO);
        // What was written is in the trace, too.
        drop(run.output());
        run.record(trace);
        if run.is_over() {
            self.end = run.end().map(|(end, _)| ended(end));
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
        let (now, end) = match self.of {
            Of::Run(_) => (VirtualTime::ZERO, None),
            Of::Moment(now) => (now, self.end.clone()),
        };
        Box::new(Self {
            of: Of::Moment(now),
            end,
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
