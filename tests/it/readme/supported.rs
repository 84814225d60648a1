//! Owns the README's table of what programs may import: made from the registry of modules, the list of
//! CPython's names and what each module really holds when it is imported. Owns no module.
//!
//! `GILSCOPE_UPDATE=1 cargo test --test it supported` writes the table into the README.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use gilscope::stdlib::{self, cpython};

const BEGIN: &str = "<!-- supported: made by a test, see tests/it/readme/supported.rs -->\n";
const END: &str = "<!-- end of supported -->\n";
/// Of what is missing in a module, so many names are shown.
const SHOWN: usize = 6;

/// The names that each module, and each class in it, has in gilscope.
fn present(modules: &[&str]) -> BTreeMap<String, BTreeSet<String>> {
    let mut program = String::from(
        "def show(module, held):
    names = dir(held)
    print(module, *names)
    for name in names:
        if not name.startswith('_'):
            value = getattr(held, name)
            if isinstance(value, type):
                print(module + '.' + name, *dir(value))
",
    );
    for module in modules {
        let _ = writeln!(program, "import {module} as held\nshow({module:?}, held)");
    }
    let file = std::env::temp_dir().join(format!("gilscope-supported-{}.py", std::process::id()));
    std::fs::write(&file, program).expect("a program to run");
    let output = Command::new(env!("CARGO_BIN_EXE_gilscope"))
        .arg("run")
        .arg(&file)
        .stdin(Stdio::null())
        .output()
        .expect("gilscope runs");
    let _ = std::fs::remove_file(&file);
    assert!(
        output.status.success(),
        "every module can be imported: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    let printed = String::from_utf8(output.stdout).expect("names");
    let lines = printed.lines().filter_map(|line| line.split_once(' '));
    lines
        .map(|(owner, names)| {
            let names = names.split(' ').map(str::to_owned).collect();
            (owner.to_owned(), names)
        })
        .collect()
}

/// CPython's names of a module and of its classes (`Class.method`), and those of them that are here.
fn compared(module: &str, here: &BTreeMap<String, BTreeSet<String>>) -> (usize, Vec<String>) {
    let has = |owner: &str, name: &str| here.get(owner).is_some_and(|names| names.contains(name));
    let mut all = 0;
    let mut missing = Vec::new();
    for name in cpython::names(module) {
        all += 1;
        if !has(module, name) {
            missing.push(name.to_owned());
            continue;
        }
        let class = format!("{module}.{name}");
        for method in cpython::names(&class) {
            all += 1;
            if !has(&class, method) {
                missing.push(format!("{name}.{method}"));
            }
        }
    }
    (all, missing)
}

fn table() -> String {
    let mut modules: Vec<&str> = stdlib::names().collect();
    modules.insert(0, "builtins");
    let here = present(&modules);
    let (listed, parts): (Vec<&str>, Vec<&str>) = modules
        .into_iter()
        .partition(|module| cpython::names(module).next().is_some());
    let mut out =
        String::from("| module | names, of CPython 3.13's | not here |\n|---|---:|---|\n");
    for module in listed {
        let (all, missing) = compared(module, &here);
        let shown: Vec<String> = missing
            .iter()
            .take(SHOWN)
            .map(|n| format!("`{n}`"))
            .collect();
        let mut shown = shown.join(", ");
        if missing.len() > SHOWN {
            let _ = write!(shown, " and {} more", missing.len() - SHOWN);
        }
        let _ = writeln!(
            out,
            "| `{module}` | {} of {all} | {shown} |",
            all - missing.len()
        );
    }
    let packages = |module: &&&str| !module.contains('.') || module.starts_with("concurrent.");
    let parts: Vec<String> = parts
        .iter()
        .filter(packages)
        .map(|module| format!("`{module}`"))
        .collect();
    let _ = writeln!(out, "\nAnd, not counted: {}.", parts.join(", "));
    out
}

#[test]
fn the_table_of_what_is_supported_is_true() {
    let path: PathBuf = Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md");
    let readme = std::fs::read_to_string(&path).expect("README.md");
    let (before, rest) = readme.split_once(BEGIN).expect("the begin of the table");
    let (found, after) = rest.split_once(END).expect("the end of the table");
    let expected = table();
    if std::env::var_os("GILSCOPE_UPDATE").is_some() {
        std::fs::write(&path, format!("{before}{BEGIN}{expected}{END}{after}")).expect("README.md");
        return;
    }
    assert!(
        found == expected,
        "run GILSCOPE_UPDATE=1 cargo test --test it supported; the table is:\n{expected}"
    );
}
