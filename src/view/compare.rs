//! Owns the table that holds two or more runs of one program against each other, in numbers.

use crate::base::VirtualDuration;
use crate::trace::Metrics;

use super::page::table;
use super::role::{Attrs, Role};
use super::text::Line;

/// One run of a comparison.
#[derive(Clone, Debug)]
pub struct Column {
    /// The runtime and machine, in words.
    pub title: String,
    pub metrics: Metrics,
    /// Whether the run has ended; otherwise the numbers are those so far.
    pub ended: bool,
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
    let rows = vec![
        row("time", columns, |m| time(m.makespan)),
        row("speed-up", columns, |m| speed_up(&columns[0].metrics, m)),
        row("threads running Python", columns, |m| {
            format!("{:.2} at once", m.parallelism())
        }),
        row("waiting for the lock", columns, |m| {
            time(m.threads.iter().map(|t| t.waiting_lock).sum())
        }),
        row("no core", columns, |m| {
            time(m.threads.iter().map(|t| t.runnable).sum())
        }),
        row("hand-offs", columns, |m| m.switches().to_string()),
        row("cores busy", columns, cores_busy),
    ];
    table(&head, &rows, width)
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
