//! Owns styled text: pieces with a role, lines of them, cutting and wrapping by the width a terminal
//! gives each character. Owns no place on the screen.

use unicode_width::UnicodeWidthChar;

use super::role::{Attrs, Role};

/// A piece of text with one meaning.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Piece {
    pub text: String,
    pub role: Role,
    pub attrs: Attrs,
}

/// One line of pieces. Tabs are spread and control characters replaced when a piece is added, so the
/// width of a line is what a terminal shows.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Line {
    pub pieces: Vec<Piece>,
}

/// How many columns a character takes: 0, 1 or 2.
pub fn char_width(c: char) -> usize {
    c.width().unwrap_or(0)
}

/// How many columns a text takes.
pub fn text_width(text: &str) -> usize {
    text.chars().map(char_width).sum()
}

impl Line {
    pub fn new() -> Self {
        Self::default()
    }

    /// A line of one piece.
    pub fn of(text: &str, role: Role) -> Self {
        Self::new().with(text, role)
    }

    #[must_use]
    pub fn with(mut self, text: &str, role: Role) -> Self {
        self.push(text, role, Attrs::NONE);
        self
    }

    #[must_use]
    pub fn with_attrs(mut self, text: &str, role: Role, attrs: Attrs) -> Self {
        self.push(text, role, attrs);
        self
    }

    pub fn push(&mut self, text: &str, role: Role, attrs: Attrs) {
        let mut column = self.width();
        let mut clean = String::with_capacity(text.len());
        for c in text.chars() {
            match c {
                '\t' => {
                    let spaces = 4 - column % 4;
                    clean.extend(std::iter::repeat_n(' ', spaces));
                    column += spaces;
                }
                // A terminal would obey it: an escape sequence in a program's output must not paint.
                c if c.is_control() => {
                    clean.push('\u{b7}');
                    column += 1;
                }
                c => {
                    clean.push(c);
                    column += char_width(c);
                }
            }
        }
        match self.pieces.last_mut() {
            Some(last) if last.role == role && last.attrs == attrs => last.text.push_str(&clean),
            _ if clean.is_empty() => {}
            _ => self.pieces.push(Piece {
                text: clean,
                role,
                attrs,
            }),
        }
    }

    pub fn extend(&mut self, other: Self) {
        for piece in other.pieces {
            self.push(&piece.text, piece.role, piece.attrs);
        }
    }

    pub fn width(&self) -> usize {
        self.pieces
            .iter()
            .map(|piece| text_width(&piece.text))
            .sum()
    }

    /// The text without its roles.
    pub fn text(&self) -> String {
        self.pieces
            .iter()
            .map(|piece| piece.text.as_str())
            .collect()
    }

    /// Adds spaces up to a width.
    pub fn pad_to(&mut self, width: usize) {
        let have = self.width();
        if have < width {
            self.push(&" ".repeat(width - have), Role::Text, Attrs::NONE);
        }
    }

    /// The line with every piece emphasised.
    #[must_use]
    pub fn emphasised(mut self, attrs: Attrs) -> Self {
        for piece in &mut self.pieces {
            piece.attrs = piece.attrs.and(attrs);
        }
        self
    }

    /// All of it as text of lesser weight.
    #[must_use]
    pub fn muted(mut self) -> Self {
        for piece in &mut self.pieces {
            piece.role = Role::Muted;
        }
        self
    }

