//! Owns the format `svg`: a still of the lanes for slides and pages, from the same projection as the screen.
//! It stands alone (no script, no font, no picture of elsewhere), its text is text, and it follows the
//! reader's light or dark scheme where the reader has one.

use std::fmt::Write as _;
use std::io::{self, Write};

use super::{Format, Run};
use crate::base::{ThreadId, VirtualDuration, VirtualTime};
use crate::trace::{Lane, Window};
use crate::view::{Cell, Frame, Role, Row, Subject, Timeline, lane, ticks};

pub(super) const FORMAT: Format = Format {
    name: "svg",
    about: "a still of the lanes, for slides and pages",
    write,
};

/// In pixels; a viewer scales the whole.
const WIDTH: usize = 1280;
const MARGIN: usize = 24;
const LABELS: usize = 170;
const LANES: usize = WIDTH - 2 * MARGIN - LABELS;
/// Columns of the projection, each so many pixels wide.
const COLUMNS: usize = LANES / COLUMN;
const COLUMN: usize = 2;
const ROW: usize = 30;
/// The middle of the first row.
const FIRST: usize = 88;
/// More rows than this nobody can read on a slide.
const MOST_ROWS: usize = 24;
/// Of a letter of the size that lanes are labelled in.
const LETTER: usize = 8;
/// Between two labels of the axis, in lanes' widths: the screen's own ticks, for a screen so wide.
const AXIS_COLUMNS: usize = 110;

/// How a state is drawn: its height, and its colour on a light and on a dark page.
struct Ink {
    role: Role,
    height: usize,
    light: &'static str,
    dark: &'static str,
}

const fn ink(role: Role, height: usize, light: &'static str, dark: &'static str) -> Ink {
    Ink {
        role,
        height,
        light,
        dark,
    }
}

/// After Okabe and Ito. What is on a core is high, what waits is low, so that a print in grey says the same.
const INKS: &[Ink] = &[
    ink(Role::Running, 22, "#009e73", "#1fbf92"),
    ink(Role::NativeFree, 22, "#56b4e9", "#56b4e9"),
    ink(Role::NativeHolding, 22, "#a0306f", "#d668a8"),
    ink(Role::IoHolding, 16, "#5b2a86", "#b58bd6"),
    ink(Role::WantsGil, 12, "#e69f00", "#f0b429"),
    ink(Role::Switching, 12, "#8c6d1f", "#c9a544"),
    ink(Role::Runnable, 12, "#b9a600", "#f0e442"),
    ink(Role::HoldsNoCore, 16, "#b9a600", "#f0e442"),
    ink(Role::BlockedLock, 8, "#d55e00", "#ff8c42"),
    ink(Role::Io, 4, "#0072b2", "#4aa3df"),
    ink(Role::Sleeping, 4, "#7a8794", "#8d9aa8"),
    ink(Role::Joining, 4, "#b4bcc4", "#5d6975"),
    ink(Role::Stopped, 8, "#7a3b3b", "#c27a7a"),
    ink(Role::OnCore, 22, "#3f8f78", "#4fae95"),
    ink(Role::Asleep, 4, "#98a2ab", "#77828c"),
    ink(Role::Done, 1, "#b4bcc4", "#5d6975"),
    ink(Role::Held, 10, "#5b5fc7", "#8f93f0"),
];

/// What is written over lanes, and its words.
const MARKS: &[(Role, &str, &str)] = &[
    (Role::DropRequest, "▲", "asked to let go"),
    (Role::GiveUp, "▼", "let go"),
    (Role::Wake, "↑↓", "woken by"),
];

fn ink_of(role: Role) -> Option<&'static Ink> {
    INKS.iter().find(|ink| ink.role == role)
}

fn write(run: &Run<'_>, out: &mut dyn Write) -> io::Result<()> {
    let end = run.trace.end().max(VirtualTime(1));
    let window = Window::new(VirtualTime::ZERO, end);
    let frame = Frame {
        window,
        columns: COLUMNS,
        rows: MOST_ROWS + 1,
        playhead: VirtualTime::NEVER,
        known: end,
        selected: ThreadId(u32::MAX),
        mark: None,
    };
    let timeline = Timeline::project(run.trace, &frame);
    let bottom = FIRST + timeline.rows.len() * ROW;
    let legend = legend(&timeline);
    let height = bottom + 62 + legend.rows * 24;
    let mut text = String::new();
    head(&mut text, run, height);
    axis(&mut text, window, bottom);
    for (at, row) in timeline.rows.iter().enumerate() {
        draw_row(&mut text, row, FIRST + at * ROW);
    }
    let _ = write!(
        text,
        "<g transform=\"translate({MARGIN} {})\">{}</g>\n</svg>\n",
        bottom + 52,
        legend.text
    );
    out.write_all(text.as_bytes())
}

