//! `gilscope compare`: the same program, seed and clock under several runtimes.

use super::args::CompareArgs;
use super::document::{self, Document};
use super::simulate::{Ending, Job, Ran};
use super::table::table;
use super::values::Chosen;
use super::{Exit, Trouble, output, summary};
use crate::base::{VirtualDuration, VirtualTime};
use crate::runtime::{Prices, RUNTIMES, RuntimeSpec};
use crate::sim::End;

/// So many timelines are still looked at together.
const TIMELINES: usize = 3;

pub(super) fn run(args: &CompareArgs) -> Result<Exit, Trouble> {
    let job = Job::load(&args.file, &args.args)?;
    let mut runs = Vec::new();
    for runtime in chosen(args) {
        let ran = job.run(runtime, &args.machine, None, |_, _| Ok(()))?;
        let stop = ran.is_interrupted();
        runs.push(ran);
        if stop {
            break;
        }
    }
    if args.json {
        let documents: Vec<_> = runs.iter().map(Document::of).collect();
        output::out(&document::text(&documents))?;
    } else {
        output::out(&text(&runs))?;
    }
    tell(&runs)?;
    let worst = runs.iter().map(Ran::exit).max_by_key(|exit| exit.code());
    Ok(worst.unwrap_or(Exit::Ok))
}

fn chosen(args: &CompareArgs) -> Vec<&'static RuntimeSpec> {
    let all = args.all || args.runtimes.iter().any(|one| matches!(one, Chosen::All));
    if all {
        return RUNTIMES.to_vec();
    }
    let named = args.runtimes.iter().filter_map(|chosen| match chosen {
        Chosen::One(spec) => Some(*spec),
        Chosen::All => None,
    });
    let named: Vec<_> = named.collect();
    if named.is_empty() {
        one_of_each()
    } else {
        named
    }
}

/// What went wrong: once when it is the same everywhere, else under each runtime's name.
fn tell(runs: &[Ran]) -> Result<(), Trouble> {
    let errors: Vec<String> = runs.iter().map(complaint).collect();
    if errors.windows(2).all(|pair| pair[0] == pair[1]) {
        output::error(errors.first().map_or("", String::as_str))?;
        return Ok(());
    }
    for (ran, text) in runs.iter().zip(&errors) {
        if !text.is_empty() {
            output::error_line(&format!("── {} ──", ran.config.runtime.title))?;
            output::error(text)?;
        }
    }
    Ok(())
}

/// What a run that failed wrote to standard error, and why it did not come to its end.
fn complaint(ran: &Ran) -> String {
    match ran.status() {
        0 => String::new(),
        _ => ran.text(2) + &ran.told(),
    }
}

/// The first runtime with a GIL and the first without.
fn one_of_each() -> Vec<&'static RuntimeSpec> {
    let first = |exclusive| RUNTIMES.iter().find(|spec| spec.exclusive() == exclusive);
    [true, false]
        .into_iter()
        .filter_map(first)
        .copied()
        .collect()
}

/// The table, what is to be known about it, and below it the timelines on one clock.
fn text(runs: &[Ran]) -> String {
    let outputs = Outputs::of(runs);
    let mut out = table(&rows(runs, &outputs));
    for note in notes(runs).into_iter().chain(outputs.differences()) {
        out.push_str(&note);
        out.push('\n');
    }
    if runs.len() > TIMELINES {
        return out;
    }
    let last = runs.iter().map(|ran| ran.trace.end()).max();
    let end = last.unwrap_or(VirtualTime::ZERO);
    for ran in runs {
        out.push_str(&format!("\n── {} ──\n", summary::title(ran)));
        out.push_str(&summary::picture(ran, end));
    }
    out
}

/// One row a runtime; the speed-up is over the first.
fn rows(runs: &[Ran], outputs: &Outputs) -> Vec<Vec<String>> {
    let heads = [
        "runtime",
        "time",
        "speed-up",
        "at once",
        "hand-offs",
        "wants lock",
        "output",
    ];
    let mut rows = vec![heads.map(str::to_owned).to_vec()];
    let first = runs.first().map_or(0, |ran| ran.metrics.makespan.nanos());
    for (ran, output) in runs.iter().zip(&outputs.labels) {
        let metrics = &ran.metrics;
        let waiting: VirtualDuration = metrics.threads.iter().map(|t| t.waiting_lock).sum();
        let time = metrics.makespan.nanos().max(1);
        let runtime = ran.config.runtime;
        let mark = match runtime.prices {
            Prices::Measured => "",
            Prices::Borrowed(_) => "*",
        };
        let mut row = vec![format!("{}{mark}", runtime.name)];
        if ran.is_refused() {
            row.extend(["-"; 5].map(str::to_owned));
        } else {
            row.extend([
                metrics.makespan.to_string(),
                format!("{:.2}", first as f64 / time as f64),
                format!("{:.2}", metrics.parallelism()),
                if runtime.exclusive() {
                    metrics.switches().to_string()
                } else {
                    "-".to_owned()
                },
                if runtime.exclusive() {
                    waiting.to_string()
                } else {
                    "-".to_owned()
                },
            ]);
        }
        row.push(output.clone());
        rows.push(row);
    }
    rows
}

