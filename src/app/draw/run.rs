//! Owns how watched runs are drawn: the lanes of one or several on one clock, the panes beside them,
//! why the selected thread is in its state. Owns no numbers of comparisons: those are `numbers`'.

use super::super::keys::{Context, key_for};
use super::super::msg::Action;
use super::super::watch::Watch;
use super::canvas::{Canvas, Pane, Scroll};
use super::numbers::stopped_by;
use crate::base::{VirtualDuration, VirtualTime};
use crate::session::{Session, StateAt};
use crate::trace::why;
use crate::view::{
    Area, Attrs, CodePane, Frame, Line, Role, Subject, Timeline, foreign_module_hint, inspector,
    message, output,
};

/// Rows of lanes that are always left, with their frame.
const LEAST: u16 = 5;

/// Rows that the lanes would like to have, their frame included.
pub(super) fn wanted_rows(watch: &Watch) -> u16 {
    let shown = watch.shown();
    let titles = if shown.len() > 1 { shown.len() } else { 0 };
    let rows: usize = shown
        .iter()
        .map(|session| Timeline::wanted_rows(session.trace(), watch.seen))
        .sum();
    (rows + titles + 1 + 2).min(200) as u16
}

/// The lanes in a frame, at most `rows` high; gives back how high they are.
pub(super) fn lanes_height(watch: &Watch, room: u16, least_above: u16) -> u16 {
    wanted_rows(watch)
        .min(room.saturating_sub(least_above))
        .max(LEAST.min(room))
}

pub(super) fn lanes(canvas: &mut Canvas, area: Area, watch: &Watch) {
    let titled = watch.titled();
    let shown: Vec<&Session> = titled.iter().map(|(session, _)| *session).collect();
    let several = shown.len() > 1;
    let title = if watch.is_beside() {
        let words = "Model and reality: one clock";
        Line::new().with_attrs(words, Role::Heading, Attrs::BOLD)
    } else if several {
        Line::new().with_attrs("Compare: one clock", Role::Heading, Attrs::BOLD)
    } else {
        let title = titled.first().map_or("", |(_, title)| title.as_str());
        Line::new().with_attrs(title, Role::Heading, Attrs::BOLD)
    };
    let inner = canvas.frame(area, &title, &clock(watch), true);
    if inner.is_empty() {
        return;
    }
    let label = shown
        .iter()
        .map(|session| Timeline::label_width(session.trace(), usize::from(inner.width) / 6))
        .max()
        .unwrap_or(6) as u16
        + 1;
    caption(canvas, area, watch, inner.width.saturating_sub(label));
    let mut y = inner.y;
    let end = inner.y + inner.height;
    let mut left: Vec<usize> = shown
        .iter()
        .map(|session| Timeline::wanted_rows(session.trace(), watch.seen) + usize::from(several))
        .collect();
    share(&mut left, usize::from(inner.height).saturating_sub(1));
    for ((session, title), rows) in titled.iter().zip(&left) {
        let mut rows = *rows as u16;
        let place = Area::new(inner.x, y, inner.width, 1);
        let titled = several && rows > 0;
        if titled {
            y += 1;
            rows -= 1;
        }
        let part = Area::new(inner.x, y, inner.width, rows);
        let timeline = project(watch, session, part, label);
        if titled {
            let hidden = timeline.hidden_rows(session.trace(), watch.seen);
            canvas.text(place, &strip_title(watch, session, title, hidden, place));
        }
        draw_rows(canvas, part, label, &timeline);
        y += timeline.rows.len() as u16;
    }
    if y < end {
        let axis_row = Area::new(inner.x, y, inner.width, 1);
        let longest = shown.iter().max_by_key(|s| s.known()).copied();
        if let Some(session) = longest {
            let timeline = project(
                watch,
                session,
                Area {
                    height: 0,
                    ..axis_row
                },
                label,
            );
            draw_cells(canvas, axis_row, label, &timeline.axis);
        }
    }
}