fn head(text: &mut String, run: &Run<'_>, height: usize) {
    let title = escaped(&format!("{} under {}", run.program, run.runtime));
    let cores = run.trace.core_count();
    let plural = if cores == 1 { "" } else { "s" };
    let length = VirtualDuration(run.trace.end().nanos());
    let clock = run.seed.map_or("real", |_| "virtual");
    let origin = run.origin();
    let note = format!("{cores} core{plural} · {origin} · {length} of {clock} time");
    let _ = write!(
        text,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {height}\" \
         width=\"{WIDTH}\" height=\"{height}\" role=\"img\" \
         font-family=\"system-ui, 'Segoe UI', 'DejaVu Sans', sans-serif\">\n\
         <title>{title}</title>\n<style>\n{}</style>\n\
         <rect class=\"page\" width=\"100%\" height=\"100%\"/>\n\
         <text class=\"title\" x=\"{MARGIN}\" y=\"36\">{title}</text>\n\
         <text class=\"note\" x=\"{MARGIN}\" y=\"60\">{}</text>\n",
        style(),
        escaped(&note)
    );
}

/// Colours are written out twice: programs that make slides know no variables.
fn style() -> String {
    let mut css = String::from(
        ".page{fill:#ffffff}.title{font-size:22px;font-weight:600;fill:#1b1f24}\
         .note,.tick{font-size:15px;fill:#57606a}.label{font-size:16px;fill:#1b1f24}\
         .word{font-size:14px;fill:#1b1f24;stroke:#ffffff;stroke-width:3px;paint-order:stroke}\
         .on{font-size:14px;font-weight:600;fill:#ffffff}.line{stroke:#d8dee4;stroke-width:1}\
         .mark{font-size:13px;fill:#1b1f24}.DropRequest{fill:#b35900}.mixed{opacity:.55}\n",
    );
    let mut dark = String::from(
        ".page{fill:#0d1117}.title,.label,.mark{fill:#e6edf3}.note,.tick{fill:#9da7b3}\
         .word{fill:#e6edf3;stroke:#0d1117}.on{fill:#0d1117}.line{stroke:#30363d}\
         .DropRequest{fill:#f0b429}",
    );
    for ink in INKS {
        let _ = write!(css, ".{:?}{{fill:{}}}", ink.role, ink.light);
        let _ = write!(dark, ".{:?}{{fill:{}}}", ink.role, ink.dark);
    }
    let _ = write!(css, "\n@media (prefers-color-scheme:dark){{{dark}}}\n");
    css
}

fn axis(text: &mut String, window: Window, bottom: usize) {
    let left = MARGIN + LABELS;
    let top = FIRST - ROW / 2;
    for tick in ticks(window, AXIS_COLUMNS) {
        let x = left + tick.column * LANES / AXIS_COLUMNS;
        let _ = writeln!(
            text,
            "<path class=\"line\" d=\"M{x} {top}V{}\"/><text class=\"tick\" x=\"{x}\" y=\"{}\">{}</text>",
            bottom - ROW / 2 + 4,
            bottom + 8,
            escaped(&tick.label)
        );
    }
}

/// A stretch of a lane that looks the same: its cells, and what was written over their beginning.
struct Stretch {
    from: usize,
    to: usize,
    role: Role,
    mixed: bool,
    letter: Option<char>,
}

fn draw_row(text: &mut String, row: &Row, middle: usize) {
    let label: String = row.label.text();
    let _ = write!(
        text,
        "<text class=\"label\" x=\"{MARGIN}\" y=\"{}\">{}</text>",
        middle + 5,
        escaped(&label)
    );
    for stretch in stretches(row) {
        let x = MARGIN + LABELS + stretch.from * COLUMN;
        let wide = (stretch.to - stretch.from) * COLUMN;
        draw_stretch(text, &stretch, (x, middle), wide);
    }
    for (at, cell) in row.cells.iter().enumerate() {
        if is_mark(cell.role) {
            let x = MARGIN + LABELS + at * COLUMN;
            let (y, glyph) = (middle - 3, escaped(&cell.ch.to_string()));
            let _ = write!(
                text,
                "<text class=\"mark {:?}\" x=\"{x}\" y=\"{y}\" text-anchor=\"middle\">{glyph}</text>",
                cell.role
            );
        }
    }
    text.push('\n');
}

