//! Owns the output pane: what the program has printed until a moment.

use crate::base::VirtualTime;
use crate::trace::Trace;

use super::role::Role;
use super::text::Line;

/// Pieces of output looked at, from the end: a program may print for ever.
const PIECES: usize = 2_000;

/// The last `rows` lines printed before or at `until`.
pub fn output(trace: &Trace, until: VirtualTime, width: usize, rows: usize) -> Vec<Line> {
    let pieces: Vec<_> = trace
        .output()
        .take_while(|(at, ..)| *at <= until)
        .map(|(_, _, stream, text)| (stream, text))
        .collect();
    let mut lines = vec![Line::new()];
    for (stream, text) in &pieces[pieces.len().saturating_sub(PIECES)..] {
        let role = if *stream == 1 {
            Role::Text
        } else {
            Role::Error
        };
        for (index, part) in text.split('\n').enumerate() {
            if index > 0 {
                lines.push(Line::new());
            }
            let last = lines.len() - 1;
            lines[last].extend(Line::of(part, role));
        }
    }
    if lines.last().is_some_and(|line| line.width() == 0) {
        lines.pop();
    }
    let from = lines.len().saturating_sub(rows);
    lines.drain(..from);
    lines.into_iter().map(|line| line.cut(width)).collect()
}
