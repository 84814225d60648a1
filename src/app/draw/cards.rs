//! Owns the cards on top: all keys, the legend, the list of runtimes; and the list of lessons.

use super::super::interpreters;
use super::super::keys::{Binding, Context, KEYS, Key, key_for, lookup};
use super::super::model::{Card, Model};
use super::super::msg::Action;
use super::super::study::is_over;
use super::canvas::{Canvas, Pane};
use super::course;
use crate::runtime::RUNTIMES;
use crate::view::{Area, Attrs, Line, Role, inline, lane, limits, text_width};

/// The card that is open, as wide as the screen allows.
pub(super) fn pane(model: &Model, card: Card, width: usize) -> Pane {
    let width = width.saturating_sub(4).max(1);
    let (title, lines) = match card {
        Card::Help => (
            "All keys (Esc closes)",
            help(&model.contexts_below(), width),
        ),
        Card::Legend => ("Legend (Esc closes)", legend(width)),
        Card::Limits => (
            "What the model leaves out (Esc closes)",
            limits(width.min(96)),
        ),
        Card::Runtimes { cursor } => ("Run it under …", runtimes(cursor, width)),
        Card::Glossary => ("Glossary (Esc closes)", course::glossary(model, width)),
        Card::Map => ("The course (Esc closes)", course::map(model, width)),
        Card::Reset => ("Forget it?", course::reset(model, width)),
        Card::Interpreters { cursor } => (
            "Your own Python: which one?",
            interpreters::list(model, cursor, width),
        ),
        Card::Consent { cursor } => (
            "Run your own Python?",
            interpreters::question(model, cursor, width.min(76)),
        ),
    };
    Pane {
        title: Line::new().with_attrs(title, Role::Heading, Attrs::BOLD),
        lines,
        scroll: model.card_scroll as isize,
        focused: true,
        more: key_for(&[Context::Card], Action::TextDown),
        ..Pane::default()
    }
}

fn legend(width: usize) -> Vec<Line> {
    lane::legend()
        .into_iter()
        .flat_map(|(line, indent)| line.wrap(width, indent))
        .collect()
}

/// Every key, from the table that binds them: those that work now first. A key that means something else
/// now is listed with what it means.
fn help(now: &[Context], width: usize) -> Vec<Line> {
    let mut lines = Vec::new();
    let others = Context::ALL.iter().filter(|context| !now.contains(context));
    for context in now.iter().chain(others) {
        let works = now.contains(context);
        let bindings: Vec<(&Binding, Vec<Key>)> = KEYS
            .iter()
            .filter(|binding| binding.context == *context)
            .map(|binding| {
                let own = |key: &&Key| !works || lookup(now, **key) == Some(binding.action);
                (binding, binding.keys.iter().filter(own).copied().collect())
            })
            .filter(|(_, keys)| !Vec::is_empty(keys))
            .collect();
        if bindings.is_empty() {
            continue;
        }
        if !lines.is_empty() {
            lines.push(Line::new());
        }
        let mut heading = Line::new().with_attrs(context.title(), Role::Heading, Attrs::BOLD);
        if !works {
            heading.push(" (not here)", Role::Muted, Attrs::NONE);
        }
        lines.push(heading);
        // A key without words of its own belongs to the one before.
        for group in bindings.chunk_by(|_, (next, _)| next.help.is_empty()) {
            let (first, _) = group[0];
            let keys = keys_of(group);
            let mut line = Line::new().with_attrs(&keys, Role::Key, Attrs::BOLD);
            line.pad_to(text_width(&keys).max(KEYS_WIDTH) + 1);
            line.push(first.help, Role::Text, Attrs::NONE);
            lines.extend(line.wrap(width, KEYS_WIDTH + 1));
        }
    }
    lines
}

/// Columns that the names of the keys have in the list of all keys.
const KEYS_WIDTH: usize = 16;

