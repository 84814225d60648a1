//! `gilscope export`: a run, written for other tools.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::Path;
use std::sync::Arc;

use super::args::ExportArgs;
use super::simulate::Job;
use super::{Exit, Trouble, output, real, real_summary};
use crate::export::{self, Format, Run};
use crate::session::Recorded;

pub(super) fn run(args: &ExportArgs) -> Result<Exit, Trouble> {
    let format = export::named(&args.format).expect("the command line knows the formats");
    let job = Job::load(&args.file, &args.args)?;
    let program = args.file.display().to_string();
    if args.real {
        return measured(args, &job, format, &program);
    }
    let ran = job.run(
        args.runtime,
        &args.machine,
        args.schedule.as_ref(),
        |stream, text| {
            if stream != 1 {
                output::error(text)?;
            }
            Ok(())
        },
    )?;
    output::error(&ran.told())?;
    if ran.is_refused() {
        return Ok(ran.exit());
    }
    #[cfg(feature = "tui")]
    let source = super::program::read(&args.file)?;
    #[cfg(feature = "tui")]
    let start = || {
        let conditions = super::screen::simulated(args, &ran.config);
        super::screen::paused(&source, args, conditions)
    };
    #[cfg(feature = "tui")]
    let recorder = recorder(&start, args);
    let run = Run {
        trace: &ran.trace,
        program: &program,
        runtime: ran.config.runtime.name,
        lock: ran.config.runtime.vocabulary.lock,
        seed: Some(args.machine.seed),
        costs: ran.config.costs.as_ref().map(|costs| &*costs.whose),
        #[cfg(feature = "tui")]
        screen: Some(&recorder),
        #[cfg(not(feature = "tui"))]
        screen: None,
    };
    write(args, format, &run)?;
    Ok(ran.exit())
}

/// A run on real threads, which happens once: what was measured is what every format shows.
fn measured(args: &ExportArgs, job: &Job, format: &Format, program: &str) -> Result<Exit, Trouble> {
    let (measured, exit) = real::for_export(job, args)?;
    if measured.is_refused() {
        return Ok(exit);
    }
    let recorded = Arc::new(Recorded {
        trace: measured.trace,
        end: measured.end,
        machine: measured.machine,
    });
    #[cfg(feature = "tui")]
    let source = super::program::read(&args.file)?;
    #[cfg(feature = "tui")]
    let start = || {
        let conditions = super::screen::measured(args, &recorded);
        super::screen::paused(&source, args, conditions)
    };
    #[cfg(feature = "tui")]
    let recorder = recorder(&start, args);
    let run = Run {
        trace: &recorded.trace,
        program,
        runtime: &real_summary::title(args.runtime),
        lock: args.runtime.vocabulary.lock,
        seed: None,
        costs: None,
        #[cfg(feature = "tui")]
        screen: Some(&recorder),
        #[cfg(not(feature = "tui"))]
        screen: None,
    };
    write(args, format, &run)?;
    Ok(exit)
}

#[cfg(feature = "tui")]
fn recorder<'a, A>(start: &'a dyn Fn() -> A, args: &ExportArgs) -> crate::tui::Recorder<'a, A> {
    crate::tui::Recorder {
        start,
        size: args.size,
        theme: crate::tui::ThemeName::default(),
    }
}

fn write(args: &ExportArgs, format: &Format, run: &Run<'_>) -> Result<(), Trouble> {
    match &args.output {
        Some(path) => to_file(format, run, path).map_err(|error| {
            let shown = path.display();
            Trouble::Usage(format!(
                "can't write '{shown}': {error}; name a file in a folder that you can write to"
            ))
        }),
        None => Ok((format.write)(
            run,
            &mut BufWriter::new(io::stdout().lock()),
        )?),
    }
}

/// A file is whole or not there: what stood there before stays until all of it is written.
fn to_file(format: &Format, run: &Run<'_>, path: &Path) -> io::Result<()> {
    let name = path.file_name().ok_or(io::ErrorKind::InvalidInput)?;
    let mut unfinished = name.to_owned();
    unfinished.push(".part");
    let unfinished = path.with_file_name(unfinished);
    let written = File::create(&unfinished).and_then(|file| {
        let mut out = BufWriter::new(file);
        (format.write)(run, &mut out)?;
        out.flush()
    });
    let moved = written.and_then(|()| std::fs::rename(&unfinished, path));
    if moved.is_err() {
        // The first error is the one to tell.
        let _ = std::fs::remove_file(&unfinished);
    }
    moved
}