/// What the numbers of some rows are to be read with.
fn notes(runs: &[Ran]) -> Vec<String> {
    let mut notes = Vec::new();
    for ran in runs {
        let runtime = ran.config.runtime;
        if let Prices::Borrowed(whose) = runtime.prices {
            notes.push(format!("* {}: costs are {whose}", runtime.name));
        }
        let let_go: u64 = ran.metrics.gils.iter().map(|gil| gil.forced).sum();
        let in_vain = let_go.saturating_sub(ran.metrics.switches());
        if in_vain > ran.metrics.switches() {
            notes.push(format!(
                "  {}: let go {let_go} times for a waiter, and taken back at once {in_vain} times",
                runtime.name
            ));
        }
    }
    notes
}

/// What the runs wrote to standard output: which wrote the same, but for durations.
struct Outputs {
    /// One for each run: `A` where it wrote what the first one did; how it ended when it failed.
    labels: Vec<String>,
    texts: Vec<String>,
}

impl Outputs {
    fn of(runs: &[Ran]) -> Self {
        let mut texts: Vec<String> = Vec::new();
        let labels = runs.iter().map(|ran| {
            if let Some(how) = failure(ran) {
                return how;
            }
            let text = without_fractions(&ran.text(1));
            let at = texts.iter().position(|known| *known == text);
            let at = at.unwrap_or_else(|| {
                texts.push(text);
                texts.len() - 1
            });
            label(at)
        });
        let labels = labels.collect();
        Self { labels, texts }
    }

    /// Each of the different outputs by the first line in which any two differ.
    fn differences(&self) -> Vec<String> {
        if self.texts.len() < 2 {
            return Vec::new();
        }
        let line = |text: &String, at: usize| text.lines().nth(at).map(str::to_owned);
        let differ = |at: &usize| {
            let first = line(&self.texts[0], *at);
            self.texts.iter().any(|text| line(text, *at) != first)
        };
        let longest = self.texts.iter().map(|text| text.lines().count()).max();
        let Some(at) = (0..longest.unwrap_or(0)).find(differ) else {
            return Vec::new();
        };
        let mut out = vec![format!("the outputs differ, first in line {}:", at + 1)];
        for (index, text) in self.texts.iter().enumerate() {
            let text = line(text, at).unwrap_or_else(|| "(no such line)".to_owned());
            let shown: String = text.chars().take(WIDEST).collect();
            out.push(format!("  {}  {shown}", label(index)));
        }
        out
    }
}

/// The text with an ellipsis for the digits behind each decimal point: two runs never take equally long.
fn without_fractions(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text.chars().peekable();
    while let Some(c) = rest.next() {
        let after_digit = out.ends_with(|before: char| before.is_ascii_digit());
        out.push(c);
        if c == '.' && after_digit && rest.peek().is_some_and(char::is_ascii_digit) {
            out.push('…');
            while rest.next_if(char::is_ascii_digit).is_some() {}
        }
    }
    out
}

/// Of a line that is shown of an output.
const WIDEST: usize = 72;

/// `A` to `Z`, then `27`.
fn label(index: usize) -> String {
    match u8::try_from(index) {
        Ok(letter) if letter < 26 => char::from(b'A' + letter).to_string(),
        _ => (index + 1).to_string(),
    }
}

/// How a run failed, in a word or two.
fn failure(ran: &Ran) -> Option<String> {
    match &ran.ending {
        Ending::Itself(End::Exit { code: 0 }) => None,
        Ending::Itself(End::Exit { code }) => Some(format!("exit {code}")),
        Ending::Itself(End::Refused { .. }) => Some("refused".to_owned()),
        Ending::Itself(End::Limit { .. }) => Some("limit".to_owned()),
        Ending::Itself(End::Deadlock { .. }) => Some("deadlock".to_owned()),
        Ending::Interrupted(_) => Some("Ctrl-C".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fractions_do_not_make_outputs_different() {
        let masked = without_fractions("took 0.2275 s, 100 of 200. v1.2.3 x.5");
        assert_eq!(masked, "took 0.… s, 100 of 200. v1.….3 x.5");
    }

    #[test]
    fn different_outputs_are_shown_where_they_begin_to_differ() {
        let text = |counter: u32| format!("begun\ncounter = {counter}\n");
        let outputs = Outputs {
            labels: Vec::new(),
            texts: vec![text(200), text(131), "begun\n".to_owned()],
        };
        assert_eq!(
            outputs.differences(),
            [
                "the outputs differ, first in line 2:",
                "  A  counter = 200",
                "  B  counter = 131",
                "  C  (no such line)"
            ]
        );
    }
}
