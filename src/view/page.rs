//! Owns how a lesson's blocks become lines of a given width. Owns no words: they are the lesson's.

use crate::lesson::{Block, Inline, Runs};

use super::role::{Attrs, Role};
use super::text::Line;

/// Blocks, one empty line between them; numbers as these runs have them.
pub fn page(blocks: &[Block], runs: &dyn Runs, width: usize) -> Vec<Line> {
    let mut lines = Vec::new();
    for block in blocks {
        if !lines.is_empty() {
            lines.push(Line::new());
        }
        push_block(block, runs, width, &mut lines);
    }
    lines
}

fn push_block(block: &Block, runs: &dyn Runs, width: usize, lines: &mut Vec<Line>) {
    match block {
        Block::Heading { text, .. } => {
            let mut line = Line::new();
            for piece in inline(text, runs).pieces {
                line.push(&piece.text, Role::Heading, Attrs::BOLD);
            }
            lines.extend(line.wrap(width, 0));
        }
        Block::Paragraph(text) => lines.extend(inline(text, runs).wrap(width, 0)),
        Block::Quote(text) => push_barred(text, runs, width, Role::Muted, lines),
        Block::Note(text) => push_barred(text, runs, width, Role::Heading, lines),
        Block::List { first, items } => {
            for (index, item) in items.iter().enumerate() {
                let bullet = match first {
                    Some(first) => format!("{}. ", first + index as u64),
                    None => "• ".to_owned(),
                };
                let mut line = Line::of(&bullet, Role::Muted);
                let indent = line.width();
                line.extend(inline(item, runs));
                lines.extend(line.wrap(width, indent));
            }
        }
        Block::Code { text, .. } => {
            lines.extend(text.lines().map(|code| {
                Line::of("  ", Role::Text)
                    .with(code, Role::CodeText)
                    .cut(width)
            }));
        }
        Block::Table { head, rows } => push_table(head, rows, runs, width, lines),
    }
}

/// A paragraph with a bar at its left.
fn push_barred(text: &[Inline], runs: &dyn Runs, width: usize, bar: Role, lines: &mut Vec<Line>) {
    for line in inline(text, runs).wrap(width.saturating_sub(2).max(1), 0) {
        let mut barred = Line::of("│ ", bar);
        barred.extend(line);
        lines.push(barred);
    }
}

fn push_table(
    head: &[Vec<Inline>],
    rows: &[Vec<Vec<Inline>>],
    runs: &dyn Runs,
    width: usize,
    lines: &mut Vec<Line>,
) {
    let cells =
        |row: &[Vec<Inline>]| -> Vec<Line> { row.iter().map(|c| inline(c, runs)).collect() };
    let heading: Vec<Line> = cells(head)
        .into_iter()
        .map(|line| line.emphasised(Attrs::BOLD))
        .collect();
    let body: Vec<Vec<Line>> = rows.iter().map(|row| cells(row)).collect();
    lines.extend(table(&heading, &body, width));
}

/// Columns as wide as their widest cell, a rule below the head.
pub fn table(head: &[Line], rows: &[Vec<Line>], width: usize) -> Vec<Line> {
    let mut widths: Vec<usize> = head.iter().map(Line::width).collect();
    for row in rows {
        for (at, cell) in row.iter().enumerate() {
            match widths.get_mut(at) {
                Some(wide) => *wide = (*wide).max(cell.width()),
                None => widths.push(cell.width()),
            }
        }
    }
    let line_of = |row: &[Line]| {
        let mut line = Line::new();
        let mut end = 0;
        for (at, cell) in row.iter().enumerate() {
            line.pad_to(end);
            line.extend(cell.clone());
            end += widths[at] + 2;
        }
        line.cut(width)
    };
    let mut lines = vec![line_of(head)];
    let rule = (widths.iter().sum::<usize>() + 2 * widths.len().saturating_sub(1)).min(width);
    lines.push(Line::of(&"─".repeat(rule), Role::Frame));
    lines.extend(rows.iter().map(|row| line_of(row)));
    lines
}

/// A sentence that is no Markdown but for names between backticks, as one line, to be wrapped.
pub fn ticked(text: &str, role: Role) -> Line {
    let mut line = Line::new();
    for (at, part) in text.split('`').enumerate() {
        let role = if at % 2 == 1 { Role::CodeName } else { role };
        line.push(part, role, Attrs::NONE);
    }
    line
}

/// A run of inline elements as one line, to be wrapped.
pub fn inline(text: &[Inline], runs: &dyn Runs) -> Line {
    let mut line = Line::new();
    for element in text {
        match element {
            Inline::Text(text) => line.push(text, Role::Text, Attrs::NONE),
            Inline::Strong(text) => line.push(text, Role::Strong, Attrs::BOLD),
            Inline::Emphasis(text) => line.push(text, Role::Strong, Attrs::UNDERLINE),
            Inline::Code(text) => line.push(text, Role::CodeName, Attrs::NONE),
            Inline::Number(number) => line.push(&number.text(runs), Role::Strong, Attrs::BOLD),
        }
    }
    line
}
