//! Owns the screen for being the scheduler: who could go on and what they would do, the schedule so far,
//! the code, the lanes of what has been done.

use super::super::hand::Hand;
use super::super::watch::suitable_length;
use super::canvas::{Canvas, Pane};
use super::run::{draw_cells, draw_rows};
use crate::base::ThreadId;
use crate::session::{Asked, Offer, Outcome, Question};
use crate::trace::{Trace, Window};
use crate::view::{Area, Attrs, CodePane, Frame, Line, Role, Timeline, message, short_name};

/// Columns of the code beside the question.
const CODE: u16 = 38;

/// Rows of a schedule while it is made, and when it is done: of a longer one the end is shown.
const SCHEDULE_ROWS: [usize; 2] = [2, 12];

/// The question beside the code, the lanes below. `task`: what a lesson wants of the schedule.
pub(super) fn body(canvas: &mut Canvas, area: Area, hand: &Hand, task: &[Line]) {
    let lanes_rows = (Timeline::wanted_rows(hand.run.trace(), hand.run.trace().end()) + 3) as u16;
    let lanes_rows = lanes_rows.min(area.height * 9 / 20).max(5);
    let (above, below) = area.split_rows(area.height.saturating_sub(lanes_rows));
    let code_columns = CODE.max(area.width * 2 / 5).min(area.width / 2);
    let (left, right) = above.split_columns(area.width - code_columns);
    canvas.pane(left, &question_pane(hand, task, left.inner()));
    code(canvas, right, hand);
    lanes(canvas, below, hand);
}

fn question_pane(hand: &Hand, task: &[Line], inside: Area) -> Pane {
    let width = usize::from(inside.width);
    let mut lines = match (hand.run.outcome(), hand.run.question()) {
        _ if hand.busy => vec![Line::of("running …", Role::Muted)],
        (Some(outcome), _) => ended(hand, &outcome, width),
        (None, Some(question)) => asked(hand, question, width),
        (None, None) => Vec::new(),
    };
    lines.extend(typed(hand, width));
    lines.push(Line::new());
    lines.extend(so_far(hand, width));
    if !task.is_empty() {
        lines.push(Line::new());
        lines.extend(task.iter().flat_map(|line| line.clone().wrap(width, 0)));
    }
    lines.extend(written(hand, width));
    Pane {
        title: Line::new().with_attrs("You are the scheduler", Role::Heading, Attrs::BOLD),
        lines,
        focused: true,
        ..Pane::default()
    }
}

/// Before the first choice, what this is about; then what the last one has led to: mostly a thread goes on
/// by a few instructions, and neither the clock nor the lanes show it.
fn before(hand: &Hand, width: usize) -> Vec<Line> {
    let line = match &hand.done {
        Some(done) => Line::of("Just now: ", Role::Muted).with(done, Role::Text),
        None if hand.run.choices() == 0 => Line::of(
            "No clock takes turns here: you say who goes on, the others stand still.",
            Role::Muted,
        ),
        None => return Vec::new(),
    };
    line.wrap(width, 2)
}

fn asked(hand: &Hand, question: &Question, width: usize) -> Vec<Line> {
    let name = &hand.run.trace().thread(question.thread).name;
    let line = question.line;
    let text = match question.asked {
        Asked::CheckPoint => format!("{name} can be stopped here, at line {line}. Who goes on?"),
        Asked::SharedAccess => {
            format!("{name} is about to touch shared data, line {line}. Who goes on?")
        }
        Asked::LetGo if line == 0 => format!("{name} has ended or waits. Who goes on?"),
        Asked::LetGo => format!("{name} waits, at line {line}. Who goes on?"),
    };
    let mut lines = before(hand, width);
    let text = Line::new().with_attrs(&text, Role::Strong, Attrs::BOLD);
    lines.extend(text.wrap(width, 0));
    let chosen = hand.offer().map(|offer| offer.thread);
    for offer in hand.offers() {
        let chosen = Some(offer.thread) == chosen;
        lines.extend(offered(hand.run.trace(), offer, chosen, width));
    }
    let note = match hand.offer() {
        Some(offer) if offer.sleeps => Some("Time passes until it wakes up.".to_owned()),
        Some(offer) if offer.preempts => Some(format!("It takes the turn from {name}.")),
        _ => None,
    };
    if let Some(note) = note {
        lines.push(Line::of(&format!("  {note}"), Role::Muted));
    }
    lines
}

/// `▸ 1 A  line 9  reads counter, 7`
fn offered(trace: &Trace, offer: &Offer, chosen: bool, width: usize) -> Vec<Line> {
    let mark = if chosen { "▸" } else { " " };
    let attrs = if chosen { Attrs::REVERSE } else { Attrs::NONE };
    let mut line = Line::new()
        .with_attrs(mark, Role::Selected, Attrs::BOLD)
        .with_attrs(&format!("{} ", offer.thread.0 + 1), Role::Key, Attrs::BOLD);
    line.push(&name_of(trace, offer.thread), Role::Strong, attrs);
    let place = match offer.line {
        0 => "  starts".to_owned(),
        line => format!("  line {line}"),
    };
    line.push(&place, Role::Muted, Attrs::NONE);
    line.push(&format!("  {}", offer.would), Role::Text, Attrs::NONE);
    line.wrap(width, 4)
}

/// As the lanes name it: the letter, and the name when it is another.
fn name_of(trace: &Trace, thread: ThreadId) -> String {
    let letter = trace.letter(thread).to_string();
    let name = short_name(trace, thread);
    if name == letter {
        letter
    } else {
        format!("{letter} {name}")
    }
}

