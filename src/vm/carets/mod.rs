//! Owns the source lines of a traceback's entry with their `~~~~^^^` marks (traceback.py:
//! `StackSummary.format_frame_summary`, `_extract_caret_anchors_from_line_segment`).
//! Owns nothing else of a traceback.

mod anchors;

use anchors::{Anchors, Kind};

use crate::bytecode::CodeObject;

/// A place in the shown lines: line and column in characters, from 0.
type Place = (usize, usize);

/// The lines of the instruction, dedented, with the marks under them; empty when there is no source.
pub(super) fn excerpt(code: &CodeObject, instr: usize, line: u32) -> Vec<String> {
    let source = &code.source;
    let Some(span) = code.spans.get(instr).copied() else {
        return Vec::new();
    };
    let last = source.line(span.end).max(line);
    let mut lines: Vec<Vec<char>> = (line..=last)
        .map(|at| source.line_text(at).trim_end().chars().collect())
        .collect();
    if lines.iter().all(|line| line.is_empty()) {
        return Vec::new();
    }
    let margin = dedent(&mut lines);
    let column = |offset| (source.line_column(offset).1 as usize - 1).saturating_sub(margin);
    let excerpt = Excerpt {
        start: column(span.start),
        end: column(span.end).min(lines.last().map_or(0, Vec::len)),
        lines,
    };
    let mut shown = excerpt.shown();
    dedent(&mut shown);
    shown.into_iter().map(String::from_iter).collect()
}

/// Takes away the indentation that all lines share; how much that was.
fn dedent(lines: &mut [Vec<char>]) -> usize {
    let blank = |line: &Vec<char>| line.iter().all(|c| c.is_whitespace());
    let margins = lines
        .iter()
        .filter(|line| !blank(line))
        .map(|line| indent(line));
    let margin = margins.min().unwrap_or(0);
    for line in lines {
        if blank(line) {
            line.clear();
        } else {
            line.drain(..margin);
        }
    }
    margin
}

fn indent(line: &[char]) -> usize {
    line.iter().take_while(|c| c.is_whitespace()).count()
}

struct Excerpt {
    lines: Vec<Vec<char>>,
    /// Column of the instruction's start in the first line and of its end in the last.
    start: usize,
    end: usize,
}

impl Excerpt {
    /// The first line, the last, those around the anchors, and what is left out between them.
    fn shown(&self) -> Vec<Vec<char>> {
        let anchors = anchors::of(&self.segment()).map(|anchors| self.moved(anchors));
        let marked = self.says_something(anchors.as_ref());
        let mut significant = vec![0, self.lines.len() - 1];
        if let Some(anchors) = &anchors {
            for (line, _) in [anchors.from, anchors.to] {
                significant.extend(line.saturating_sub(1)..=line + 1);
            }
        }
        significant.retain(|line| *line < self.lines.len());
        significant.sort_unstable();
        significant.dedup();
        let mut out = Vec::new();
        let mut before = None;
        for line in significant {
            match before.map_or(1, |before| line - before) {
                0 | 1 => {}
                2 => self.put(line - 1, marked, anchors.as_ref(), &mut out),
                more => out.push(format!("...<{} lines>...", more - 1).chars().collect()),
            }
            self.put(line, marked, anchors.as_ref(), &mut out);
            before = Some(line);
        }
        out
    }

    /// The text of the instruction.
    fn segment(&self) -> Vec<Vec<char>> {
        let mut lines = self.lines.clone();
        if let Some(last) = lines.last_mut() {
            last.truncate(self.end);
        }
        let start = self.start.min(lines[0].len());
        lines[0].drain(..start);
        lines
    }

    /// Anchors of the segment as places in the lines.
    fn moved(&self, anchors: Anchors) -> Anchors {
        let moved = |(line, column): Place| match line {
            0 => (0, column + self.start),
            _ => (line, column),
        };
        Anchors {
            from: moved(anchors.from),
            to: moved(anchors.to),
            ..anchors
        }
    }

    /// Whether marks tell more than the lines do: not where the whole of them is meant, nor in
    /// `return f(…)` and `name = f(…)` (traceback.py: `_should_show_carets`).
    fn says_something(&self, anchors: Option<&Anchors>) -> bool {
        let before: String = self.lines[0][..self.start.min(self.lines[0].len())]
            .iter()
            .collect();
        let at_end = self.lines.last().is_none_or(|line| line.len() == self.end);
        let Some(anchors) = anchors else {
            return !at_end || !before.trim().is_empty();
        };
        if anchors.kind == Kind::BinaryOrSubscript || !at_end {
            return true;
        }
        if before == "return " {
            return anchors.kind != Kind::CallOfName;
        }
        let target = before.trim_end().strip_suffix('=').map(str::trim_end);
        !target.is_some_and(|name| name.chars().all(|c| c.is_alphanumeric() || c == '_'))
    }

    fn put(&self, line: usize, marked: bool, anchors: Option<&Anchors>, out: &mut Vec<Vec<char>>) {
        let text = &self.lines[line];
        out.push(text.clone());
        if !marked {
            return;
        }
        let last = line + 1 == self.lines.len();
        let end = if last { self.end } else { text.len() };
        let indent = indent(text);
        let mark = |column: usize| {
            let here = (line, column);
            if column < indent || (line == 0 && column < self.start) {
                ' '
            } else if anchors.is_none_or(|anchors| anchors.from <= here && here < anchors.to) {
                '^'
            } else {
                '~'
            }
        };
        out.push((0..end).map(mark).collect());
    }
}
