//! `gilscope calibrate`: measures a real interpreter with small programs of our own and writes a cost
//! profile; `--costs FILE` reads one. Owns no fit: that is the simulation's.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::Arc;

use serde::Deserialize;
use toml::Spanned;

use super::args::CalibrateArgs;
use super::{Exit, Trouble, output};
use crate::base::Source;
use crate::runtime::RuntimeSpec;
use crate::sim::{CONSTRUCTS, Costs, fitted};

/// Times each construct is measured; the fastest counts, which nothing else on the machine has slowed down.
const REPEATS: u32 = 9;

pub(super) fn run(args: &CalibrateArgs) -> Result<Exit, Trouble> {
    let python = match &args.python {
        Some(python) => python.clone(),
        None => PathBuf::from("python3"),
    };
    output::error_line(&format!(
        "gilscope: runs {} on this machine, for some seconds, with small programs of gilscope's own",
        python.display()
    ))?;
    let measured = measure(&python)?;
    let text = profile(&measured);
    match &args.output {
        None => output::out(&text)?,
        Some(path) => fs::write(path, text).map_err(|error| {
            Trouble::Usage(format!("can't write '{}': {error}", path.display()))
        })?,
    }
    Ok(Exit::Ok)
}

/// What waits cannot be measured in the time that a thread had a core: it is measured in so many pieces,
/// each so short that some are disturbed by nothing on a busy machine either.
const PIECES: u64 = 30;

