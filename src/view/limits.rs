//! Owns the page about what the model leaves out: the README's section, so that it is written down once.

use super::role::{Attrs, Role};
use super::text::Line;

const README: &str = include_str!("../../README.md");
const HEADING: &str = "## Known limits\n";

/// The section as it stands in the README, without its heading.
pub fn limits_text() -> &'static str {
    let behind = README.split_once(HEADING).map_or("", |(_, behind)| behind);
    behind.split("\n## ").next().unwrap_or("").trim()
}

/// The section in lines of at most this width.
pub fn limits(width: usize) -> Vec<Line> {
    let mut lines = Vec::new();
    for paragraph in paragraphs() {
        if !lines.is_empty() {
            lines.push(Line::new());
        }
        let (indent, text) = match paragraph.strip_prefix("- ") {
            Some(item) => (2, item),
            None => (0, paragraph.as_str()),
        };
        let mut line = Line::new();
        if indent > 0 {
            line.push("• ", Role::Muted, Attrs::NONE);
        }
        for (at, part) in text.split('`').enumerate() {
            let role = if at % 2 == 1 {
                Role::CodeText
            } else {
                Role::Text
            };
            line.push(part, role, Attrs::NONE);
        }
        lines.extend(line.wrap(width, indent));
    }
    lines
}

/// Items and paragraphs, each in one line.
fn paragraphs() -> Vec<String> {
    let mut all: Vec<String> = Vec::new();
    let mut open = false;
    for line in limits_text().lines() {
        if line.trim().is_empty() {
            open = false;
        } else if line.starts_with("- ") || !open {
            all.push(line.to_owned());
            open = true;
        } else if let Some(last) = all.last_mut() {
            last.push(' ');
            last.push_str(line.trim());
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_readmes_limits_fit_any_screen() {
        assert!(
            limits_text().starts_with("What the model leaves out"),
            "{}",
            limits_text()
        );
        for width in [20, 60, 116] {
            let lines = limits(width);
            assert!(lines.len() > 15);
            assert!(lines.iter().all(|line| line.width() <= width));
        }
        let text: String = limits(76).iter().map(Line::text).collect();
        assert!(
            text.contains("one machine") && !text.contains('`'),
            "{text}"
        );
    }
}
