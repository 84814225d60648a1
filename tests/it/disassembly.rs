//! Owns the comparison of our disassembly with what `dis` shows in the real interpreters, version by
//! version: the names of the instructions, line by line.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;

use gilscope::base::Source;
use gilscope::bytecode::{CodeObject, Const, Dialect, name};
use gilscope::frontend::{Options, compile};

/// The instructions of each line, in order: for a code object's name and a line.
type Listing = BTreeMap<(String, u32), Vec<String>>;

/// Prints one instruction a line, as `name line INSTRUCTION`. What stands before the first line of a code
/// object counts to that line.
const SCRIPT: &str = r#"
import dis, sys
def walk(code):
    line = 0
    for i in dis.get_instructions(code):
        line = getattr(i, "line_number", i.starts_line) or line
        if i.opname not in ("EXTENDED_ARG", "CACHE"):
            print(code.co_name, line or code.co_firstlineno, i.opname)
    for const in code.co_consts:
        if hasattr(const, "co_code"):
            walk(const)
walk(compile(open(sys.argv[1]).read(), "corpus.py", "exec"))
"#;

const VERSIONS: [(Dialect, &str); 5] = [
    (Dialect::V3_9, "3.9"),
    (Dialect::V3_10, "3.10"),
    (Dialect::V3_11, "3.11"),
    (Dialect::V3_12, "3.12"),
    (Dialect::V3_13, "3.13"),
];

fn corpus(file: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/data/disassembly")
        .join(file)
}

/// The interpreter of a version: on the path, or among those that pyenv keeps.
fn interpreter(version: &str) -> Option<PathBuf> {
    let home = std::env::var_os("HOME").map(PathBuf::from);
    let kept = home.map(|home| home.join(".pyenv/versions"));
    let kept = kept.and_then(|folder| std::fs::read_dir(folder).ok());
    let prefix = format!("{version}.");
    let mut found: Vec<PathBuf> = kept
        .into_iter()
        .flatten()
        .flatten()
        .filter(|entry| entry.file_name().to_string_lossy().starts_with(&prefix))
        .map(|entry| entry.path().join("bin/python"))
        .collect();
    found.push(PathBuf::from(format!("python{version}")));
    found.into_iter().find(|python| {
        let works = Command::new(python).arg("--version").output();
        works.is_ok_and(|output| output.status.success())
    })
}

fn theirs(python: &Path, file: &str) -> Listing {
    let output = Command::new(python)
        .args(["-c", SCRIPT])
        .arg(corpus(file))
        .output()
        .expect("the interpreter was found");
    assert!(output.status.success(), "{output:?}");
    let mut listing = Listing::new();
    for row in String::from_utf8_lossy(&output.stdout).lines() {
        let parts: Vec<&str> = row.split(' ').collect();
        let line = parts[1].parse().expect("lines are numbers");
        let key = (parts[0].to_owned(), line);
        listing.entry(key).or_default().push(parts[2].to_owned());
    }
    listing
}

fn ours(dialect: Dialect, file: &str) -> Listing {
    let text = std::fs::read_to_string(corpus(file)).expect("the corpus can be read");
    let options = Options {
        dialect,
        ..Options::default()
    };
    let code = compile(&Source::new("corpus.py", text), options).expect("the corpus is valid");
    let mut listing = Listing::new();
    list(&code, &mut listing);
    listing
}

fn list(code: &Arc<CodeObject>, listing: &mut Listing) {
    for at in 0..code.instrs.len() {
        let Some(name) = name(code, at) else { continue };
        let key = (code.name.to_string(), code.line(at));
        listing.entry(key).or_default().push(name.to_owned());
    }
    for constant in &code.consts {
        if let Const::Code(code) = constant {
            list(code, listing);
        }
    }
}

/// The lines that differ, and how many there are in all.
fn differences(dialect: Dialect, python: &Path, file: &str) -> (String, usize, usize) {
    let (theirs, ours) = (theirs(python, file), ours(dialect, file));
    let keys: BTreeSet<_> = theirs.keys().chain(ours.keys()).collect();
    let (mut text, mut wrong) = (String::new(), 0);
    for key in &keys {
        let (real, own) = (theirs.get(key), ours.get(key));
        if real != own {
            wrong += 1;
            let join = |names: Option<&Vec<String>>| names.map_or(String::new(), |n| n.join(" "));
            let _ = writeln!(
                text,
                "{}:{}\n  real {}\n  ours {}",
                key.0,
                key.1,
                join(real),
                join(own)
            );
        }
    }
    (text, wrong, keys.len())
}

#[test]
fn what_threads_do_is_the_same_bytecode_as_in_the_real_interpreters() {
    let mut failed = String::new();
    for (dialect, version) in VERSIONS {
        let Some(python) = interpreter(version) else {
            eprintln!("skipped: there is no Python {version} to compare with");
            continue;
        };
        let (text, wrong, lines) = differences(dialect, &python, "constructs.py");
        if wrong > 0 {
            let _ = writeln!(failed, "Python {version}: {wrong} of {lines} lines\n{text}");
        }
    }
    assert!(failed.is_empty(), "{failed}");
}

/// Known to differ, where no thread can tell: a decorated function begins at its `def` here; class bodies
/// do not note their first line and attributes (3.13); jumps from `and` into `or` take one step more
/// (until 3.11), and some jumps that nothing reaches are not there (3.9).
#[test]
fn other_constructs_differ_in_few_lines_from_the_real_interpreters() {
    let mut failed = String::new();
    for (dialect, version) in VERSIONS {
        let Some(python) = interpreter(version) else {
            eprintln!("skipped: there is no Python {version} to compare with");
            continue;
        };
        let (text, wrong, lines) = differences(dialect, &python, "others.py");
        eprintln!("Python {version}: {wrong} of {lines} lines differ\n{text}");
        if wrong * 10 > lines {
            let _ = writeln!(failed, "Python {version}: {wrong} of {lines} lines\n{text}");
        }
    }
    assert!(failed.is_empty(), "{failed}");
}