    /// At most `width` columns; a cut line ends in `…`.
    #[must_use]
    pub fn cut(self, width: usize) -> Self {
        if self.width() <= width {
            return self;
        }
        let Some(room) = width.checked_sub(1) else {
            return Self::new();
        };
        let mut out = Self::new();
        let mut used = 0;
        let mut last = (Role::Text, Attrs::NONE);
        'pieces: for piece in self.pieces {
            let mut kept = String::new();
            last = (piece.role, piece.attrs);
            for c in piece.text.chars() {
                if used + char_width(c) > room {
                    out.push(&kept, piece.role, piece.attrs);
                    break 'pieces;
                }
                used += char_width(c);
                kept.push(c);
            }
            out.push(&kept, piece.role, piece.attrs);
        }
        out.push("…", last.0, last.1);
        out
    }

    /// At most `width` columns; what a longer line loses is its middle, as names differ at their ends.
    #[must_use]
    pub fn cut_middle(self, width: usize) -> Self {
        if self.width() <= width || width < 4 {
            return self.cut(width);
        }
        let tail = (width - 1) / 2;
        let mut end = Vec::new();
        let mut used = 0;
        'pieces: for piece in self.pieces.iter().rev() {
            for c in piece.text.chars().rev() {
                if used + char_width(c) > tail {
                    break 'pieces;
                }
                used += char_width(c);
                end.push((c, piece.role, piece.attrs));
            }
        }
        let mut out = self.cut(width - used);
        for (c, role, attrs) in end.into_iter().rev() {
            out.push(c.encode_utf8(&mut [0; 4]), role, attrs);
        }
        out
    }

    /// The line broken between words so that each part fits into `width` columns; a word longer than
    /// that is broken anywhere. Continuation lines start with `indent` spaces.
    pub fn wrap(&self, width: usize, indent: usize) -> Vec<Self> {
        let width = width.max(1);
        let indent = if indent + 4 < width { indent } else { 0 };
        let mut lines = vec![Self::new()];
        let mut used = 0;
        for (word, role, attrs) in self.words() {
            let wide = text_width(&word);
            let blank = word.trim().is_empty();
            if used + wide > width && used > indent {
                if blank {
                    continue;
                }
                lines.push(Self::of(&" ".repeat(indent), Role::Text));
                used = indent;
            } else if blank && used == indent && lines.len() > 1 {
                continue;
            }
            for c in word.chars() {
                if used + char_width(c) > width && used > 0 {
                    lines.push(Self::of(&" ".repeat(indent), Role::Text));
                    used = indent;
                }
                used += char_width(c);
                let last = lines.len() - 1;
                lines[last].push(c.encode_utf8(&mut [0; 4]), role, attrs);
            }
        }
        lines
    }

    /// Words and the spaces between them, with their meaning.
    fn words(&self) -> Vec<(String, Role, Attrs)> {
        let mut out: Vec<(String, Role, Attrs)> = Vec::new();
        for piece in &self.pieces {
            for c in piece.text.chars() {
                match out.last_mut() {
                    Some((word, role, attrs))
                        if *role == piece.role
                            && *attrs == piece.attrs
                            && word.ends_with(' ') == (c == ' ') =>
                    {
                        word.push(c);
                    }
                    _ => out.push((c.to_string(), piece.role, piece.attrs)),
                }
            }
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wrapped(text: &str, width: usize, indent: usize) -> Vec<String> {
        Line::of(text, Role::Text)
            .wrap(width, indent)
            .iter()
            .map(Line::text)
            .collect()
    }

    #[test]
    fn lines_break_between_words() {
        assert_eq!(
            wrapped("a waiting thread waits 5 ms", 10, 0),
            ["a waiting ", "thread ", "waits 5 ms"]
        );
        assert_eq!(wrapped("abcdefghij", 4, 0), ["abcd", "efgh", "ij"]);
        assert_eq!(wrapped("- one two three", 9, 2), ["- one two", "  three"]);
        assert_eq!(wrapped("", 9, 2), [""]);
    }

    #[test]
    fn a_cut_line_says_so_and_wide_characters_count_twice() {
        assert_eq!(Line::of("hello", Role::Text).cut(4).text(), "hel…");
        assert_eq!(Line::of("漢字漢字", Role::Text).cut(4).text(), "漢…");
        assert_eq!(Line::of("hello", Role::Text).cut(0).text(), "");
        let name = |text| Line::of(text, Role::Text).cut_middle(12).text();
        assert_eq!(name("A ThreadPoolExecutor-0_0"), "A Thre…r-0_0");
        assert_eq!(name("A worker"), "A worker");
        assert_eq!(text_width("漢字"), 4);
    }

    #[test]
    fn escape_sequences_of_a_program_do_not_reach_the_terminal() {
        assert_eq!(
            Line::of("\x1b[31mred\tx", Role::Text).text(),
            "·[31mred    x"
        );
    }
}
