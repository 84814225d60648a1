//! Owns reading the crate's own source files: which module they are of, which lines are tests, and
//! their code without comments and strings. Owns no rule.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

/// One source file.
pub(super) struct SourceFile {
    /// From the crate's root, with `/`.
    pub(super) path: String,
    /// The names from the crate's root down; empty for `lib.rs`.
    pub(super) module: Vec<String>,
    pub(super) lines: Vec<Line>,
}

/// One line of a file.
pub(super) struct Line {
    pub(super) number: usize,
    pub(super) raw: String,
    /// The line with comments and the insides of strings blanked.
    pub(super) code: String,
    /// The texts of the string literals that begin in this line.
    pub(super) strings: Vec<String>,
    /// Compiled for tests only.
    pub(super) is_test: bool,
}

impl SourceFile {
    /// The first component of the module's path: a row of the layer table.
    pub(super) fn layer(&self) -> Option<&str> {
        self.module.first().map(String::as_str)
    }

    /// `path:line`.
    pub(super) fn place(&self, line: &Line) -> String {
        format!("{}:{}", self.path, line.number)
    }
}

/// All files under `src`, in order of their paths.
pub(super) fn read_all() -> Vec<SourceFile> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut paths = Vec::new();
    collect(&root.join("src"), &mut paths);
    let mut paths: Vec<String> = paths
        .iter()
        .map(|path| {
            let inside = path
                .strip_prefix(root)
                .expect("it was found under the root");
            inside.to_string_lossy().replace('\\', "/")
        })
        .collect();
    paths.sort_unstable();
    let mut files: Vec<SourceFile> = paths.into_iter().map(|path| read(root, path)).collect();
    mark_test_files(&mut files);
    files
}

fn collect(folder: &Path, paths: &mut Vec<std::path::PathBuf>) {
    for entry in fs::read_dir(folder).expect("a folder of the crate") {
        let path = entry.expect("an entry of that folder").path();
        if path.is_dir() {
            collect(&path, paths);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            paths.push(path);
        }
    }
}

fn read(root: &Path, path: String) -> SourceFile {
    let text = fs::read_to_string(root.join(&path)).expect("a source file is UTF-8");
    let mut module: Vec<String> = path
        .trim_start_matches("src/")
        .trim_end_matches(".rs")
        .split('/')
        .map(str::to_owned)
        .collect();
    if matches!(module.last().map(String::as_str), Some("mod" | "lib")) {
        module.pop();
    }
    let mut lines = lex(&text);
    // The house's habit: a file's own tests are its last item.
    let tests = lines.windows(2).position(|pair| {
        pair[0].code.trim_start().starts_with("#[cfg(")
            && pair[0].code.contains("test")
            && pair[1].code.starts_with("mod tests {")
    });
    if let Some(first) = tests {
        lines[first..]
            .iter_mut()
            .for_each(|line| line.is_test = true);
    }
    SourceFile {
        path,
        module,
        lines,
    }
}

/// A module declared under `#[cfg(test)]` is test code, and so is all that is below it.
fn mark_test_files(files: &mut [SourceFile]) {
    let mut only_for_tests: BTreeSet<Vec<String>> = BTreeSet::new();
    for file in &*files {
        for pair in file.lines.windows(2) {
            let declared = pair[1].code.trim().strip_suffix(';');
            let name = declared
                .and_then(|line| line.rsplit_once("mod "))
                .map(|(_, name)| name);
            if let Some(name) = name
                && pair[0].code.trim().starts_with("#[cfg(test)]")
            {
                let mut module = file.module.clone();
                module.push(name.to_owned());
                only_for_tests.insert(module);
            }
        }
    }
    for file in files {
        let is_test =
            (1..=file.module.len()).any(|depth| only_for_tests.contains(&file.module[..depth]));
        if is_test {
            file.lines.iter_mut().for_each(|line| line.is_test = true);
        }
    }
}

/// Splits a text into lines, and its code from comments and strings.
pub(super) fn lex(text: &str) -> Vec<Line> {
    let mut lexer = Lexer {
        rest: text.chars().collect(),
        at: 0,
        code: String::new(),
        strings: Vec::new(),
    };
    lexer.run();
    let Lexer { code, strings, .. } = lexer;
    text.lines()
        .zip(code.lines())
        .enumerate()
        .map(|(index, (raw, code))| Line {
            number: index + 1,
            raw: raw.to_owned(),
            code: code.to_owned(),
            strings: strings
                .iter()
                .filter(|(line, _)| *line == index)
                .map(|(_, text)| text.clone())
                .collect(),
            is_test: false,
        })
        .collect()
}

