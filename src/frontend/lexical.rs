//! Owns the mistakes that CPython's tokenizer finds, in its words: brackets, strings, numbers, characters,
//! indentation. CPython reports them before any mistake of grammar, wherever they are in the text.

use crate::base::{DiagnosticKind, Span};

#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct LexicalError {
    pub(super) kind: DiagnosticKind,
    pub(super) span: Span,
    pub(super) message: String,
}

/// Walks a text. The brackets that are still open at its end, or the first mistake.
pub(super) fn scan(text: &str) -> Result<Vec<(u32, char)>, LexicalError> {
    let mut scan = Scan {
        text,
        at: 0,
        brackets: Vec::new(),
        indents: vec![(0, 0)],
    };
    scan.run()?;
    Ok(scan.brackets)
}

struct Scan<'a> {
    text: &'a str,
    at: usize,
    brackets: Vec<(u32, char)>,
    /// Columns with tabs of eight, and with tabs of one: they must agree on what is deeper.
    indents: Vec<(u32, u32)>,
}

type Outcome = Result<(), LexicalError>;

impl Scan<'_> {
    fn peek(&self) -> Option<char> {
        self.text[self.at..].chars().next()
    }

    fn bump(&mut self) -> Option<char> {
        let next = self.peek()?;
        self.at += next.len_utf8();
        Some(next)
    }

    fn rest(&self) -> &str {
        &self.text[self.at..]
    }

    fn error<T>(
        &self,
        kind: DiagnosticKind,
        from: usize,
        to: usize,
        message: impl Into<String>,
    ) -> Result<T, LexicalError> {
        Err(LexicalError {
            kind,
            span: Span::new(from as u32, to as u32),
            message: message.into(),
        })
    }

    fn wrong<T>(&self, from: usize, message: impl Into<String>) -> Result<T, LexicalError> {
        self.error(DiagnosticKind::SyntaxError, from, from + 1, message)
    }

    fn line_of(&self, at: usize) -> usize {
        self.text[..at].matches('\n').count() + 1
    }

    fn run(&mut self) -> Outcome {
        if self.rest().starts_with('\u{feff}') {
            self.bump();
        }
        self.indentation()?;
        while let Some(next) = self.peek() {
            if next == '\n' {
                self.bump();
                if self.brackets.is_empty() {
                    self.indentation()?;
                }
            } else {
                self.token(next)?;
            }
        }
        Ok(())
    }

    fn token(&mut self, next: char) -> Outcome {
        let start = self.at;
        match next {
            '#' => {
                while self.peek().is_some_and(|c| c != '\n') {
                    self.bump();
                }
            }
            '"' | '\'' => self.string(start, false)?,
            '0'..='9' => self.number()?,
            '.' if self.rest()[1..].starts_with(|c: char| c.is_ascii_digit()) => self.number()?,
            '(' | '[' | '{' => {
                self.bump();
                self.brackets.push((start as u32, next));
            }
            ')' | ']' | '}' => self.close(next)?,
            '\\' => self.continuation()?,
            c if c == '_' || c.is_alphabetic() => self.word()?,
            c if !c.is_ascii() => {
                let code = format!("U+{:04X}", c as u32);
                let message = if c.is_whitespace() || c.is_control() || INVISIBLE.contains(&c) {
                    format!("invalid non-printable character {code}")
                } else {
                    format!("invalid character '{c}' ({code})")
                };
                return self.error(
                    DiagnosticKind::SyntaxError,
                    start,
                    start + c.len_utf8(),
                    message,
                );
            }
            _ => {
                self.bump();
            }
        }
        Ok(())
    }

    fn continuation(&mut self) -> Outcome {
        self.bump();
        if self.rest().starts_with("\r\n") {
            self.bump();
        }
        match self.bump() {
            Some('\n') => Ok(()),
            Some(c) => self.wrong(
                self.at - c.len_utf8(),
                "unexpected character after line continuation character",
            ),
            None => self.wrong(self.at, "unexpected EOF while parsing"),
        }
    }

    fn close(&mut self, close: char) -> Outcome {
        let start = self.at;
        let Some((at, open)) = self.brackets.pop() else {
            return self.wrong(start, format!("unmatched '{close}'"));
        };
        let fits = matches!((open, close), ('(', ')') | ('[', ']') | ('{', '}'));
        if !fits {
            let (there, here) = (self.line_of(at as usize), self.line_of(start));
            let on = if there == here {
                String::new()
            } else {
                format!(" on line {there}")
            };
            let message = format!(
                "closing parenthesis '{close}' does not match opening parenthesis '{open}'{on}"
            );
            return self.wrong(start, message);
        }
        self.bump();
        Ok(())
    }

    fn word(&mut self) -> Outcome {
        let start = self.at;
        let part = |c: char| c == '_' || c.is_alphanumeric() || JOINERS.contains(&c);
        while self.peek().is_some_and(part) {
            self.bump();
        }
        if let Some('"' | '\'') = self.peek() {
            let prefix = self.text[start..self.at].to_ascii_lowercase();
            match &*prefix {
                "r" | "b" | "u" | "br" | "rb" => return self.string(start, false),
                "f" | "t" | "fr" | "rf" | "tr" | "rt" => return self.string(start, true),
                _ => {}
            }
        }
        Ok(())
    }

    fn string(&mut self, start: usize, formatted: bool) -> Outcome {
        let quote = self.bump().expect("a quote is next");
        let triple = self
            .rest()
            .starts_with(&[quote; 2].iter().collect::<String>());
        let end: String = [quote; 3].iter().take(if triple { 3 } else { 1 }).collect();
        if triple {
            self.at += 2;
        }
        loop {
            if self.rest().starts_with(&end) {
                self.at += end.len();
                return Ok(());
            }
            match self.bump() {
                Some('\\') => {
                    self.bump();
                }
                Some('\n') if !triple => {
                    self.at -= 1;
                    return self.unterminated(start, formatted, triple);
                }
                Some('{') if formatted => {
                    if self.peek() == Some('{') {
                        self.bump();
                    } else {
                        self.field(quote)?;
                    }
                }
                None => return self.unterminated(start, formatted, triple),
                Some(_) => {}
            }
        }
    }

    fn unterminated(&self, start: usize, formatted: bool, triple: bool) -> Outcome {
        let prefix = if formatted { "f-string" } else { "string" };
        let quotes = if triple { "triple-quoted " } else { "" };
        let trimmed = self.text[..self.at].trim_end_matches('\n').len();
        let line = self.line_of(trimmed.max(start));
        let message = format!("unterminated {quotes}{prefix} literal (detected at line {line})");
        self.wrong(start, message)
    }

    /// A replacement field; its brace is behind us.
    fn field(&mut self, quote: char) -> Outcome {
        let brace = self.at - 1;
        let mut depth = 0;
        let mut spec = false;
        while let Some(next) = self.peek() {
            match next {
                '}' if depth == 0 => {
                    self.bump();
                    return Ok(());
                }
                '{' if spec => {
                    self.bump();
                    self.field(quote)?;
                    continue;
                }
                ':' if depth == 0 => spec = true,
                // The end of the f-string; the grammar says what is missing.
                c if spec && (c == quote || c == '\n') => return Ok(()),
                '"' | '\'' if !spec => {
                    let at = self.at;
                    if self.string(at, false).is_err() {
                        if next == quote {
                            return self.wrong(at, "f-string: expecting '}'");
                        }
                        return self.unterminated(at, false, false);
                    }
                    continue;
                }
                '#' if !spec => {
                    let line = self.rest().find('\n').unwrap_or(self.rest().len());
                    self.at += line;
                    continue;
                }
                '(' | '[' | '{' => depth += 1,
                ')' | ']' | '}' => depth -= 1,
                _ => {}
            }
            self.bump();
        }
        self.wrong(brace, "'{' was never closed")
    }

    fn digits(&mut self, kind: &str, digit: impl Fn(char) -> bool) -> Outcome {
        loop {
            while self.peek().is_some_and(&digit) {
                self.bump();
            }
            if self.peek() != Some('_') {
                return Ok(());
            }
            self.bump();
            if !self.peek().is_some_and(&digit) {
                return self.wrong(self.at - 1, format!("invalid {kind} literal"));
            }
        }
    }

    fn number(&mut self) -> Outcome {
        let start = self.at;
        let lower = self.rest().get(..2).map(str::to_ascii_lowercase);
        let based = match lower.as_deref() {
            Some("0x") => Some(("hexadecimal", 16)),
            Some("0o") => Some(("octal", 8)),
            Some("0b") => Some(("binary", 2)),
            _ => None,
        };
        if let Some((kind, radix)) = based {
            self.at += 2;
            if self.peek() == Some('_') {
                self.bump();
            }
            if let Some(c) = self
                .peek()
                .filter(|c| c.is_ascii_digit() && !c.is_digit(radix))
            {
                return self.wrong(self.at, format!("invalid digit '{c}' in {kind} literal"));
            }
            if !self.peek().is_some_and(|c| c.is_digit(radix)) {
                return self.wrong(self.at - 1, format!("invalid {kind} literal"));
            }
            self.digits(kind, |c| c.is_digit(radix))?;
            if let Some(c) = self.peek().filter(char::is_ascii_digit) {
                return self.wrong(self.at, format!("invalid digit '{c}' in {kind} literal"));
            }
            return self.number_end(kind);
        }
        let digit = |c: char| c.is_ascii_digit();
        self.digits("decimal", digit)?;
        let whole = &self.text[start..self.at];
        let octal = whole.starts_with('0') && whole.contains(|c| ('1'..='9').contains(&c));
        let mut float = false;
        if self.peek() == Some('.') {
            float = true;
            self.bump();
            self.digits("decimal", digit)?;
        }
        if let Some('e' | 'E') = self.peek() {
            let mut after = self.rest()[1..].chars();
            let sign = after.clone().next().filter(|c| matches!(c, '+' | '-'));
            if sign.is_some() {
                after.next();
            }
            if after.next().is_some_and(digit) {
                float = true;
                self.at += 1 + usize::from(sign.is_some());
                self.digits("decimal", digit)?;
            }
        }
        if let Some('j' | 'J') = self.peek() {
            self.bump();
            return self.number_end("imaginary");
        }
        if octal && !float {
            let message = "leading zeros in decimal integer literals are not permitted; use an 0o \
                           prefix for octal integers";
            return self.wrong(start, message);
        }
        self.number_end("decimal")
    }

    /// What may follow a number directly: no letter, but for some keywords.
    fn number_end(&self, kind: &str) -> Outcome {
        let word: String = self
            .rest()
            .chars()
            .take_while(|c| *c == '_' || c.is_alphanumeric())
            .collect();
        const ALLOWED: [&str; 8] = ["and", "else", "for", "if", "in", "is", "not", "or"];
        let allowed = ALLOWED.iter().any(|k| word.starts_with(k));
        if word.is_empty() || allowed {
            return Ok(());
        }
        self.wrong(self.at - 1, format!("invalid {kind} literal"))
    }

    fn indentation(&mut self) -> Outcome {
        let start = self.at;
        let (mut column, mut narrow) = (0, 0);
        loop {
            match self.peek() {
                Some(' ') => (column, narrow) = (column + 1, narrow + 1),
                Some('\t') => (column, narrow) = ((column / 8 + 1) * 8, narrow + 1),
                Some('\u{c}') => (column, narrow) = (0, 0),
                _ => break,
            }
            self.bump();
        }
        if matches!(self.peek(), None | Some('\n' | '#' | '\r' | '\\')) {
            return Ok(());
        }
        let end = start
            + self.text[start..]
                .find('\n')
                .unwrap_or(self.text.len() - start);
        let tabs = |scan: &Self| {
            let message = "inconsistent use of tabs and spaces in indentation";
            scan.error(DiagnosticKind::TabError, start, end, message)
        };
        let (top, top_narrow) = self.indents[self.indents.len() - 1];
        if column == top {
            return if narrow == top_narrow {
                Ok(())
            } else {
                tabs(self)
            };
        }
        if column > top {
            if narrow <= top_narrow {
                return tabs(self);
            }
            self.indents.push((column, narrow));
            return Ok(());
        }
        while self.indents[self.indents.len() - 1].0 > column {
            self.indents.pop();
        }
        let (top, top_narrow) = self.indents[self.indents.len() - 1];
        if column != top {
            let message = "unindent does not match any outer indentation level";
            return self.error(DiagnosticKind::IndentationError, end, end, message);
        }
        if narrow == top_narrow {
            Ok(())
        } else {
            tabs(self)
        }
    }
}

/// Characters of words that Rust does not count as letters: marks that join them.
const JOINERS: [char; 3] = ['\u{b7}', '\u{200c}', '\u{200d}'];
/// Characters one cannot see.
const INVISIBLE: [char; 4] = ['\u{ad}', '\u{200b}', '\u{2060}', '\u{feff}'];