/// What an interpreter says of itself and takes, in nanoseconds a round.
struct Measured {
    version: String,
    nanos: Vec<(&'static str, f64)>,
}

/// What a Python of any age answers with its name and version; the mark is for what is none.
const ASKED: &str = "import sys\nkind = getattr(getattr(sys, 'implementation', None), 'name', 'cpython')\n\
     sys.stdout.write('python %s %d.%d.%d' % ((kind,) + tuple(sys.version_info[:3])))\n";

/// The first version that has all clocks which measuring needs.
const OLDEST: (u32, u32) = (3, 7);

fn ran(python: &Path, options: &str, program: &str) -> Result<Output, Trouble> {
    let output = Command::new(python).args([options, "-c", program]).output();
    output.map_err(|error| {
        let shown = python.display();
        Trouble::Usage(format!(
            "can't run '{shown}': {error}; name a Python interpreter with --python"
        ))
    })
}

/// Whether it is a Python that can be measured.
fn is_fit(python: &Path) -> Result<(), Trouble> {
    let output = ran(python, "-E", ASKED)?;
    let shown = python.display();
    let answer = String::from_utf8_lossy(&output.stdout).into_owned();
    let version = answer.strip_prefix("python ").and_then(|rest| {
        let mut parts = rest.split(' ').nth(1)?.split('.');
        Some((parts.next()?.parse().ok()?, parts.next()?.parse().ok()?))
    });
    let what = match version {
        Some(found) if found >= OLDEST => return Ok(()),
        Some(_) => format!(
            "is {}",
            answer.replace("python ", "").replace("cpython", "CPython")
        ),
        None => {
            let errors = String::from_utf8_lossy(&output.stderr);
            let ended = output.status.to_string().replace(':', "");
            let said = errors
                .lines()
                .chain(answer.lines())
                .rfind(|line| !line.is_empty());
            let said = said.map_or_else(|| "nothing".to_owned(), |line| format!("`{line}`"));
            format!(
                "is no Python: asked for its version, it ended with {} and said {said}",
                ended
            )
        }
    };
    let (major, minor) = OLDEST;
    Err(Trouble::Usage(format!(
        "'{shown}' {what}; calibrating needs Python {major}.{minor} or later: name one with --python"
    )))
}

fn measure(python: &Path) -> Result<Measured, Trouble> {
    is_fit(python)?;
    let output = ran(python, "-I", &program())?;
    let told = |what: &str| {
        let errors = String::from_utf8_lossy(&output.stderr);
        let last = errors.lines().last().unwrap_or("it said nothing");
        Trouble::Usage(format!("'{}' {what}: {last}", python.display()))
    };
    if !output.status.success() {
        return Err(told("did not get through the measurements"));
    }
    let text = String::from_utf8_lossy(&output.stdout);
    let mut lines = text.lines();
    let version = lines.next().unwrap_or("").to_owned();
    let found: BTreeMap<&str, f64> = lines
        .filter_map(|line| line.split_once(' '))
        .filter_map(|(name, number)| Some((name, number.parse().ok()?)))
        .collect();
    let nanos: Vec<(&str, f64)> = CONSTRUCTS
        .iter()
        .filter_map(|construct| Some((construct.name, *found.get(construct.name)?)))
        .collect();
    if nanos.len() < CONSTRUCTS.len() {
        return Err(told("did not measure all that was asked for"));
    }
    Ok(Measured { version, nanos })
}

/// The measuring program: each construct in a fresh namespace, with rounds and twice as many, so that
/// what comes before and after the rounds does not count. What computes is measured in the time that its
/// thread had a core, where the system has a clock for that: other programs' time is not Python's. All
/// constructs take turns, so that a slow moment of the machine is one for all of them.
fn program() -> String {
    let mut text = String::from(
        "import sys, time\nprint('CPython ' + sys.version.split()[0] \
         if sys.implementation.name == 'cpython' else sys.version.split()[0])\n\
         wall = computing = time.perf_counter_ns\n\
         if hasattr(time, 'thread_time_ns') and time.get_clock_info('thread_time').resolution <= 1e-6:\n    \
         computing = time.thread_time_ns\n\
         constructs = []\n\
         def take(clock, code, n):\n    \
         names = {'n': n, '__name__': 'construct'}\n    start = clock()\n    \
         exec(code, names)\n    return clock() - start\n",
    );
    for construct in CONSTRUCTS {
        let (clock, n, pieces) = match construct.blocks() {
            true => ("wall", construct.rounds() / PIECES, PIECES),
            false => ("computing", construct.rounds(), 1),
        };
        let _ = writeln!(
            text,
            "constructs.append(({:?}, compile({:?}, 'construct.py', 'exec'), {n}, {clock}, {pieces}, [], []))",
            construct.name, construct.program,
        );
    }
    let _ = write!(
        text,
        "for _ in range({REPEATS}):\n    \
         for name, code, n, clock, pieces, once, twice in constructs:\n        \
         for _ in range(pieces):\n            \
         once.append(take(clock, code, n))\n            \
         twice.append(take(clock, code, 2 * n))\n\
         for name, code, n, clock, pieces, once, twice in constructs:\n    \
         print(name, (min(twice) - min(once)) / n)\n"
    );
    text
}

fn profile(measured: &Measured) -> String {
    let mut text = format!(
        "# What a real interpreter takes, for `gilscope run --costs FILE` and the other commands.\n\
         # Every time is the best of {REPEATS} measurements.\n\nformat_version = 1\n\
         python = \"{}\"\n",
        measured.version.replace(['"', '\\'], "")
    );
    for (name, nanos) in &measured.nanos {
        let construct = CONSTRUCTS.iter().find(|c| c.name == *name);
        let how = construct.map_or("", |construct| construct.how);
        let _ = write!(
            text,
            "\n# {how}\n[construct.{name}]\nnanoseconds = {nanos:.3}\n"
        );
    }
    text
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    format_version: Spanned<u32>,
    python: String,
    construct: BTreeMap<Spanned<String>, Times>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Times {
    nanoseconds: Spanned<f64>,
}

/// The costs of a runtime as a profile says.
pub(super) fn costs(path: &Path, runtime: &'static RuntimeSpec) -> Result<Arc<Costs>, Trouble> {
    let text = fs::read_to_string(path)
        .map_err(|error| Trouble::Usage(format!("can't read '{}': {error}", path.display())))?;
    let source = Source::new(path.display().to_string(), text);
    let (whose, times) = read(&source).map_err(Trouble::Usage)?;
    let costs = fitted(runtime, &whose, |name| times.get(name).copied());
    Ok(Arc::new(costs))
}

/// Which interpreter was measured, and picoseconds by construct; what is wrong comes as `file:line:column: message`.
fn read(source: &Source) -> Result<(String, BTreeMap<String, u64>), String> {
    let at = |offset: usize, message: &str| {
        let (line, column) = source.line_column(offset as u32);
        format!("{}:{line}:{column}: {message}", source.name)
    };
    let written: Written = toml::from_str(&source.text).map_err(|error| {
        let span = error.span().unwrap_or(0..0);
        at(span.start, &error.message().trim_end().replace('\n', "; "))
    })?;
    if *written.format_version.get_ref() != 1 {
        let place = written.format_version.span().start;
        return Err(at(place, "only format_version 1 is known"));
    }
    let mut times = BTreeMap::new();
    for (name, time) in written.construct {
        if !CONSTRUCTS.iter().any(|c| c.name == name.get_ref().as_str()) {
            let known: Vec<&str> = CONSTRUCTS.iter().map(|c| c.name).collect();
            let message = format!(
                "no construct is called `{}`; there are {}",
                name.get_ref(),
                known.join(", ")
            );
            return Err(at(name.span().start, &message));
        }
        let nanos = *time.nanoseconds.get_ref();
        if !(0.01..1e9).contains(&nanos) {
            let message =
                "a round takes more than a hundredth of a nanosecond and less than a second";
            return Err(at(time.nanoseconds.span().start, message));
        }
        times.insert(name.into_inner(), (nanos * 1000.0) as u64);
    }
    Ok((written.python, times))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn problem(text: &str) -> String {
        read(&Source::new("costs.toml", text)).expect_err("it is wrong")
    }

    #[test]
    fn a_profile_is_read_as_it_was_written() {
        let nanos: Vec<(&str, f64)> = CONSTRUCTS.iter().map(|c| (c.name, 12.5)).collect();
        let version = "CPython 3.13.0".to_owned();
        let text = profile(&Measured { version, nanos });
        let (whose, times) = read(&Source::new("costs.toml", text)).expect("ours is right");
        assert_eq!(whose, "CPython 3.13.0");
        assert_eq!(times.len(), CONSTRUCTS.len());
        assert!(times.values().all(|ps| *ps == 12_500));
    }

    #[test]
    fn what_is_wrong_in_a_profile_is_named_with_its_place() {
        let head = "format_version = 1\npython = \"x\"\n";
        insta::assert_snapshot!(problem(&format!("{head}[construct.loop]\nnanoseconds = \"6\"\n")), @r#"costs.toml:4:15: invalid type: string "6", expected f64"#);
        insta::assert_snapshot!(problem(&format!("{head}[construct.loop]\nnanoseconds = -3.0\n")), @"costs.toml:4:15: a round takes more than a hundredth of a nanosecond and less than a second");
        assert!(
            problem(&format!("{head}[construct.loops]\nnanoseconds = 6.0\n"))
                .starts_with("costs.toml:3:12: no construct is called `loops`; there are loop,")
        );
        assert!(
            problem("format_version = 2\npython = \"x\"\n[construct]\n").contains(":1:18: only")
        );
        assert!(problem("python =").starts_with("costs.toml:1:"));
    }
}
