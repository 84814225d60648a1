//! `gilscope runtimes`: the runtimes a program can be run under.

use serde::Serialize;

use super::args::RuntimesArgs;
use super::{Exit, Trouble, document, output};
use crate::runtime::{Build, Carrier, Prices, RUNTIMES, RuntimeSpec, Turn};

/// Where lines are broken, as on a terminal of 80 columns.
const WIDTH: usize = 79;
const INDENT: &str = "    ";

/// A runtime in `--json`.
#[derive(Debug, Serialize)]
struct Entry {
    name: &'static str,
    aliases: &'static [&'static str],
    title: &'static str,
    lock: &'static str,
    gil: bool,
    /// What bounds how long a thread keeps the lock from others.
    turn: String,
    /// What a thread of the program is: `thread`, `interpreter`, `task`.
    carrier: &'static str,
    version: String,
    blurb: &'static str,
    sources: &'static str,
    costs: &'static str,
}

impl Entry {
    fn of(spec: &RuntimeSpec) -> Self {
        let (major, minor, micro) = spec.version;
        Self {
            name: spec.name,
            aliases: spec.aliases,
            title: spec.title,
            lock: spec.vocabulary.lock,
            gil: spec.build == Build::Gil,
            turn: match spec.turn {
                Turn::SwitchInterval if spec.exclusive() => spec.switch_interval.to_string(),
                Turn::SwitchInterval => String::new(),
                Turn::Own(words) => words.to_owned(),
            },
            carrier: match spec.carrier {
                Carrier::Thread => "thread",
                Carrier::Interpreter => "interpreter",
                Carrier::Task => "task",
            },
            version: format!("{major}.{minor}.{micro}"),
            blurb: spec.blurb,
            sources: spec.sources,
            costs: match spec.prices {
                Prices::Measured => "measured",
                Prices::Borrowed(whose) => whose,
            },
        }
    }
}

pub(super) fn run(args: &RuntimesArgs) -> Result<Exit, Trouble> {
    if args.json {
        let entries: Vec<Entry> = RUNTIMES.iter().map(|spec| Entry::of(spec)).collect();
        output::out(&document::text(&entries))?;
        return Ok(Exit::Ok);
    }
    let mut text = String::new();
    for spec in RUNTIMES {
        text.push_str(&head(spec));
        for part in [spec.blurb.to_owned(), format!("Sources: {}", spec.sources)] {
            wrap(&mut text, &part);
        }
    }
    output::out(&text)?;
    Ok(Exit::Ok)
}

/// `cpython-3.14 (gil): CPython 3.14`
fn head(spec: &RuntimeSpec) -> String {
    let default = if std::ptr::eq(spec, RUNTIMES[0]) {
        ", the default"
    } else {
        ""
    };
    match spec.aliases {
        [] => format!("{}: {}{default}\n", spec.name, spec.title),
        aliases => {
            let aliases = aliases.join(", ");
            format!("{} ({aliases}): {}{default}\n", spec.name, spec.title)
        }
    }
}

/// Adds indented lines of whole words.
fn wrap(out: &mut String, text: &str) {
    let mut line = String::from(INDENT);
    for word in text.split(' ') {
        if line.chars().count() + 1 + word.chars().count() > WIDTH && line.len() > INDENT.len() {
            out.push_str(line.trim_end());
            out.push('\n');
            line = INDENT.to_owned();
        }
        line.push_str(word);
        line.push(' ');
    }
    out.push_str(line.trim_end());
    out.push('\n');
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_runtime_has_words_and_sources_that_fit_the_screen() {
        for spec in RUNTIMES {
            let mut text = head(spec);
            wrap(&mut text, spec.blurb);
            wrap(&mut text, spec.sources);
            assert!(spec.blurb.ends_with('.'), "{}", spec.name);
            let longest = text.lines().map(|line| line.chars().count()).max();
            assert!(longest <= Some(80), "{text}");
        }
    }
}