/// All keys of one binding; of several bindings, from the first to the last.
fn keys_of(group: &[(&Binding, Vec<Key>)]) -> String {
    let names = |(_, keys): &(&Binding, Vec<Key>)| {
        let names: Vec<String> = keys.iter().map(ToString::to_string).collect();
        names.join(" ")
    };
    match group {
        [first, .., last] => format!("{} … {}", names(first), names(last)),
        one => names(&one[0]),
    }
}

fn runtimes(cursor: usize, width: usize) -> Vec<Line> {
    let mut lines = Vec::new();
    for (at, spec) in RUNTIMES.iter().enumerate() {
        let here = at == cursor;
        let attrs = if here {
            Attrs::REVERSE.and(Attrs::BOLD)
        } else {
            Attrs::BOLD
        };
        let role = if here { Role::Selected } else { Role::Strong };
        let mark = if here { "▸ " } else { "  " };
        lines.push(
            Line::new()
                .with(mark, Role::Selected)
                .with_attrs(spec.title, role, attrs)
                .with(&format!("  {}", spec.name), Role::Muted),
        );
        let blurb = Line::of("    ", Role::Text).with(spec.blurb, Role::Text);
        lines.extend(blurb.wrap(width.min(76), 4));
    }
    lines
}

/// The lessons, and what the chosen one is about.
pub(super) fn lessons(canvas: &mut Canvas, area: Area, model: &Model) {
    let lessons = model.library.lessons();
    let about_rows = (area.height / 3).clamp(4, 9).min(area.height);
    let (list, about) = area.split_rows(area.height - about_rows);
    let title = Line::new().with_attrs("Lessons", Role::Heading, Attrs::BOLD);
    let done = lessons
        .iter()
        .filter(|l| model.progress.is_done(&l.name))
        .count();
    let right = Line::of(&format!("{done} of {} done", lessons.len()), Role::Muted);
    let rows: Vec<Line> = lessons
        .iter()
        .enumerate()
        .map(|(at, lesson)| {
            let here = at == model.chosen;
            let attrs = if here {
                Attrs::REVERSE.and(Attrs::BOLD)
            } else {
                Attrs::NONE
            };
            let text_role = if here { Role::Selected } else { Role::Text };
            let mut line = Line::of(if here { "▸ " } else { "  " }, Role::Selected);
            line.extend(course::progress_mark(model, lesson));
            let text = format!(" {:>2}  {} ", lesson.number, lesson.title);
            line.with_attrs(&text, text_role, attrs)
        })
        .collect();
    let pane = Pane {
        title,
        right,
        lines: rows,
        focused: true,
        ..Pane::default()
    };
    canvas.pane(list, &pane);
    let inner = list.inner();
    for (at, y) in (0..lessons.len().min(usize::from(inner.height))).zip(inner.y..) {
        let row = Area::new(inner.x, y, inner.width, 1);
        canvas.target(row, Action::Choose(at as u8));
    }
    canvas.pane(about, &about_pane(model, usize::from(about.inner().width)));
}

fn about_pane(model: &Model, width: usize) -> Pane {
    let mut lines = Vec::new();
    match model.library.lessons().get(model.chosen) {
        Some(lesson) => {
            let none = std::collections::BTreeMap::new();
            lines.extend(inline(&lesson.idea, &none).wrap(width, 0));
            if let Some(kept) = model.progress.of(&lesson.name) {
                let text = if is_over(lesson, kept) {
                    "Done. Enter opens it again, from its beginning.".to_owned()
                } else {
                    format!("You are at: {}. Enter goes on.", kept.beat.name())
                };
                lines.push(Line::of(&text, Role::Muted));
            }
        }
        None => lines.push(Line::of("There are no lessons.", Role::Warning)),
    }
    if let Some(first) = model.library.broken().first() {
        let count = model.library.broken().len();
        let text = format!("{count} problems in lessons, the first: {}", first.message);
        lines.extend(Line::of(&text, Role::Warning).wrap(width, 2));
    }
    Pane {
        title: Line::of("about", Role::Heading),
        right: Line::of("a program of your own: ", Role::Muted)
            .with("gilscope lab FILE.py", Role::Strong),
        lines,
        ..Pane::default()
    }
}
