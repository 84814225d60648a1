//! Owns the inspector: one thread's state in words, its call stack, its variables and the bytecode
//! around the instruction it executes next.

use crate::bytecode::{Check, listed, row};
use crate::session::{FrameView, ThreadAt};

use super::lane;
use super::role::{Attrs, Role};
use super::text::Line;

/// Instructions shown before and after the next one.
const AROUND: usize = 4;

/// The selected thread in `width` columns. `max_variables` keeps the bytecode in sight.
pub fn inspector(thread: &ThreadAt, width: usize, rows: usize) -> Vec<Line> {
    let mut lines = vec![headline(thread)];
    let learner: Vec<&FrameView> = thread
        .frames
        .iter()
        .filter(|f| !f.code.flags.library)
        .collect();
    let hidden = thread.frames.len() - learner.len();
    match (learner.first(), thread.frames.first()) {
        (None, None) => lines.push(Line::of("no Python frame", Role::Muted)),
        (None, Some(library)) => lines.push(stack_line(library, true)),
        (Some(_), _) => {
            for (depth, frame) in learner.iter().enumerate().take(4) {
                lines.push(stack_line(frame, depth == 0));
            }
            let more = learner.len().saturating_sub(4);
            if more > 0 {
                lines.push(Line::of(&format!("  … {more} more calls"), Role::Muted));
            }
        }
    }
    if hidden > 0 && !learner.is_empty() {
        let text = format!("  inside the library: {} deep", hidden);
        lines.push(Line::of(&text, Role::Muted));
    }
    if let Some(frame) = learner.first().copied().or(thread.frames.first()) {
        let left = rows.saturating_sub(lines.len() + 2);
        let for_code = (2 * AROUND + 1).min(left.div_ceil(2).max(3));
        variables(frame, left.saturating_sub(for_code), &mut lines);
        bytecode(frame, rows.saturating_sub(lines.len()), &mut lines);
    }
    lines.into_iter().map(|line| line.cut(width)).collect()
}

fn headline(thread: &ThreadAt) -> Line {
    Line::new()
        .with_attrs(&thread.letter.to_string(), Role::Strong, Attrs::BOLD)
        .with(&format!(" {} ", thread.name), Role::Strong)
        .with(
            &lane::glyph(thread.lane).to_string(),
            lane::role(thread.lane),
        )
        .with(
            &format!(" {} since {}", thread.word, thread.since),
            lane::role(thread.lane),
        )
}

fn stack_line(frame: &FrameView, innermost: bool) -> Line {
    let arrow = if innermost { "▸ " } else { "  " };
    Line::of(arrow, Role::CurrentLine)
        .with(&format!("{}()", frame.code.qualname), Role::CodeName)
        .with(&format!("  line {}", frame.line), Role::Muted)
}

fn variables(frame: &FrameView, most: usize, lines: &mut Vec<Line>) {
    if frame.locals.is_empty() || most == 0 {
        return;
    }
    let shown = if frame.locals.len() > most {
        most - 1
    } else {
        frame.locals.len()
    };
    for (name, value) in frame.locals.iter().take(shown) {
        lines.push(
            Line::of(&format!("  {name}"), Role::CodeName)
                .with(" = ", Role::CodeOperator)
                .with(value, Role::CodeText),
        );
    }
    let more = frame.locals.len() - shown;
    if more > 0 {
        lines.push(Line::of(&format!("  … {more} more variables"), Role::Muted));
    }
}

fn bytecode(frame: &FrameView, rows: usize, lines: &mut Vec<Line>) {
    let code = &frame.code;
    let listed: Vec<usize> = (0..code.instrs.len())
        .filter(|at| listed(code, *at))
        .collect();
    let next = listed.partition_point(|at| *at < frame.next as usize);
    let rows = rows.saturating_sub(1);
    if rows == 0 || listed.is_empty() {
        return;
    }
    let shown = rows.min(2 * AROUND + 1).min(listed.len());
    let first = next.saturating_sub(shown / 2).min(listed.len() - shown);
    for (place, index) in listed.iter().enumerate().skip(first).take(shown) {
        let Some(row) = row(code, *index) else {
            continue;
        };
        let text = format!(
            "{} {:>4} {}{:<20} {}",
            if place == next { "▸" } else { " " },
            index,
            row.check.mark(),
            row.name,
            row.text
        );
        let (role, attrs) = if place == next {
            (Role::CurrentLine, Attrs::BOLD)
        } else {
            (Role::CodeText, Attrs::NONE)
        };
        lines.push(Line::new().with_attrs(text.trim_end(), role, attrs));
    }
    lines.push(Line::of(&format!("  {}", Check::LEGEND), Role::Muted));
}