struct Lexer {
    rest: Vec<char>,
    at: usize,
    code: String,
    /// The line, from 0, in which each string begins, and its text.
    strings: Vec<(usize, String)>,
}

impl Lexer {
    fn run(&mut self) {
        while let Some(c) = self.peek(0) {
            match (c, self.peek(1)) {
                ('/', Some('/')) => self.blank_while(|lexer| lexer.peek(0) != Some('\n')),
                ('/', Some('*')) => self.block_comment(),
                ('"', _) => self.string(0, false),
                ('r', Some('"' | '#')) if !self.follows_a_word() => self.raw_string(),
                ('\'', Some('\\')) => self.character(),
                ('\'', Some(_)) if self.peek(2) == Some('\'') => self.character(),
                _ => self.keep(),
            }
        }
    }

    fn peek(&self, ahead: usize) -> Option<char> {
        self.rest.get(self.at + ahead).copied()
    }

    fn follows_a_word(&self) -> bool {
        let before = self.at.checked_sub(1).and_then(|at| self.rest.get(at));
        before.is_some_and(|c| c.is_alphanumeric() || *c == '_') && before != Some(&'b')
    }

    fn keep(&mut self) {
        self.code.extend(self.peek(0));
        self.at += 1;
    }

    fn blank(&mut self) {
        let is_newline = self.peek(0) == Some('\n');
        self.code.push(if is_newline { '\n' } else { ' ' });
        self.at += 1;
    }

    fn blank_while(&mut self, goes_on: impl Fn(&Self) -> bool) {
        while self.at < self.rest.len() && goes_on(self) {
            self.blank();
        }
    }

    fn block_comment(&mut self) {
        let mut depth = 0;
        loop {
            match (self.peek(0), self.peek(1)) {
                (None, _) => return,
                (Some('/'), Some('*')) => depth += 1,
                (Some('*'), Some('/')) => {
                    depth -= 1;
                    if depth == 0 {
                        self.blank();
                        self.blank();
                        return;
                    }
                }
                _ => {
                    self.blank();
                    continue;
                }
            }
            self.blank();
            self.blank();
        }
    }

    fn raw_string(&mut self) {
        let hashes = (1..)
            .take_while(|&ahead| self.peek(ahead) == Some('#'))
            .count();
        if self.peek(1 + hashes) != Some('"') {
            self.keep(); // a raw identifier
            return;
        }
        for _ in 0..=hashes {
            self.keep();
        }
        self.string(hashes, true);
    }

    fn string(&mut self, hashes: usize, is_raw: bool) {
        let line = self.code.matches('\n').count();
        self.keep();
        let start = self.at;
        while let Some(c) = self.peek(0) {
            let closes = c == '"' && (1..=hashes).all(|ahead| self.peek(ahead) == Some('#'));
            if closes {
                break;
            }
            if c == '\\' && !is_raw {
                self.blank();
            }
            self.blank();
        }
        let end = self.at.min(self.rest.len());
        self.strings
            .push((line, self.rest[start..end].iter().collect()));
        for _ in 0..=hashes {
            self.keep();
        }
    }

    fn character(&mut self) {
        self.keep();
        if self.peek(0) == Some('\\') {
            self.blank();
        }
        self.blank();
        self.blank_while(|lexer| lexer.peek(0) != Some('\''));
        self.keep();
    }
}

#[test]
fn comments_and_the_insides_of_strings_are_not_code() {
    let text =
        "a(\"x // \\\" y\"); // b\n/* c /* d */\n e */ f('\"', '\\'', r#\"g\"h\"#, 'l: &'m n)";
    let lines = lex(text);
    let code: Vec<&str> = lines.iter().map(|line| line.code.trim_end()).collect();
    assert_eq!(
        code,
        [
            "a(\"         \");",
            "",
            "      f(' ', '  ', r#\"   \"#, 'l: &'m n)"
        ]
    );
    assert_eq!(lines[0].strings, ["x // \\\" y"]);
    assert_eq!(lines[2].strings, ["g\"h"]);
}
