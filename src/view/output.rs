//! Owns the output pane: what the program has printed until a moment.

use crate::base::VirtualTime;
use crate::trace::Trace;

use super::role::Role;
use super::text::Line;

/// Pieces of output looked at, from the end: a program may print for ever.
const PIECES: usize = 2_000;

/// The last `rows` lines printed before or at `until`, broken where they are too long.
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
    last(&mut lines, rows);
    let mut lines = fitted(&lines, width);
    last(&mut lines, rows);
    lines
}

/// A text of several lines, broken where they are too long.
pub fn message(text: &str, role: Role, width: usize) -> Vec<Line> {
    let lines: Vec<Line> = text.lines().map(|line| Line::of(line, role)).collect();
    fitted(&lines, width)
}

/// What to do about an import of what is neither the program's own nor of Python's library, when that is
/// what a run's last words on standard error are about.
pub fn foreign_module_hint(errors: &str, file: &str) -> Option<String> {
    let name = errors
        .trim_end()
        .lines()
        .next_back()?
        .strip_prefix("ModuleNotFoundError: No module named '")?
        .strip_suffix('\'')?;
    Some(format!(
        "'{name}' is neither a module of Python's library nor a file beside the program: gilscope's own Python has \
         nothing else, whatever is installed. `gilscope real --python PATH {file}` runs the program under a \
         Python of yours, too, with all that is installed there."
    ))
}

fn last(lines: &mut Vec<Line>, rows: usize) {
    let from = lines.len().saturating_sub(rows);
    lines.drain(..from);
}

/// Long lines are broken, for what matters often stands last: the message of an exception. But code over
/// carets is cut, and so are the carets, which would point elsewhere otherwise.
fn fitted(lines: &[Line], width: usize) -> Vec<Line> {
    let pointed = |at: usize| lines.get(at).is_some_and(is_carets);
    let mut out = Vec::new();
    for (at, line) in lines.iter().enumerate() {
        if pointed(at) || pointed(at + 1) {
            out.push(line.clone().cut(width));
        } else {
            out.extend(line.wrap(width, 2));
        }
    }
    out
}

fn is_carets(line: &Line) -> bool {
    let text = line.text();
    text.contains('^') && text.chars().all(|c| matches!(c, ' ' | '~' | '^'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(lines: &[Line]) -> Vec<String> {
        lines.iter().map(Line::text).collect()
    }

    #[test]
    fn the_end_of_a_long_message_can_be_read() {
        let lines = message(
            "ModuleNotFoundError: No module named 'numpy'",
            Role::Error,
            30,
        );
        assert_eq!(
            texts(&lines),
            ["ModuleNotFoundError: No module", "  named 'numpy'"]
        );
    }

    #[test]
    fn carets_stay_below_what_they_point_at() {
        let text = "p.py:5:9: not here\n    m = collections.ChainMap({}, {})\n        ^^^^^^^^^^^^^^^^^^^^\nhelp: leave it out";
        assert_eq!(
            texts(&message(text, Role::Warning, 20)),
            [
                "p.py:5:9: not here",
                "    m = collections…",
                "        ^^^^^^^^^^^…",
                "help: leave it out",
            ]
        );
    }
}
