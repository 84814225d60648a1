//! `gilscope runtimes`: the runtimes a program can be run under.

use super::{Exit, Trouble, output, table};
use crate::runtime::RUNTIMES;

pub(super) fn run() -> Result<Exit, Trouble> {
    let rows: Vec<Vec<String>> = RUNTIMES
        .iter()
        .map(|spec| vec![spec.name.to_owned(), spec.aliases.join(", ")])
        .collect();
    let mut text = String::new();
    for (line, spec) in table::table(&rows).lines().zip(RUNTIMES) {
        text.push_str(&format!("{line}  {}\n", spec.title));
        text.push_str(&format!("    {}\n", spec.blurb));
    }
    output::out(&text)?;
    Ok(Exit::Ok)
}
