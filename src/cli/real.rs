//! `gilscope real`: a program on real threads of this machine, its output as it comes, and then the
//! measured numbers beside the simulated ones. And the real run that is to be exported.

use std::path::Path;
use std::time::Duration;

use super::args::{ExportArgs, RealArgs};
use super::interrupt::Interrupt;
use super::simulate::{Job, Ran};
use super::{Exit, Trouble, document, output, real_summary, values};
use crate::base::{VirtualDuration, VirtualTime};
use crate::realtime::python::{Interpreter, PythonEnd, PythonJob, PythonRun};
use crate::realtime::{self, End, Limits, Machine, RealConfig, RealRun};
use crate::runtime::RuntimeSpec;
use crate::trace::{Metrics, Trace};

/// So often is a run looked at from outside.
const LOOK: VirtualDuration = VirtualDuration::from_millis(5);

/// A real run that has ended.
#[derive(Debug)]
pub(super) struct Measured {
    pub(super) machine: Machine,
    pub(super) trace: Trace,
    pub(super) metrics: Metrics,
    pub(super) end: End,
    pub(super) requests: u64,
    /// What it has cost the threads to be recorded, about.
    pub(super) recording: VirtualDuration,
    /// What the program wrote: stream and text.
    pub(super) output: Vec<(u8, String)>,
    /// All its threads are gone.
    pub(super) settled: bool,
}

/// A run under a real interpreter that has ended, looked at from outside.
#[derive(Debug)]
pub(super) struct Sampled {
    pub(super) about: Interpreter,
    pub(super) end: PythonEnd,
    /// From the start of the process to its end.
    pub(super) time: VirtualDuration,
    /// Between two looks; none where there are none.
    pub(super) every: Option<VirtualDuration>,
    pub(super) trace: Trace,
    pub(super) metrics: Metrics,
}

impl Sampled {
    /// What it wrote to a stream.
    pub(super) fn text(&self, stream: u8) -> String {
        let pieces = self.trace.output().filter(|(_, _, to, _)| *to == stream);
        pieces.map(|(.., text)| text.as_ref()).collect()
    }
}

pub(super) fn run(args: &RealArgs) -> Result<Exit, Trouble> {
    let job = Job::load(&args.file, &args.args)?;
    let machine = Machine::measured();
    let interrupt = Interrupt::watch()?;
    let measured = measure(&job, &How::of(args), machine, &interrupt)?;
    if let End::Stopped = measured.end {
        output::error_line("gilscope: stopped by Ctrl-C")?;
    }
    let simulated = match measured.end {
        End::Exit { .. } => Some(job.run(
            args.runtime,
            &args.machine(machine.cores),
            None,
            |_, _| Ok(()),
        )?),
        _ => None,
    };
    let python = match (&args.python, &measured.end) {
        (Some(path), End::Exit { .. }) => Some(under_python(path, args, &job, &interrupt)?),
        _ => None,
    };
    if args.json {
        let mut document = real_summary::Document::of(args.runtime, &measured, simulated.as_ref());
        document.add_python(python.as_ref());
        output::out(&document::text(&document))?;
    } else if !measured.is_refused() {
        let text = real_summary::text(args.runtime, &measured, simulated.as_ref(), args.plain);
        output::error(&text)?;
        let words = match &python {
            Some(python) => real_summary::python(python, &measured, args.plain),
            None => real_summary::offer(&realtime::python::found()),
        };
        output::error(&words)?;
    }
    output::error(&told(&measured))?;
    Ok(exit(&measured, simulated.as_ref()))
}

/// A run that is to be written for other tools: its output is not passed on, what went wrong is told.
pub(super) fn for_export(job: &Job, args: &ExportArgs) -> Result<(Measured, Exit), Trouble> {
    let runtime = values::real_runtime_named(args.runtime.name).map_err(Trouble::Usage)?;
    let how = How {
        runtime,
        switch_interval: args.machine.switch_interval,
        until: args.machine.until,
        network_latency: args.machine.network_latency,
        passes_output_on: false,
    };
    let measured = measure(job, &how, Machine::measured(), &Interrupt::watch()?)?;
    output::error(&told(&measured))?;
    let exit = exit(&measured, None);
    Ok((measured, exit))
}

/// The very same file under an interpreter that the user has named.
fn under_python(
    path: &Path,
    args: &RealArgs,
    job: &Job,
    interrupt: &Interrupt,
) -> Result<Sampled, Trouble> {
    let (_, _, stdin) = job.real(args.runtime);
    let run = PythonRun::start(PythonJob {
        interpreter: path.to_owned(),
        file: args.file.clone(),
        args: args.args.clone(),
        stdin,
        until: args.until,
    })?;
    let mut trace = PythonRun::trace();
    let (end, time) = loop {
        let end = run.end();
        run.record(&mut trace);
        if let Some(end) = end {
            break end;
        }
        if interrupt.pressed() {
            run.stop();
        }
        realtime::rest(Duration::from_nanos(LOOK.nanos()));
    };
    match (end, run.about()) {
        (PythonEnd::Failed { text }, _) => {
            let path = path.display();
            Err(Trouble::Usage(format!(
                "can't run '{path}': {text}; name a Python interpreter"
            )))
        }
        (end, about) => Ok(Sampled {
            about: about.expect("it has been run"),
            end,
            time: time.since(VirtualTime::ZERO),
            every: run.sampled_every(),
            metrics: Metrics::of(&trace, trace.end()),
            trace,
        }),
    }
}

