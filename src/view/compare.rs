//! Owns the table that holds two or more runs of one program against each other, in numbers.

use crate::base::VirtualDuration;
use crate::trace::{Metrics, ThreadMetrics};

use super::page::table;
use super::role::{Attrs, Role};
use super::text::Line;

/// One run of a comparison.
#[derive(Clone, Debug)]
pub struct Column {
    /// The runtime and machine, in words.
    pub title: String,
    /// What the lock is called there.
    pub lock: &'static str,
    pub metrics: Metrics,
    /// Whether the run has ended; otherwise the numbers are those so far.
    pub ended: bool,
    /// What stopped it, in a word or two.
    pub trouble: Option<String>,
}

/// One row for each number, one column for each run, and the ratio to the first one. Runs that have not
/// ended are marked.
pub fn compare_table(columns: &[Column], width: usize) -> Vec<Line> {
    let mut head = vec![Line::new()];
    head.extend(columns.iter().map(|column| {
        let more = if column.ended { "" } else { " …" };
        Line::new().with_attrs(
            &format!("{}{more}", column.title),
            Role::Heading,
            Attrs::BOLD,
        )
    }));
    let first = columns.first().map_or("lock", |column| column.lock);
    let same = columns.iter().all(|column| column.lock == first);
    let lock = if same { first } else { "lock" };
    let mut rows = vec![
        row("time", columns, |m| time(m.makespan)),
        row("speed-up", columns, |m| speed_up(&columns[0].metrics, m)),
        row("threads running Python", columns, |m| {
            format!("{:.2} at once", m.parallelism())
        }),
        // Of all threads together: it may be longer than the run.
        row(&format!("wait for {lock}, summed"), columns, |m| {
            time(m.threads.iter().map(|t| t.waiting_lock).sum())
        }),
        row("no core, summed", columns, |m| {
            time(m.threads.iter().map(|t| t.runnable).sum())
        }),
        row("hand-offs", columns, |m| m.switches().to_string()),
        row("cores busy", columns, cores_busy),
    ];
    if columns.iter().any(|column| column.trouble.is_some()) {
        let mut ends = vec![Line::of("stopped by", Role::Text)];
        ends.extend(columns.iter().map(|column| {
            let trouble = column.trouble.as_deref().unwrap_or("–");
            Line::of(trouble, Role::Warning)
        }));
        rows.insert(0, ends);
    }
    table(&head, &rows, width)
}

/// One strip of a comparison with this machine.
#[derive(Clone, Debug)]
pub struct RealColumn {
    pub title: String,
    pub metrics: Metrics,
    pub ended: bool,
    /// Of what ended because another thread asked.
    pub slice: Option<VirtualDuration>,
    /// Looked at from outside: nothing is known of the interpreter.
    pub sampled: bool,
    /// What it has cost to be recorded.
    pub recording: Option<VirtualDuration>,
}

impl RealColumn {
    /// What could not be run took no time: it has no numbers.
    fn did_not_begin(&self) -> bool {
        self.ended && self.metrics.makespan == VirtualDuration::ZERO
    }
}

/// One row for each number, one column for the model and for each run of this machine. What cannot be seen
/// from outside is a dash.
pub fn reality_table(columns: &[RealColumn], width: usize) -> Vec<Line> {
    let mut head = vec![Line::new()];
    head.extend(columns.iter().map(|column| {
        let more = if column.ended { "" } else { " …" };
        let title = format!("{}{more}", column.title);
        Line::new().with_attrs(&title, Role::Heading, Attrs::BOLD)
    }));
    let model = columns.first().map_or(0, |c| c.metrics.makespan.nanos());
    let seen = |column: &RealColumn, text: String| {
        if column.sampled {
            "–".to_owned()
        } else {
            text
        }
    };
    let total = |of: &dyn Fn(&ThreadMetrics) -> VirtualDuration, metrics: &Metrics| {
        time(metrics.threads.iter().map(of).sum())
    };
    type Value<'a> = &'a dyn Fn(&RealColumn) -> String;
    let rows: [(&str, Value<'_>); 9] = [
        ("time", &|c| time(c.metrics.makespan)),
        // The time of a whole process is no time of its threads.
        ("of the model's", &|c| {
            seen(c, ratio(c.metrics.makespan.nanos(), model))
        }),
        ("at once", &|c| {
            let what = if c.sampled { "on cores" } else { "in Python" };
            format!("{:.2} {what}", c.metrics.parallelism())
        }),
        ("hand-offs", &|c| seen(c, c.metrics.switches().to_string())),
        ("median slice", &|c| {
            c.slice.map_or_else(|| "–".to_owned(), time)
        }),
        ("lock wait, summed", &|c| {
            seen(c, total(&|t| t.waiting_lock, &c.metrics))
        }),
        ("no core, summed", &|c| total(&|t| t.runnable, &c.metrics)),
        ("cores busy", &|c| cores_busy(&c.metrics)),
        ("recording", &|c| match c.recording {
            Some(cost) => percent(cost.nanos(), busy(&c.metrics)),
            None => "–".to_owned(),
        }),
    ];
    let rows: Vec<Vec<Line>> = rows
        .iter()
        .map(|(name, value)| {
            let mut cells = vec![Line::of(name, Role::Muted)];
            cells.extend(columns.iter().map(|c| match c.did_not_begin() {
                true => Line::of("–", Role::Muted),
                false => Line::of(&value(c), Role::Text),
            }));
            cells
        })
        .collect();
    table(&head, &rows, width)
}

/// Time that threads ran, all together.
fn busy(metrics: &Metrics) -> u64 {
    let threads = metrics.threads.iter();
    threads
        .map(|t| (t.running + t.running_native + t.native_holding).nanos())
        .sum()
}

fn ratio(part: u64, whole: u64) -> String {
    if whole == 0 {
        return "–".to_owned();
    }
    format!("{:.2}×", part as f64 / whole as f64)
}

fn percent(part: u64, whole: u64) -> String {
    format!("{:.2} %", part as f64 * 100.0 / whole.max(1) as f64)
}

fn row(name: &str, columns: &[Column], value: impl Fn(&Metrics) -> String) -> Vec<Line> {
    let mut cells = vec![Line::of(name, Role::Muted)];
    let first = columns.first().map(|column| value(&column.metrics));
    for (at, column) in columns.iter().enumerate() {
        let text = value(&column.metrics);
        let differs = at > 0 && Some(&text) != first.as_ref();
        let attrs = if differs { Attrs::BOLD } else { Attrs::NONE };
        let role = if differs { Role::Strong } else { Role::Text };
        cells.push(Line::new().with_attrs(&text, role, attrs));
    }
    cells
}

fn time(d: VirtualDuration) -> String {
    d.to_string()
}

/// How many times as fast as the first run.
fn speed_up(first: &Metrics, this: &Metrics) -> String {
    if this.makespan.nanos() == 0 {
        return "–".to_owned();
    }
    let ratio = first.makespan.nanos() as f64 / this.makespan.nanos() as f64;
    format!("{ratio:.2}×")
}

fn cores_busy(metrics: &Metrics) -> String {
    let used = metrics
        .cores
        .iter()
        .map(|core| format!("{} %", core.busy_permille(metrics.makespan).div_ceil(10)))
        .take(4);
    let mut text = used.collect::<Vec<_>>().join(" ");
    if metrics.cores.len() > 4 {
        text.push_str(" …");
    }
    text
}
