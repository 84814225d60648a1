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

    /// The line broken at spaces so that each part fits into `width` columns; a word longer than that is
    /// broken anywhere. What stands behind a word without a space stays with it, whatever it means: a comma
    /// behind code, a bracket before it. Continuation lines start with `indent` spaces.
    pub fn wrap(&self, width: usize, indent: usize) -> Vec<Self> {
        let width = width.max(1);
        let indent = if indent + 4 < width { indent } else { 0 };
        let mut lines = vec![Self::new()];
        let mut used = 0;
        for word in self.words() {
            let wide: usize = word.iter().map(|piece| text_width(&piece.text)).sum();
            let blank = word.iter().all(|piece| piece.text.trim().is_empty());
            if used + wide > width && used > indent {
                if blank {
                    continue;
                }
                lines.push(Self::of(&" ".repeat(indent), Role::Text));
                used = indent;
            } else if blank && used == indent && lines.len() > 1 {
                continue;
            }
            let chars = word.iter().flat_map(|piece| {
                let styled = |c| (c, piece.role, piece.attrs);
                piece.text.chars().map(styled)
            });
            for (c, role, attrs) in chars {
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

    /// Words and the spaces between them, each in as many pieces as it has meanings.
    fn words(&self) -> Vec<Vec<Piece>> {
        let mut out: Vec<Vec<Piece>> = Vec::new();
        let mut in_spaces = None;
        for piece in &self.pieces {
            for c in piece.text.chars() {
                let space = c == ' ';
                if in_spaces != Some(space) {
                    out.push(Vec::new());
                    in_spaces = Some(space);
                }
                let last = out.len() - 1;
                match out[last].last_mut() {
                    Some(part) if (part.role, part.attrs) == (piece.role, piece.attrs) => {
                        part.text.push(c);
                    }
                    _ => out[last].push(Piece {
                        text: c.to_string(),
                        role: piece.role,
                        attrs: piece.attrs,
                    }),
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
    fn punctuation_stays_with_the_word_that_it_belongs_to() {
        let line = Line::of("the line below ", Role::Text)
            .with("n = refs", Role::CodeName)
            .with(". The ", Role::Text)
            .with("i", Role::CodeName)
            .with(" (", Role::Text)
            .with("sys.f", Role::CodeName)
            .with(").", Role::Text);
        for width in 9..40 {
            for part in line.wrap(width, 0) {
                let text = part.text();
                assert!(!text.starts_with(['.', ')']), "{width}: {text}");
                assert!(!text.trim_end().ends_with('('), "{width}: {text}");
            }
        }
        let parts: Vec<String> = line.wrap(23, 0).iter().map(Line::text).collect();
        assert_eq!(parts[0], "the line below n = ");
        assert_eq!(parts[1], "refs. The i (sys.f).");
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