/// What a column of the lanes stands for, in their lower edge.
fn caption(canvas: &mut Canvas, area: Area, watch: &Watch, columns: u16) {
    let column = VirtualDuration(watch.window().length().nanos() / u64::from(columns.max(1)));
    let line = if watch.at_end() {
        Line::of(
            &format!(" a column: what filled most of {column} "),
            Role::Muted,
        )
    } else {
        let others =
            format!(" this moment, by letter · other columns: what filled most of {column} ");
        Line::of(" ┃", Role::Playhead).with(&others, Role::Muted)
    };
    if line.width() + 4 <= usize::from(area.width) && watch.seen.nanos() > 0 {
        let below = area.y + area.height - 1;
        canvas.text(Area::new(area.x + 1, below, line.width() as u16, 1), &line);
    }
}

/// What a strip is, and at its right end how it stands with a run of this machine. The strip that the keys
/// are about is marked.
fn strip_title(watch: &Watch, session: &Session, title: &str, hidden: usize, place: Area) -> Line {
    let mut line = if watch.is_current(session) {
        Line::of("▸ ", Role::Selected).with_attrs(title, Role::Strong, Attrs::BOLD)
    } else {
        Line::of(&format!("  {title}"), Role::Text)
    };
    let mut right = Line::new();
    if hidden > 0 {
        let rows = if hidden == 1 { "row" } else { "rows" };
        right.push(&format!("+{hidden} {rows}"), Role::Muted, Attrs::NONE);
        let alone = key_for(&[Context::Run], Action::Compare);
        if let (Some(key), false) = (alone, watch.is_beside()) {
            right.push(" · ", Role::Muted, Attrs::NONE);
            right.push(&key.to_string(), Role::Key, Attrs::BOLD);
            right.push(" one run alone", Role::Muted, Attrs::NONE);
        }
    }
    let cores = session.config().cores;
    let before = watch.cores_before().filter(|before| *before != cores);
    if let (Some(before), false) = (before, session.config().is_of_machine()) {
        if right.width() > 0 {
            right.push(" · ", Role::Muted, Attrs::NONE);
        }
        let text = format!("{cores} as this machine, not {before}");
        right.push(&text, Role::Mark, Attrs::NONE);
    }
    if session.config().is_of_machine() {
        if right.width() > 0 {
            right.push(" · ", Role::Muted, Attrs::NONE);
        }
        if let Some((caution, _)) = session.caution() {
            right.push(caution, Role::Warning, Attrs::BOLD);
            right.push(" · ", Role::Muted, Attrs::NONE);
        }
        let (outcome, role) = outcome(session);
        right.push(&outcome, role, Attrs::BOLD);
    }
    let room = usize::from(place.width).saturating_sub(right.width() + 2);
    line = line.cut(room);
    line.pad_to(usize::from(place.width).saturating_sub(right.width()));
    line.extend(right);
    line
}

/// How a run ended, in a word or two.
fn outcome(session: &Session) -> (String, Role) {
    let Some(end) = session.end() else {
        return ("running".to_owned(), Role::Right);
    };
    match stopped_by(session) {
        Some(trouble) => (trouble, Role::Warning),
        None if end.exit_code == 0 => ("ended".to_owned(), Role::Muted),
        None => (format!("exit code {}", end.exit_code), Role::Error),
    }
}

/// Takes rows from those who want most until all fit.
fn share(rows: &mut [usize], room: usize) {
    while rows.iter().sum::<usize>() > room {
        let Some(most) = rows.iter_mut().max() else {
            return;
        };
        if *most == 0 {
            return;
        }
        *most -= 1;
    }
}

fn project(watch: &Watch, session: &Session, area: Area, label: u16) -> Timeline {
    let frame = Frame {
        window: watch.window(),
        columns: usize::from(area.width.saturating_sub(label)),
        rows: usize::from(area.height) + 1,
        playhead: watch.at.min(watch.seen),
        known: drawn_until(watch, session),
        selected: watch.selected(),
        mark: watch.mark,
    };
    let mut timeline = Timeline::project(session.trace(), &frame);
    timeline.mark_checks(&frame, watch.checks_of(session));
    timeline
}

/// Up to when lanes are drawn: what waits for ever does so behind the end as well.
fn drawn_until(watch: &Watch, session: &Session) -> VirtualTime {
    let over = watch.seen >= session.known() && session.end().is_some();
    if over && session.trace().is_deadlocked() {
        return VirtualTime::NEVER;
    }
    watch.seen.min(session.known())
}

