//! Owns the rule that prose states no number that nobody has checked: finding the numbers in Markdown
//! that are neither computed nor proved. Owns no proof.

use std::ops::Range;

/// Words after which a number names something instead of measuring it.
const NAMED: &[&str] = &["python", "cpython", "lesson", "lessons", "pep", "core"];

/// Byte ranges of the numbers in a Markdown text that stand outside code and outside `{{…}}`.
pub(super) fn bare_numbers(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut fenced = false;
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        if line.trim_start().starts_with("```") {
            fenced = !fenced;
        } else if !fenced {
            in_line(line, start, &mut found);
        }
        start += line.len();
    }
    found
}

fn in_line(line: &str, start: usize, found: &mut Vec<Range<usize>>) {
    let bytes = line.as_bytes();
    let mut at = list_marker(line);
    while at < bytes.len() {
        match bytes[at] {
            b'`' => at = past(line, at, "`"),
            b'{' if line[at..].starts_with("{{") => at = past(line, at, "}}"),
            b'0'..=b'9' => {
                let end = number_end(bytes, at);
                if !is_name(&line[..at]) {
                    found.push(start + at..start + end);
                }
                at = end;
            }
            _ => at += 1,
        }
    }
}

/// Length of `12. ` at the beginning of an item of an ordered list.
fn list_marker(line: &str) -> usize {
    let indent = line.len() - line.trim_start().len();
    let digits = line[indent..]
        .bytes()
        .take_while(u8::is_ascii_digit)
        .count();
    let after = &line[indent + digits..];
    if digits > 0 && (after.starts_with(". ") || after.starts_with(") ")) {
        indent + digits
    } else {
        0
    }
}

fn past(line: &str, at: usize, close: &str) -> usize {
    let inside = at + 1;
    line[inside..]
        .find(close)
        .map_or(line.len(), |found| inside + found + close.len())
}

fn number_end(bytes: &[u8], at: usize) -> usize {
    let mut end = at;
    while end < bytes.len() {
        let digit_follows = bytes.get(end + 1).is_some_and(u8::is_ascii_digit);
        match bytes[end] {
            b'0'..=b'9' => {}
            b'.' | b',' if digit_follows => {}
            _ => break,
        }
        end += 1;
    }
    end
}

/// Whether a number after this text is part of a name: `M7`, `CPython 3.14`, `Lesson 2`.
fn is_name(before: &str) -> bool {
    if before.ends_with(|c: char| c.is_alphanumeric() || c == '_') {
        return true;
    }
    let word: Vec<&str> = before.split_whitespace().rev().take(1).collect();
    before.ends_with(' ')
        && word.first().is_some_and(|w| {
            NAMED.contains(&w.trim_matches(['*', '(', '“', '"']).to_lowercase().as_str())
        })
}

#[cfg(test)]
mod tests {
    use super::bare_numbers;

    fn check(text: &str, expected: &[&str]) {
        let found: Vec<&str> = bare_numbers(text).into_iter().map(|r| &text[r]).collect();
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn measurements_are_found_and_names_are_not() {
        check("It took 80 ms, not 1,000.5 ms.", &["80", "1,000.5"]);
        check(
            "M7 holds in CPython 3.14, see Lesson 2 on *core* 1 (lesson 3).",
            &[],
        );
        check("`n = 5` and {{80 ms ~ one.makespan ± 5%}}, but 7", &["7"]);
        check("1. one\n2. two of 3\n", &["3"]);
        check("```py\nx = 5\n```\nthen 6\n", &["6"]);
    }
}
