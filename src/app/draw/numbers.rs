//! Owns the numbers that hold runs against each other: those of a comparison, and those of the model and of
//! this machine. Owns no lanes.

use super::super::keys::{Context, key_for};
use super::super::msg::Action;
use super::super::watch::Watch;
use super::canvas::{Canvas, Pane, Scroll};
use crate::session::Session;
use crate::trace::median_slice;
use crate::view::{Area, Column, Line, RealColumn, Role, compare_table, message, reality_table};

/// What stopped a run before its end, in a word or two.
pub(super) fn stopped_by(session: &Session) -> Option<String> {
    const LONGEST: usize = 32;
    let trouble = session.end()?.trouble?;
    let first = trouble.split([':', ';', '\n']).next().unwrap_or("stopped");
    Some(first.chars().take(LONGEST).collect())
}

/// The model and what was measured in numbers, and what went wrong.
fn reality_pane(watch: &Watch, width: usize) -> Pane {
    let titled = watch.titled();
    let columns: Vec<RealColumn> = titled
        .iter()
        .map(|(session, title)| RealColumn {
            title: title.split(':').next().unwrap_or(title).to_owned(),
            metrics: session.metrics(),
            ended: session.end().is_some(),
            slice: median_slice(session.trace()),
            sampled: session.trace().is_sampled(),
            recording: session.recording(),
        })
        .collect();
    let mut lines = reality_table(&columns, width);
    for (session, title) in &titled {
        let trouble = session.end().and_then(|end| end.trouble);
        if let (true, Some(trouble)) = (session.config().is_of_machine(), trouble) {
            let which = title.split(':').next().unwrap_or(title);
            lines.extend(message(
                &format!("{which}: {trouble}"),
                Role::Warning,
                width,
            ));
        }
    }
    let caution = titled.iter().find_map(|(session, _)| session.caution());
    if let Some((_, caution)) = caution {
        lines.extend(Line::of(caution, Role::Warning).wrap(width, 0));
    }
    let mut notes = vec![
        "Measured: gilscope's own interpreter on real threads, slower than CPython; compare shapes."
            .to_owned(),
    ];
    let cores = watch.session().config().cores;
    let plural = if cores == 1 { "" } else { "s" };
    notes.push(match watch.cores_before() {
        Some(before) if before != cores => format!(
            "{cores} core{plural}: what this machine has, and here the model, too; before it had {before}."
        ),
        _ => format!("{cores} core{plural}: what this machine has, and so the model."),
    });
    if columns.iter().any(|column| column.sampled) {
        let words = "Your Python's time is that of the whole process, its start and end included.";
        notes.push(words.to_owned());
    }
    for words in notes {
        lines.extend(Line::of(&words, Role::Muted).wrap(width, 0));
    }
    Pane {
        title: Line::of("model and reality: the same program", Role::Heading),
        lines,
        ..Pane::default()
    }
}

/// The numbers, which are scrolled by the keys of the program: there is mostly no room for both.
pub(super) fn numbers(canvas: &mut Canvas, area: Area, watch: &Watch) {
    let inner = area.inner();
    let rows = usize::from(inner.height);
    let mut pane = numbers_pane(watch, usize::from(inner.width));
    let most = pane.lines.len().saturating_sub(rows) as isize;
    pane.scroll = watch.code_scroll().clamp(0, most);
    pane.more = key_for(&[Context::Run], Action::CodeDown);
    canvas.scrolls.code = Scroll {
        up: -pane.scroll,
        down: most - pane.scroll,
        rows,
    };
    canvas.pane(area, &pane);
}

/// The differences in numbers of the runs that are compared.
fn numbers_pane(watch: &Watch, width: usize) -> Pane {
    if watch.is_beside() {
        return reality_pane(watch, width);
    }
    let columns: Vec<Column> = watch
        .titled()
        .iter()
        .zip(watch.names())
        .map(|((session, _), name)| Column {
            title: name.unwrap_or(session.config().runtime.title).to_owned(),
            lock: session.config().runtime.vocabulary.lock,
            metrics: session.metrics(),
            ended: session.end().is_some(),
            trouble: stopped_by(session),
        })
        .collect();
    let several = watch.names().iter().any(Option::is_some);
    let title = if several {
        "compare: the runs of this attempt on one clock"
    } else {
        "compare: the same program, seed and clock"
    };
    Pane {
        title: Line::of(title, Role::Heading),
        lines: compare_table(&columns, width),
        ..Pane::default()
    }
}
