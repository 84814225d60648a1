//! Owns getting a program from a file to code that can run, and telling what is in the way.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use super::{Exit, Trouble, output};
use crate::base::{Diagnostic, DiagnosticKind, Source, Span};

/// Files over this many bytes are not read; the compiler's own limit is lower.
const MOST_BYTES: u64 = 64 << 20;

/// Why there is no text of a program.
#[derive(Debug)]
pub(super) enum Unread {
    /// The file cannot be read, or is too long.
    File { exit: Exit, why: String },
    /// What is in it is no text of Python's.
    NoText(Diagnostic),
}

impl Unread {
    /// In one line.
    pub(super) fn sentence(&self) -> &str {
        match self {
            Self::File { why, .. } => why,
            Self::NoText(wrong) => &wrong.message,
        }
    }
}

/// The text of a program; what is in the way is told.
pub(super) fn read(path: &Path) -> Result<Source, Trouble> {
    open(path).or_else(|why| tell(&why))
}

/// Tells what is in the way.
pub(super) fn tell<T>(why: &Unread) -> Result<T, Trouble> {
    match why {
        Unread::File {
            exit: Exit::Usage,
            why,
        } => Err(Trouble::Usage(why.clone())),
        Unread::File { exit, why } => {
            output::error_line(why)?;
            Err(Trouble::Told(*exit))
        }
        Unread::NoText(wrong) if wrong.kind == DiagnosticKind::SyntaxError => {
            output::error_line(&in_cpythons_words(wrong))?;
            Err(Trouble::Told(Exit::Failed))
        }
        Unread::NoText(wrong) => Err(Trouble::Told(report(std::slice::from_ref(wrong))?)),
    }
}

/// CPython points at no place in a line that is no text, and shows only what it has read of it.
fn in_cpythons_words(wrong: &Diagnostic) -> String {
    let message = format!("SyntaxError: {}", wrong.message);
    if wrong.message.starts_with(NOT_UTF_8) {
        return message;
    }
    let (line, column) = wrong.position();
    let text = wrong.source.line_text(line).chars();
    let before: String = text.take(column as usize - 1).collect();
    let name = &wrong.source.name;
    format!(
        "  File \"{name}\", line {line}\n    {}\n{message}",
        before.trim()
    )
}

/// How CPython's message begins.
const NOT_UTF_8: &str = "Non-UTF-8 code";

/// The text of a program.
pub(super) fn open(path: &Path) -> Result<Source, Unread> {
    let name = path.display().to_string();
    let bytes = read_bytes(path).map_err(|error| {
        let why = match error.kind() {
            io::ErrorKind::NotFound => "there is no such file".to_owned(),
            io::ErrorKind::IsADirectory => "it is a folder; name a .py file in it".to_owned(),
            io::ErrorKind::PermissionDenied => "it may not be read".to_owned(),
            _ => error.to_string(),
        };
        Unread::File {
            exit: Exit::Usage,
            why: format!("can't open file '{name}': {why}"),
        }
    })?;
    if bytes.len() as u64 > MOST_BYTES {
        return Err(Unread::File {
            exit: Exit::Unsupported,
            why: format!(
                "{name}:1:1: the program is longer than {} MB\nhelp: shorten it: gilscope is made for small programs",
                MOST_BYTES >> 20
            ),
        });
    }
    decode(&name, bytes)
        .map(|text| Source::new(name, text))
        .map_err(Unread::NoText)
}

