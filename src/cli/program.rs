//! Owns getting a program from a file to code that can run, and telling what is in the way.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use super::{Exit, Trouble, output};
use crate::base::{Diagnostic, DiagnosticKind, Source};

/// Files over this many bytes are not read; the compiler's own limit is lower.
const MOST_BYTES: u64 = 64 << 20;

/// The text of a program.
pub(super) fn read(path: &Path) -> Result<Source, Trouble> {
    let name = path.display().to_string();
    let bytes = read_bytes(path).map_err(|error| {
        let why = match error.kind() {
            io::ErrorKind::NotFound => "there is no such file".to_owned(),
            io::ErrorKind::IsADirectory => "it is a folder; name a .py file in it".to_owned(),
            io::ErrorKind::PermissionDenied => "it may not be read".to_owned(),
            _ => error.to_string(),
        };
        Trouble::Usage(format!("can't open file '{name}': {why}"))
    })?;
    if bytes.len() as u64 > MOST_BYTES {
        output::error_line(&format!(
            "{name}:1:1: the program is longer than {} MB\nhelp: shorten it: gilscope is made for small programs",
            MOST_BYTES >> 20
        ))?;
        return Err(Trouble::Told(Exit::Unsupported));
    }
    match decode(&name, bytes) {
        Ok(text) => Ok(Source::new(name, text)),
        Err((exit, text)) => {
            output::error_line(&text)?;
            Err(Trouble::Told(exit))
        }
    }
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
fn decode(name: &str, bytes: Vec<u8>) -> Result<String, (Exit, String)> {
    let text = match String::from_utf8(bytes) {
        Ok(text) => text,
        Err(error) => {
            let at = error.utf8_error().valid_up_to();
            let bytes = error.into_bytes();
            let line = bytes[..at].iter().filter(|byte| **byte == b'\n').count() + 1;
            if declares_encoding(&bytes) {
                let text = format!(
                    "{name}:{line}:1: the program is in another encoding than UTF-8\nhelp: save it as UTF-8"
                );
                return Err((Exit::Unsupported, text));
            }
            let text = format!(
                "SyntaxError: Non-UTF-8 code starting with '\\x{:02x}' in file {name} on line {line}, but no encoding declared; see https://peps.python.org/pep-0263/ for details",
                bytes[at]
            );
            return Err((Exit::Failed, text));
        }
    };
    let text = text
        .strip_prefix('\u{feff}')
        .map_or(text.clone(), str::to_owned);
    match text.lines().position(|line| line.contains('\0')) {
        None => Ok(text),
        Some(at) => {
            let line = text.lines().nth(at).unwrap_or("");
            let line = line.split('\0').next().unwrap_or("").trim();
            Err((
                Exit::Failed,
                format!(
                    "  File \"{name}\", line {}\n    {line}\nSyntaxError: source code cannot contain null bytes",
                    at + 1
                ),
            ))
        }
    }
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

    fn wrong(bytes: &[u8]) -> (Exit, String) {
        decode("p.py", bytes.to_vec()).expect_err("it is no Python text")
    }

    #[test]
    fn what_is_not_utf_8_is_reported_in_cpythons_words() {
        let (exit, text) = wrong(b"x = 1\ny = '\xe4'\n");
        assert_eq!(exit, Exit::Failed);
        assert!(text.starts_with(
            "SyntaxError: Non-UTF-8 code starting with '\\xe4' in file p.py on line 2, but"
        ));
        assert_eq!(wrong(b"# coding: latin-1\n# \xe4\n").0, Exit::Unsupported);
        let (_, text) = wrong(b"x = 1\0\n");
        assert!(text.ends_with("    x = 1\nSyntaxError: source code cannot contain null bytes"));
    }

    #[test]
    fn a_byte_order_mark_is_no_part_of_the_program() {
        assert_eq!(
            decode("p.py", b"\xef\xbb\xbfx".to_vec()),
            Ok("x".to_owned())
        );
    }
}