pub(super) fn draw_rows(canvas: &mut Canvas, area: Area, label: u16, timeline: &Timeline) {
    for (row, offset) in timeline.rows.iter().zip(0..area.height) {
        let place = Area::new(area.x, area.y + offset, area.width, 1);
        let name = row
            .label
            .clone()
            .cut_middle(usize::from(label.saturating_sub(1)));
        canvas.text(
            Area {
                width: label,
                ..place
            },
            &name,
        );
        draw_cells(canvas, place, label, &row.cells);
        if let Subject::Thread(thread) = row.subject
            && let Ok(number) = u8::try_from(thread.0)
        {
            canvas.target(place, Action::SelectThread(number));
        }
    }
}

pub(super) fn draw_cells(
    canvas: &mut Canvas,
    place: Area,
    label: u16,
    cells: &[crate::view::Cell],
) {
    let room = place.width.saturating_sub(label);
    for (cell, x) in cells.iter().zip(0..room) {
        let x = place.x + label + x;
        canvas.grid.set(x, place.y, cell.ch, cell.role, cell.attrs);
    }
}

/// To the nanosecond: a bytecode takes a few of them.
fn exact(at: VirtualTime) -> String {
    let ns = at.nanos();
    match ns {
        1_000..1_000_000 => format!("{}.{:03} µs", ns / 1_000, ns % 1_000),
        1_000_000..1_000_000_000 => format!(
            "{}.{:03} {:03} ms",
            ns / 1_000_000,
            ns / 1_000 % 1_000,
            ns % 1_000
        ),
        _ => at.to_string(),
    }
}

/// The shown moment, the pace, whether it plays.
fn clock(watch: &Watch) -> Line {
    let state = if watch.is_following() && watch.is_measuring() {
        return Line::new()
            .with_attrs(&watch.at.to_string(), Role::Strong, Attrs::BOLD)
            .with_attrs("  measuring now", Role::Right, Attrs::BOLD);
    } else if watch.playing {
        "▶"
    } else if watch.at_end() {
        match stopped_by(watch.session()) {
            Some(trouble) if trouble == "deadlock" => "deadlock",
            Some(_) => "stopped",
            None => "end",
        }
    } else if watch.at > watch.known() {
        "computing"
    } else {
        "paused"
    };
    let at = watch.at.min(watch.known());
    let at = if watch.fine {
        exact(at)
    } else {
        at.to_string()
    };
    Line::new()
        .with_attrs(&at, Role::Strong, Attrs::BOLD)
        .with(&format!("  {}  {state}", watch.pace().text()), Role::Muted)
}

/// The code with the threads on it.
pub(super) fn code(canvas: &mut Canvas, area: Area, watch: &Watch, state: &StateAt, seen: bool) {
    let program = watch.session().program();
    let name = &program.source().name;
    let short = name.rsplit('/').next().unwrap_or(name);
    let title = Line::of(short, Role::Heading);
    let run = Line::of(watch.label().unwrap_or(""), Role::Muted);
    let inner = canvas.frame(area, &title, &run, false);
    let pane = CodePane {
        source: program.source(),
        classes: program.classes(),
        state: seen.then_some(state),
        selected: watch.selected(),
        scrolled: watch.code_scroll(),
    };
    let rows = usize::from(inner.height);
    let lines = pane.lines(usize::from(inner.width), rows);
    canvas.grid.write_all(inner, &lines);
    let (above, below) = pane.hidden(rows);
    canvas.scrolls.code = Scroll {
        up: -(above as isize),
        down: below as isize,
        rows,
    };
    let key = key_for(&[Context::Run], Action::CodeDown);
    canvas.edges(area, false, (above > 0, below > 0), key);
}

/// What the program has printed, and how it ended.
pub(super) fn output_pane(watch: &Watch, width: usize, rows: usize) -> Pane {
    let session = watch.session();
    let mut ending = ending(session, width);
    ending.truncate(rows);
    let room = rows.saturating_sub(ending.len());
    let mut lines = output(session.trace(), session.now(), width, room);
    lines.extend(ending);
    if lines.is_empty() {
        lines.push(Line::of("nothing printed yet", Role::Muted));
    }
    Pane {
        title: Line::of("output", Role::Heading),
        lines,
        ..Pane::default()
    }
}

