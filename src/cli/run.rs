//! `gilscope run`: a program's own output, byte for byte, and then the numbers.

use super::args::RunArgs;
use super::document::{self, Document};
use super::simulate::Job;
use super::{Exit, Trouble, output, summary};

pub(super) fn run(args: &RunArgs) -> Result<Exit, Trouble> {
    let mut job = Job::load(&args.file, &args.args)?;
    job.counts_checks = args.plain && !args.json;
    let ran = job.run(
        args.runtime().map_err(Trouble::Usage)?,
        &args.machine,
        args.schedule.as_ref(),
        |stream, text| {
            match stream {
                1 if args.json => {}
                1 => output::out(text)?,
                _ => output::error(text)?,
            }
            Ok(())
        },
    )?;
    if args.json {
        output::out(&document::text(&Document::of(&ran)))?;
    } else if !ran.is_refused() {
        output::error(&summary::text(&ran, args.plain))?;
    }
    output::error(&ran.told())?;
    Ok(ran.exit())
}
