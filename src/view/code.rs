//! Owns the code pane: the program's lines with their highlighting, and on each line the threads that
//! are there. Owns no text: the program is `session`'s.

use crate::base::{Source, Span, ThreadId};
use crate::session::{StateAt, ThreadAt, TokenClass};
use crate::trace::Lane;

use super::lane;
use super::role::{Attrs, Role};
use super::text::Line;

/// What the pane shows.
#[derive(Clone, Copy, Debug)]
pub struct CodePane<'a> {
    pub source: &'a Source,
    pub classes: &'a [(Span, TokenClass)],
    /// Before the run starts there is nothing to mark.
    pub state: Option<&'a StateAt>,
    pub selected: ThreadId,
    /// Lines away from where the selected thread would have the pane.
    pub scrolled: isize,
}

/// Threads marked on one line; of more only the number is told.
const MARKERS: usize = 6;

impl CodePane<'_> {
    /// The lines around the selected thread's, `rows` of them at most, each `width` columns at most.
    pub fn lines(&self, width: usize, rows: usize) -> Vec<Line> {
        let count = self.line_count();
        let first = self.first_line(rows, count);
        let digits = count.to_string().len().max(2);
        (first..=count)
            .take(rows)
            .map(|number| self.line(number, digits, width))
            .collect()
    }

    /// How many lines there are above and below those that are shown.
    pub fn hidden(&self, rows: usize) -> (usize, usize) {
        let count = self.line_count();
        let above = self.first_line(rows, count) as usize - 1;
        (above, (count as usize).saturating_sub(above + rows))
    }

    /// Lines, without the empty one behind a last line end.
    fn line_count(&self) -> u32 {
        let count = self.source.line_count();
        let last_empty = count > 1 && self.source.line_text(count).is_empty();
        count - u32::from(last_empty)
    }

    /// The selected thread's line is kept a third from the top, so that what comes next is visible.
    fn first_line(&self, rows: usize, count: u32) -> u32 {
        let rows = rows as u32;
        if count <= rows {
            return 1;
        }
        let line = self.current().max(1);
        let last = count - rows + 1;
        let first = line.saturating_sub(rows / 3).clamp(1, last);
        let moved = i64::from(first) + self.scrolled as i64;
        moved.clamp(1, i64::from(last)) as u32
    }

    fn current(&self) -> u32 {
        self.state
            .and_then(|state| state.thread(self.selected))
            .map_or(0, |thread| thread.line)
    }

    /// A thread that has ended is nowhere; its last line only stays in view.
    fn is_current(&self, number: u32) -> bool {
        self.state
            .and_then(|state| state.thread(self.selected))
            .is_some_and(|thread| thread.line == number && shows(thread.lane))
    }

    fn line(&self, number: u32, digits: usize, width: usize) -> Line {
        let current = self.is_current(number);
        let gutter = format!("{number:>digits$}");
        let mut line = if current {
            Line::new().with_attrs(&gutter, Role::CurrentLine, Attrs::REVERSE)
        } else {
            Line::of(&gutter, Role::LineNumber)
        };
        line.push(
            if current { "▸" } else { " " },
            Role::CurrentLine,
            Attrs::NONE,
        );
        let mut code = highlighted(self.source, self.classes, number);
        if current {
            code = code.emphasised(Attrs::BOLD);
        }
        line.extend(code);
        let room = width.saturating_sub(line.width().min(width));
        let markers = self.markers(number, width / 2, room);
        if markers.width() > 0 {
            let left = width.saturating_sub(markers.width() + 1);
            line = line.cut(left);
            line.pad_to(left + 1);
            line.extend(markers);
        }
        line
    }

    /// Who is on this line: in words when there is room, in letters otherwise.
    fn markers(&self, number: u32, most: usize, room: usize) -> Line {
        let here: Vec<&ThreadAt> = self
            .state
            .iter()
            .flat_map(|state| &state.threads)
            .filter(|thread| thread.line == number && shows(thread.lane))
            .collect();
        if here.is_empty() {
            return Line::new();
        }
        let more = here.len().saturating_sub(MARKERS);
        let mut long = Line::new();
        let mut short = Line::new();
        for thread in here.into_iter().take(MARKERS) {
            let arrow = if thread.lane.on_core() { "◀" } else { "◁" };
            let letter = thread.letter;
            let attrs = if thread.id == self.selected {
                Attrs::BOLD
            } else {
                Attrs::NONE
            };
            let role = lane::role(thread.lane);
            if long.width() > 0 {
                long.push(" ", Role::Text, Attrs::NONE);
            }
            long.push(&format!("{arrow} {letter} {}", thread.word), role, attrs);
            short.push(&format!("{arrow}{letter}"), role, attrs);
        }
        if more > 0 {
            short.push(&format!(" +{more}"), Role::Muted, Attrs::NONE);
            return short;
        }
        if long.width() <= room.saturating_sub(1).max(most) {
            long
        } else {
            short
        }
    }
}

/// Whether a thread in this state is anywhere.
const fn shows(lane: Lane) -> bool {
    !matches!(lane, Lane::NotStarted | Lane::Done)
}

/// One line of a program in its colours.
pub fn highlighted(source: &Source, classes: &[(Span, TokenClass)], number: u32) -> Line {
    let text = source.line_text(number);
    let start = text.as_ptr() as usize - source.text.as_ptr() as usize;
    let end = start + text.len();
    let first = classes.partition_point(|(span, _)| (span.end as usize) <= start);
    let mut line = Line::new();
    let mut at = start;
    let piece = |from: usize, to: usize| source.text.get(from..to).unwrap_or("");
    for (span, class) in &classes[first..] {
        let from = (span.start as usize).clamp(at, end);
        let to = (span.end as usize).clamp(from, end);
        if span.start as usize >= end {
            break;
        }
        line.push(piece(at, from), Role::CodeText, Attrs::NONE);
        line.push(piece(from, to), role_of(*class), Attrs::NONE);
        at = to;
    }
    line.push(piece(at, end), Role::CodeText, Attrs::NONE);
    line
}

const fn role_of(class: TokenClass) -> Role {
    match class {
        TokenClass::Keyword => Role::CodeKeyword,
        TokenClass::Builtin => Role::CodeBuiltin,
        TokenClass::Name => Role::CodeName,
        TokenClass::String => Role::CodeString,
        TokenClass::Number => Role::CodeNumber,
        TokenClass::Comment => Role::CodeComment,
        TokenClass::Operator => Role::CodeOperator,
    }
}
