//! Owns the refusal of texts that nest too deeply to be parsed, compiled or dropped on a normal stack.
//! Works on characters: it runs before the parser, which must never see such a text.

use crate::base::{Diagnostic, DiagnosticKind, Source, Span};

/// CPython's limit of open brackets (`MAXSTACK` of its tokenizer) and of indentation (`MAXINDENT`).
const MAX_BRACKETS: usize = 200;
const MAX_INDENTS: usize = 100;
/// Our own: operators in a row, each of which nests the expression once more.
const MAX_OPERATORS: u32 = 500;

/// Checks a text; the first excess is the diagnostic.
pub(super) fn check(source: &Source) -> Result<(), Diagnostic> {
    let scan = Scan {
        text: source.text.as_bytes(),
        at: 0,
        operators: vec![0],
        indents: vec![0],
    };
    scan.run().map_err(|(kind, at, message)| Diagnostic {
        kind,
        source: source.clone(),
        span: Span::new(at as u32, at as u32 + 1),
        message: message.to_owned(),
        help: (kind == DiagnosticKind::Unsupported)
            .then(|| "split it into several statements".to_owned()),
    })
}

type Excess = (DiagnosticKind, usize, &'static str);

struct Scan<'a> {
    text: &'a [u8],
    at: usize,
    /// For each open bracket how many operators since the last comma in it.
    operators: Vec<u32>,
    indents: Vec<usize>,
}

impl Scan<'_> {
    fn run(mut self) -> Result<(), Excess> {
        self.line_start()?;
        while let Some(&byte) = self.text.get(self.at) {
            match byte {
                b'#' => self.skip_comment(),
                b'"' | b'\'' => self.string(byte)?,
                b'(' | b'[' | b'{' => self.open()?,
                b')' | b']' | b'}' => {
                    self.at += 1;
                    if self.operators.len() > 1 {
                        self.operators.pop();
                    }
                }
                b'\n' => {
                    self.at += 1;
                    if self.operators.len() == 1 {
                        self.operators[0] = 0;
                        self.line_start()?;
                    }
                }
                b'\\' => self.at += 2,
                b',' | b';' => {
                    self.at += 1;
                    *self.top() = 0;
                }
                b'a'..=b'z' | b'A'..=b'Z' | b'_' | 0x80.. => self.word()?,
                b'+' | b'-' | b'*' | b'/' | b'%' | b'@' | b'&' | b'|' | b'^' | b'~' | b'<'
                | b'>' | b'=' | b'.' => {
                    self.at += 1;
                    self.operator()?;
                }
                _ => self.at += 1,
            }
        }
        Ok(())
    }

    fn top(&mut self) -> &mut u32 {
        self.operators
            .last_mut()
            .expect("the bottom is never popped")
    }

    fn operator(&mut self) -> Result<(), Excess> {
        *self.top() += 1;
        if self.operators.iter().sum::<u32>() > MAX_OPERATORS {
            let message = "this expression has too many operators in a row";
            return Err((DiagnosticKind::Unsupported, self.at - 1, message));
        }
        Ok(())
    }

    fn open(&mut self) -> Result<(), Excess> {
        // What is called or indexed nests as well: f()()().
        self.operator_at_open()?;
        self.operators.push(0);
        if self.operators.len() > MAX_BRACKETS {
            let message = "too many nested parentheses";
            return Err((DiagnosticKind::SyntaxError, self.at, message));
        }
        self.at += 1;
        Ok(())
    }

    fn operator_at_open(&mut self) -> Result<(), Excess> {
        self.at += 1;
        let counted = self.operator();
        self.at -= 1;
        counted
    }

    fn word(&mut self) -> Result<(), Excess> {
        let from = self.at;
        let in_word = |b: &u8| b.is_ascii_alphanumeric() || *b == b'_' || *b >= 0x80;
        while self.text.get(self.at).is_some_and(in_word) {
            self.at += 1;
        }
        match &self.text[from..self.at] {
            b"not" | b"and" | b"or" | b"in" | b"is" | b"lambda" | b"if" | b"else" | b"await"
            | b"for" | b"yield" => self.operator(),
            _ => Ok(()),
        }
    }

    fn skip_comment(&mut self) {
        while self.text.get(self.at).is_some_and(|b| *b != b'\n') {
            self.at += 1;
        }
    }

    /// Skips a string; brackets in it count on their own, for an f-string may hold expressions.
    fn string(&mut self, quote: u8) -> Result<(), Excess> {
        let start = self.at;
        let prefix = self.text[..start].iter().rev().take(2);
        let formatted = prefix
            .clone()
            .any(|b| b.eq_ignore_ascii_case(&b'f') || b.eq_ignore_ascii_case(&b't'));
        let triple = self.text.get(start..start + 3) == Some(&[quote; 3]);
        self.at += if triple { 3 } else { 1 };
        let (mut nested, mut marks) = (0usize, 0u32);
        while let Some(&byte) = self.text.get(self.at) {
            if byte == b'\\' {
                self.at += 2;
                continue;
            }
            if byte == quote && !triple {
                self.at += 1;
                return Ok(());
            }
            if triple && self.text.get(self.at..self.at + 3) == Some(&[quote; 3]) {
                self.at += 3;
                return Ok(());
            }
            if byte == b'\n' && !triple {
                return Ok(());
            }
            if formatted {
                match byte {
                    b'(' | b'[' | b'{' => nested += 1,
                    b')' | b']' | b'}' => nested = nested.saturating_sub(1),
                    _ => {}
                }
                // Text between fields does not nest, but telling it apart needs the parser.
                marks = match byte {
                    b'}' if nested == 0 => 0,
                    b'+' | b'-' | b'~' | b'.' | b'*' if nested > 0 => marks + 1,
                    _ => marks,
                };
                if nested > MAX_BRACKETS || marks > MAX_OPERATORS {
                    let message = "f-string: expressions nested too deeply";
                    return Err((DiagnosticKind::SyntaxError, start, message));
                }
            }
            self.at += 1;
        }
        Ok(())
    }

    fn line_start(&mut self) -> Result<(), Excess> {
        let from = self.at;
        let mut width = 0;
        while let Some(byte) = self.text.get(self.at) {
            match byte {
                b' ' => width += 1,
                b'\t' => width = (width / 8 + 1) * 8,
                _ => break,
            }
            self.at += 1;
        }
        if matches!(self.text.get(self.at), None | Some(b'\n' | b'#' | b'\r')) {
            return Ok(());
        }
        while self.indents.len() > 1 && self.indents[self.indents.len() - 1] > width {
            self.indents.pop();
        }
        if self.indents[self.indents.len() - 1] < width {
            self.indents.push(width);
        }
        if self.indents.len() > MAX_INDENTS {
            let message = "too many levels of indentation";
            return Err((DiagnosticKind::IndentationError, from, message));
        }
        Ok(())
    }
}