fn ended(hand: &Hand, outcome: &Outcome, width: usize) -> Vec<Line> {
    let (title, role, text) = match outcome {
        Outcome::Held => ("The program came to its end.", Role::Strong, ""),
        Outcome::Broke(text) => ("✗ You broke it.", Role::Wrong, &**text),
        Outcome::CutShort(text) => ("The run was cut short.", Role::Warning, &**text),
    };
    let mut lines = vec![Line::new().with_attrs(title, role, Attrs::BOLD)];
    // The end of a traceback says what happened.
    let last = if text.starts_with("Traceback") || text.starts_with("Exception in") {
        text.trim_end().lines().last().unwrap_or_default()
    } else {
        text
    };
    if !last.is_empty() {
        lines.extend(message(last, Role::Text, width));
    }
    let printed = hand.run.trace().output().filter(|(.., to, _)| *to == 1);
    let printed: String = printed.map(|(.., text)| &**text).collect();
    if let Some(last) = printed.trim_end().lines().last() {
        let line = Line::of("printed: ", Role::Muted).with(last, Role::Text);
        lines.push(line.cut(width));
    }
    let next = "Enter: this run, to look at. u: take the last choice back.";
    lines.extend(
        Line::new()
            .with_attrs(next, Role::Key, Attrs::BOLD)
            .wrap(width, 0),
    );
    lines
}

/// The number of a line that is being typed; what could not be done.
fn typed(hand: &Hand, width: usize) -> Vec<Line> {
    if let Some(line) = &hand.line {
        let text = format!("Run on to line: {line}_   (Enter)");
        return vec![Line::new().with_attrs(&text, Role::Key, Attrs::BOLD)];
    }
    let said = hand.said.as_ref();
    said.map_or(Vec::new(), |said| {
        Line::of(said, Role::Warning).wrap(width, 0)
    })
}

/// How many choices and preemptions, and where somebody is asked.
fn so_far(hand: &Hand, width: usize) -> Vec<Line> {
    let run = &hand.run;
    let asked = if run.only_shared() {
        "s shared data"
    } else {
        "s everywhere"
    };
    let mut line = Line::of(&format!("choices {}", run.choices()), Role::Text);
    let preemptions = format!("  preemptions {}", run.preemptions());
    line.push(&preemptions, Role::Strong, Attrs::BOLD);
    line.push(&format!("  {asked}"), Role::Muted, Attrs::NONE);
    line.wrap(width, 0)
}

/// The schedule as it is written.
fn written(hand: &Hand, width: usize) -> Vec<Line> {
    let run = &hand.run;
    let mut lines = Vec::new();
    let schedule = run.schedule().to_string();
    let [rows, all] = SCHEDULE_ROWS;
    let rows = if hand.has_ended() { all } else { rows };
    let most = width.saturating_mul(rows);
    let long = schedule.chars().count();
    let text: String = if long > most {
        let tail = schedule.chars().skip(long - most + 1);
        std::iter::once('…').chain(tail).collect()
    } else {
        schedule
    };
    lines.push(Line::of("As a schedule, for --schedule:", Role::Muted));
    let letters: Vec<char> = text.chars().collect();
    for row in letters.chunks(width.max(1)) {
        let row: String = row.iter().collect();
        lines.push(Line::of(&row, Role::Muted));
    }
    lines
}

fn code(canvas: &mut Canvas, area: Area, hand: &Hand) {
    let program = hand.run.program();
    let name = &program.source().name;
    let short = name.rsplit('/').next().unwrap_or(name);
    let inner = canvas.frame(area, &Line::of(short, Role::Heading), &Line::new(), false);
    let selected = match (hand.offer(), hand.run.question()) {
        (Some(offer), _) => offer.thread,
        (None, Some(question)) => question.thread,
        (None, None) => crate::base::ThreadId(0),
    };
    let state = hand.run.state();
    let pane = CodePane {
        source: program.source(),
        classes: program.classes(),
        state: Some(&state),
        selected,
        scrolled: 0,
    };
    let lines = pane.lines(usize::from(inner.width), usize::from(inner.height));
    canvas.grid.write_all(inner, &lines);
}

fn lanes(canvas: &mut Canvas, area: Area, hand: &Hand) {
    let trace = hand.run.trace();
    let now = trace.end();
    let title = format!("{} · by hand", hand.run.config().runtime.title);
    let title = Line::new().with_attrs(&title, Role::Heading, Attrs::BOLD);
    let clock = Line::new().with_attrs(&now.to_string(), Role::Strong, Attrs::BOLD);
    let inner = canvas.frame(area, &title, &clock, false);
    if inner.is_empty() {
        return;
    }
    let label = Timeline::label_width(trace, usize::from(inner.width) / 6) as u16 + 1;
    let length = suitable_length(trace, now, false);
    let start = now.saturating_sub(length).min(now);
    let frame = Frame {
        window: Window::new(start, start + length),
        columns: usize::from(inner.width.saturating_sub(label)),
        rows: usize::from(inner.height),
        playhead: now,
        known: now,
        selected: hand
            .offer()
            .map_or(crate::base::ThreadId(0), |offer| offer.thread),
        mark: None,
    };
    let timeline = Timeline::project(trace, &frame);
    draw_rows(canvas, inner, label, &timeline);
    let rows = timeline.rows.len() as u16;
    if rows < inner.height {
        let axis = Area::new(inner.x, inner.y + rows, inner.width, 1);
        draw_cells(canvas, axis, label, &timeline.axis);
    }
}