/// How a program is run for real.
#[derive(Clone, Copy, Debug)]
struct How {
    runtime: &'static RuntimeSpec,
    switch_interval: Option<VirtualDuration>,
    until: VirtualDuration,
    network_latency: VirtualDuration,
    /// To standard output, as it comes.
    passes_output_on: bool,
}

impl How {
    fn of(args: &RealArgs) -> Self {
        Self {
            runtime: args.runtime,
            switch_interval: args.switch_interval,
            until: args.until,
            network_latency: args.network_latency,
            passes_output_on: !args.json,
        }
    }
}

/// Runs it for real.
fn measure(
    job: &Job,
    how: &How,
    machine: Machine,
    interrupt: &Interrupt,
) -> Result<Measured, Trouble> {
    let (job, argv, stdin) = job.real(how.runtime);
    let config = RealConfig {
        runtime: how.runtime,
        switch_interval: how.switch_interval,
        limits: Limits {
            until: how.until,
            ..Limits::default()
        },
        argv,
        stdin,
        network_latency: how.network_latency,
        recorded: true,
    };
    let mut trace = RealRun::trace();
    let mut run = RealRun::start(&job, config)?;
    let mut written = Vec::new();
    loop {
        let goes_on = run.watch(LOOK);
        for (stream, text) in run.output() {
            match stream {
                1 if how.passes_output_on => output::out(&text)?,
                1 => {}
                _ => output::error(&text)?,
            }
            written.push((stream, text.to_string()));
        }
        run.record(&mut trace);
        if !goes_on {
            break;
        }
        if interrupt.pressed() {
            run.stop();
        }
    }
    let settled = run.settle();
    run.record(&mut trace);
    let (end, at) = run.end().expect("a run that goes on no more has ended");
    trace.extend_to(at);
    Ok(Measured {
        machine,
        metrics: Metrics::of(&trace, trace.end()),
        trace,
        end,
        requests: run.requests(),
        recording: run.recording(),
        output: written,
        settled,
    })
}

/// What went wrong, as lines for standard error.
fn told(measured: &Measured) -> String {
    let mut text = match &measured.end {
        End::Exit { .. } | End::Stopped => String::new(),
        End::Refused { text } => format!("{text}\n"),
        End::Limit { text } | End::Deadlock { text } => format!("gilscope: {text}\n"),
        End::Broken { text } => {
            format!(
                "gilscope: a thread of gilscope's own broke down, which it never should: {text}\n"
            )
        }
    };
    if !measured.settled {
        text.push_str("gilscope: a thread is still in a long native call and was left behind\n");
    }
    text
}

fn exit(measured: &Measured, simulated: Option<&Ran>) -> Exit {
    match measured.end {
        _ if simulated.is_some_and(Ran::is_interrupted) => Exit::Interrupted,
        End::Exit { code: 0 } => Exit::Ok,
        End::Exit { code } => Exit::Program(code.to_le_bytes()[0]),
        End::Refused { .. } => Exit::Unsupported,
        End::Limit { .. } | End::Deadlock { .. } => Exit::Limit,
        End::Stopped => Exit::Interrupted,
        End::Broken { .. } => Exit::Failed,
    }
}

impl Measured {
    pub(super) fn is_refused(&self) -> bool {
        matches!(self.end, End::Refused { .. })
    }

    /// What a shell would see.
    pub(super) fn status(&self) -> i32 {
        match self.end {
            End::Exit { code } => code,
            _ => i32::from(exit(self, None).code()),
        }
    }

    /// What the program wrote to a stream.
    pub(super) fn text(&self, stream: u8) -> String {
        let pieces = self.output.iter().filter(|(to, _)| *to == stream);
        pieces.map(|(_, text)| text.as_str()).collect()
    }

    /// Why the program did not come to its end.
    pub(super) fn trouble(&self) -> Option<&str> {
        match &self.end {
            End::Exit { .. } => None,
            End::Stopped => Some("stopped by Ctrl-C"),
            End::Limit { text }
            | End::Deadlock { text }
            | End::Refused { text }
            | End::Broken { text } => Some(text),
        }
    }
}

/// Whether the operating system tells which core a thread is on.
pub(super) const KNOWS_CORES: bool = realtime::KNOWS_CORES;