fn draw_stretch(text: &mut String, stretch: &Stretch, (x, middle): (usize, usize), wide: usize) {
    let Some(ink) = ink_of(stretch.role) else {
        return;
    };
    let (role, height) = (stretch.role, ink.height);
    let y = middle - height / 2;
    let mixed = if stretch.mixed { " mixed" } else { "" };
    let _ = write!(
        text,
        "<rect class=\"{role:?}{mixed}\" x=\"{x}\" y=\"{y}\" width=\"{wide}\" height=\"{height}\"/>"
    );
    let word = match stretch.letter {
        Some(letter) => letter.to_string(),
        None if stretch.mixed || matches!(role, Role::Running | Role::Done) => return,
        None => lane_of(role).map_or_else(String::new, |lane| lane.word().to_owned()),
    };
    if word.is_empty() || wide < (word.chars().count() + 1) * LETTER {
        return;
    }
    let class = if height >= 16 { "on" } else { "word" };
    // A letter stands where its stretch begins, a word in the middle.
    let (at, anchor) = match stretch.letter {
        Some(_) => (x + 4, "start"),
        None => (x + wide / 2, "middle"),
    };
    let _ = write!(
        text,
        "<text class=\"{class}\" x=\"{at}\" y=\"{}\" text-anchor=\"{anchor}\">{}</text>",
        middle + 5,
        escaped(&word)
    );
}

/// What is written over a lane and is no part of it.
fn is_mark(role: Role) -> bool {
    matches!(role, Role::DropRequest | Role::GiveUp | Role::Wake)
}

fn stretches(row: &Row) -> Vec<Stretch> {
    let is_thread = matches!(row.subject, Subject::Thread(_));
    let mut out: Vec<Stretch> = Vec::new();
    for (at, cell) in row.cells.iter().enumerate() {
        let letter = (!is_thread && begins(cell)).then_some(cell.ch);
        let mixed = cell.ch == lane::MIXED;
        match out.last_mut() {
            Some(last) if is_mark(cell.role) => last.to = at + 1,
            Some(last) if letter.is_none() && last.role == cell.role && last.mixed == mixed => {
                last.to = at + 1;
            }
            _ => out.push(Stretch {
                from: at,
                to: at + 1,
                role: cell.role,
                mixed,
                letter,
            }),
        }
    }
    out
}

/// Whether a stretch of another owner begins here, with its letter.
fn begins(cell: &Cell) -> bool {
    cell.ch.is_alphanumeric()
}

fn lane_of(role: Role) -> Option<Lane> {
    Lane::ALL
        .iter()
        .copied()
        .find(|lane| lane::role(*lane) == role)
}

struct Legend {
    text: String,
    rows: usize,
}

/// The states that are in the picture, with their words.
fn legend(timeline: &Timeline) -> Legend {
    let threads = timeline
        .rows
        .iter()
        .filter(|row| matches!(row.subject, Subject::Thread(_)));
    let used: Vec<Role> = threads
        .flat_map(|row| row.cells.iter().map(|cell| cell.role))
        .collect();
    let mut text = String::new();
    let (mut x, mut row) = (0usize, 0usize);
    for state in Lane::ALL.iter().copied() {
        let role = lane::role(state);
        let Some(ink) = ink_of(role).filter(|_| used.contains(&role)) else {
            continue;
        };
        let wide = 44 + state.word().chars().count() * LETTER;
        if x + wide > WIDTH - 2 * MARGIN {
            (x, row) = (0, row + 1);
        }
        let (y, height) = (row * 24, ink.height);
        let _ = write!(
            text,
            "<rect class=\"{role:?}\" x=\"{x}\" y=\"{}\" width=\"22\" height=\"{height}\"/>\
             <text class=\"note\" x=\"{}\" y=\"{}\">{}</text>",
            (y + 12).saturating_sub(height / 2),
            x + 28,
            y + 17,
            escaped(state.word())
        );
        x += wide;
    }
    for (role, glyph, words) in MARKS {
        let cells = timeline.rows.iter().flat_map(|row| &row.cells);
        if cells.clone().any(|cell| cell.role == *role) {
            let wide = 34 + words.chars().count() * LETTER;
            if x + wide > WIDTH - 2 * MARGIN {
                (x, row) = (0, row + 1);
            }
            let y = row * 24 + 17;
            let _ = write!(
                text,
                "<text class=\"mark {role:?}\" x=\"{x}\" y=\"{y}\">{glyph}</text>\
                 <text class=\"note\" x=\"{}\" y=\"{y}\">{words}</text>",
                x + 18,
            );
            x += wide;
        }
    }
    Legend {
        text,
        rows: row + 1,
    }
}

fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            // XML has no way to write most control characters.
            c if c.is_control() => out.push('\u{fffd}'),
            c => out.push(c),
        }
    }
    out
}