/// How the run ended; nothing before its end.
fn ending(session: &Session, width: usize) -> Vec<Line> {
    let end = session.end().filter(|_| session.now() >= session.known());
    let Some(end) = end else {
        return Vec::new();
    };
    match &end.trouble {
        Some(trouble) => message(trouble, Role::Warning, width),
        None if end.exit_code == 0 => vec![Line::of("ended", Role::Muted)],
        None => {
            let text = format!("ended with exit code {}", end.exit_code);
            let mut lines = message(&text, Role::Error, width);
            if wanted_input(session) {
                let text =
                    "input() found nothing to read: `gilscope lab --stdin FILE` gives it lines";
                lines.extend(message(text, Role::Muted, width));
            }
            if let Some(text) = wanted_module(session) {
                lines.extend(message(&text, Role::Muted, width));
            }
            lines
        }
    }
}

/// Whether the program ended because it asked for input and was opened without any.
fn wanted_input(session: &Session) -> bool {
    let last = session.trace().output().last();
    session.config().stdin.is_empty()
        && last.is_some_and(|(.., text)| {
            text.trim_end()
                .ends_with("EOFError: EOF when reading a line")
        })
}

/// What to do when the program ended because it imported what is not here.
fn wanted_module(session: &Session) -> Option<String> {
    let (.., stream, text) = session.trace().output().last()?;
    let file = &session.program().source().name;
    (stream == 2 && !session.config().is_of_machine())
        .then(|| foreign_module_hint(text, file))
        .flatten()
}

pub(super) fn inspector_pane(watch: &Watch, state: &StateAt, width: usize, rows: usize) -> Pane {
    let lines = match state.thread(watch.selected()) {
        Some(thread) => inspector(thread, width, rows),
        None => vec![Line::of("this thread does not exist yet", Role::Muted)],
    };
    Pane {
        title: Line::of("inspector", Role::Heading),
        right: if state.exact {
            Line::new()
        } else {
            Line::of("…", Role::Muted)
        },
        lines,
        ..Pane::default()
    }
}

/// Why the selected thread is in its state, wrapped; the first line is the thread's own.
pub(super) fn why_lines(watch: &Watch, width: usize) -> Vec<Line> {
    let session = watch.session();
    let words = &session.config().runtime.vocabulary;
    if watch.selected().index() >= session.trace().thread_count() {
        return vec![Line::of("not begun: space plays", Role::Muted)];
    }
    let told = why(session.trace(), watch.selected(), session.now(), words);
    let ended = ended_words(session);
    let mut lines = Vec::new();
    for (index, line) in told.lines.iter().enumerate() {
        let mut text = line.text.clone();
        if let (0, Some(ended)) = (index, &ended) {
            text.insert_str(0, ended);
        }
        // A name remains as the program wrote it.
        let named = session
            .trace()
            .threads()
            .any(|(_, thread)| text.starts_with(&*thread.name));
        if let (true, false, Some(first)) = (index > 0, named, text.get(0..1)) {
            let upper = first.to_uppercase();
            text.replace_range(0..1, &upper);
        }
        let bullet = if index == 0 { "" } else { "└ " };
        let line = Line::of(bullet, Role::Muted).with(&text, Role::Text);
        lines.extend(line.wrap(width, 2));
    }
    lines
}

/// At the end of a run nothing happens any more, whatever the thread did last.
fn ended_words(session: &Session) -> Option<String> {
    let end = session.end()?;
    if session.now() < session.known() {
        return None;
    }
    if end.trouble.is_some() {
        return Some(format!("The run was stopped at {}; ", session.known()));
    }
    let code = match end.exit_code {
        0 => String::new(),
        code => format!(" with exit code {code}"),
    };
    Some(format!("The program ended{code} at {}; ", session.known()))
}

/// The one line below the lanes.
pub(super) fn why_bar(canvas: &mut Canvas, area: Area, watch: &Watch) {
    let mut line = Line::new().with_attrs(" w", Role::Key, Attrs::BOLD);
    line.push(" why  ", Role::Muted, Attrs::NONE);
    let first = why_lines(watch, 1000)
        .into_iter()
        .next()
        .unwrap_or_default();
    line.extend(first);
    canvas.text(area, &line);
    canvas.target(area, Action::Why);
}