fn read_bytes(path: &Path) -> io::Result<Vec<u8>> {
    let file = File::open(path)?;
    if file.metadata()?.is_dir() {
        return Err(io::ErrorKind::IsADirectory.into());
    }
    let mut bytes = Vec::new();
    file.take(MOST_BYTES + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// Python source is UTF-8, perhaps with a byte order mark. What is not gets CPython's words.
fn decode(name: &str, bytes: Vec<u8>) -> Result<String, Diagnostic> {
    let text = match String::from_utf8(bytes) {
        Ok(text) => text,
        Err(error) => {
            let at = error.utf8_error().valid_up_to();
            return Err(not_utf_8(name, error.as_bytes(), at));
        }
    };
    let text = text
        .strip_prefix('\u{feff}')
        .map_or(text.clone(), str::to_owned);
    match text.find('\0') {
        None => Ok(text),
        Some(at) => Err(Diagnostic {
            kind: DiagnosticKind::SyntaxError,
            source: shown(name, text.as_bytes(), at),
            span: Span::new(at as u32, at as u32 + 1),
            message: "source code cannot contain null bytes".to_owned(),
            help: None,
        }),
    }
}

/// The byte at this place cannot be read as text.
fn not_utf_8(name: &str, bytes: &[u8], at: usize) -> Diagnostic {
    let source = shown(name, bytes, at);
    let span = Span::new(at as u32, at as u32 + 1);
    if declares_encoding(bytes) {
        let message = "the program is in another encoding than UTF-8";
        return Diagnostic::unsupported(&source, span, message, "save it as UTF-8");
    }
    let message = format!(
        "{NOT_UTF_8} starting with '\\x{:02x}' in file {name} on line {}, but no encoding declared; see \
         https://peps.python.org/pep-0263/ for details",
        bytes[at],
        source.line(span.start)
    );
    Diagnostic {
        kind: DiagnosticKind::SyntaxError,
        source,
        span,
        message,
        help: None,
    }
}

/// What is no text, as far as it can be shown: to some bytes behind the first wrong one.
fn shown(name: &str, bytes: &[u8], at: usize) -> Source {
    const BEHIND: usize = 4096;
    const BEHIND_IN_BINARY: usize = 16;
    let is_binary = bytes[..bytes.len().min(BEHIND)].contains(&0);
    let behind = if is_binary { BEHIND_IN_BINARY } else { BEHIND };
    let bytes = &bytes[..bytes.len().min(at + behind)];
    let plain = |c: char| match c {
        '\n' | '\t' => c,
        c if c.is_control() => '?',
        char::REPLACEMENT_CHARACTER => '?',
        c => c,
    };
    let (text, rest) = bytes.split_at(at);
    // As many bytes as before up to the wrong one: the span is a place in the file.
    let text = String::from_utf8_lossy(text);
    let rest = String::from_utf8_lossy(rest);
    let rest: String = rest.chars().map(plain).collect();
    let text: String = text
        .chars()
        .map(|c| if c.len_utf8() == 1 { plain(c) } else { c })
        .collect();
    Source::new(name, text + &rest)
}

/// Whether one of the first two lines is a comment that names an encoding (PEP 263).
fn declares_encoding(bytes: &[u8]) -> bool {
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(400)]).into_owned();
    head.lines()
        .take(2)
        .any(|line| line.trim_start().starts_with('#') && line.contains("coding"))
}

/// Prints what is wrong with a text, and gives the exit code for it.
pub(super) fn report(diagnostics: &[Diagnostic]) -> Result<Exit, Trouble> {
    for diagnostic in diagnostics {
        output::error_line(&diagnostic.to_string())?;
    }
    let unsupported = |d: &Diagnostic| d.kind == DiagnosticKind::Unsupported;
    Ok(if diagnostics.iter().all(unsupported) {
        Exit::Unsupported
    } else {
        Exit::Failed
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wrong(bytes: &[u8]) -> Diagnostic {
        decode("p.py", bytes.to_vec()).expect_err("it is no Python text")
    }

    #[test]
    fn what_is_not_utf_8_is_reported_in_cpythons_words() {
        let told = in_cpythons_words(&wrong(b"x = 1\ny = '\xe4'\n"));
        assert!(
            told.starts_with(
                "SyntaxError: Non-UTF-8 code starting with '\\xe4' in file p.py on line 2, but no encoding declared; \
                 see https://peps.python.org/pep-0263/ for details"
            ),
            "{told}"
        );
        let other = wrong(b"# coding: latin-1\n# \xe4\n");
        assert_eq!(other.kind, DiagnosticKind::Unsupported);
        assert_eq!(other.position(), (2, 3));
        let told = in_cpythons_words(&wrong(b"x = 1\0\n"));
        assert!(
            told.ends_with("    x = 1\nSyntaxError: source code cannot contain null bytes"),
            "{told}"
        );
    }

    #[test]
    fn what_is_no_text_is_shown_without_controls() {
        let binary = wrong(b"\x7fELF\x02\x01\0\xff\n\xc3\xa4\xff");
        assert!(
            !binary
                .source
                .text
                .contains(|c: char| c.is_control() && c != '\n')
        );
        assert_eq!(binary.position(), (1, 8));
    }

    #[test]
    fn a_byte_order_mark_is_no_part_of_the_program() {
        assert_eq!(
            decode("p.py", b"\xef\xbb\xbfx".to_vec()),
            Ok("x".to_owned())
        );
    }
}
