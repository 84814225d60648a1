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

/// What the table says, for the help.
pub(super) const COLUMNS: &str = "The table:
  time        virtual time from the start to the end
  speed-up    how many times faster than the first row
  at once     how many threads ran at the same time, on average
  hand-offs   how often the lock went from one thread to another
  wants lock  how long threads waited for the lock, all together
  output      a letter for each text that was printed, or how the run failed. B printed another text
              than A; A~ the same as A but for digits behind decimal points (times, mostly)
Runs that take no lock have - in its columns. A * behind a runtime is explained below the table.";

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

/// What the runs wrote to standard output: which wrote the same, and which the same but for fractions.
struct Outputs {
    /// One for each run: `A` where it wrote what the first one did, `A~` where only digits behind decimal
    /// points are others; how it ended when it failed.
    labels: Vec<String>,
    /// The first output of each letter, as it was written.
    texts: Vec<String>,
    /// The first output that differs from that of its letter in fractions only, with that letter's index.
    alike: Option<(usize, String)>,
}

impl Outputs {
    fn of(runs: &[Ran]) -> Self {
        let ended = runs
            .iter()
            .map(|ran| failure(ran).map_or_else(|| Ok(ran.text(1)), Err));
        Self::of_texts(ended)
    }

    /// Of what was written, or of how a run failed.
    fn of_texts(ended: impl Iterator<Item = Result<String, String>>) -> Self {
        let mut outputs = Self {
            labels: Vec::new(),
            texts: Vec::new(),
            alike: None,
        };
        for ended in ended {
            let label = match ended {
                Ok(text) => outputs.label(text),
                Err(how) => how,
            };
            outputs.labels.push(label);
        }
        outputs
    }

    /// The letter of one more output.
    fn label(&mut self, text: String) -> String {
        let masked = without_fractions(&text);
        let known = self.texts.iter().map(|known| without_fractions(known));
        let Some(at) = known.into_iter().position(|known| known == masked) else {
            self.texts.push(text);
            return letter(self.texts.len() - 1);
        };
        if self.texts[at] == text {
            return letter(at);
        }
        self.alike.get_or_insert((at, text));
        format!("{}~", letter(at))
    }

    /// Each of the different outputs by the first line in which any two differ.
    fn differences(&self) -> Vec<String> {
        let mut out = Vec::new();
        if let Some((at, text)) = &self.alike {
            let whose = letter(*at);
            let (line, lines) = first_difference(&[&self.texts[*at], text]).unwrap_or_default();
            out.push(format!(
                "{whose}~ is {whose} but for digits behind a decimal point, such as those of a time that the \
                 program took; first in line {line}:"
            ));
            for (label, text) in [whose.clone(), format!("{whose}~")].iter().zip(lines) {
                out.push(format!("  {label:<2} {text}"));
            }
        }
        let masked: Vec<String> = self.texts.iter().map(|t| without_fractions(t)).collect();
        let masked: Vec<&str> = masked.iter().map(String::as_str).collect();
        if let Some((line, _)) = first_difference(&masked) {
            out.push(format!("the outputs differ, first in line {line}:"));
            for (index, text) in self.texts.iter().enumerate() {
                out.push(format!("  {}  {}", letter(index), line_of(text, line)));
            }
        }
        out
    }
}

/// The number of the first line in which any two texts differ, and that line of each.
fn first_difference(texts: &[&str]) -> Option<(usize, Vec<String>)> {
    let longest = texts.iter().map(|text| text.lines().count()).max()?;
    let differ = |number: &usize| {
        let first = texts[0].lines().nth(number - 1);
        texts
            .iter()
            .any(|text| text.lines().nth(number - 1) != first)
    };
    let number = (1..=longest).find(differ)?;
    Some((
        number,
        texts.iter().map(|text| line_of(text, number)).collect(),
    ))
}

/// A line as it is shown.
fn line_of(text: &str, number: usize) -> String {
    let line = text.lines().nth(number - 1).unwrap_or("(no such line)");
    line.chars().take(WIDEST).collect()
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
fn letter(index: usize) -> String {
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

    fn outputs(texts: &[&str]) -> Outputs {
        Outputs::of_texts(texts.iter().map(|text| Ok((*text).to_owned())))
    }

    #[test]
    fn different_outputs_are_shown_where_they_begin_to_differ() {
        let outputs = outputs(&[
            "begun\ncounter = 200\n",
            "begun\ncounter = 131\n",
            "begun\n",
        ]);
        assert_eq!(outputs.labels, ["A", "B", "C"]);
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

    #[test]
    fn outputs_that_differ_in_times_only_are_not_called_the_same() {
        let outputs = outputs(&["begun\ntook 0.016 s\n", "begun\ntook 0.006 s\n"]);
        assert_eq!(outputs.labels, ["A", "A~"]);
        assert_eq!(
            outputs.differences(),
            [
                "A~ is A but for digits behind a decimal point, such as those of a time that the program \
                 took; first in line 2:",
                "  A  took 0.016 s",
                "  A~ took 0.006 s"
            ]
        );
        assert!(outputs_are_silent(&["took 0.5 s\n", "took 0.5 s\n"]));
    }

    fn outputs_are_silent(texts: &[&str]) -> bool {
        outputs(texts).differences().is_empty()
    }
}
