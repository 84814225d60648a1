//! `gilscope check`: proves lessons by running what they claim.

use super::args::CheckArgs;
use super::{Exit, Trouble, lessons, output};
use crate::lesson;

pub(super) fn run(args: &CheckArgs) -> Result<Exit, Trouble> {
    let library = lessons::library(args.dir.as_deref())?;
    let wrong = lesson::check(&library, &lesson::Simulated);
    for diagnostic in &wrong {
        output::error_line(&diagnostic.to_string())?;
    }
    let count = library.lessons().len();
    let plural = if count == 1 { "" } else { "s" };
    if wrong.is_empty() {
        output::out(&format!("{count} lesson{plural}: all claims hold\n"))?;
        return Ok(Exit::Ok);
    }
    let shortcomings = match wrong.len() {
        1 => "1 shortcoming".to_owned(),
        n => format!("{n} shortcomings"),
    };
    output::out(&format!("{count} lesson{plural}: {shortcomings}\n"))?;
    Ok(Exit::Failed)
}
