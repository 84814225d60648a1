//! Owns the rules themselves. Each test names every place that breaks its rule.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use gilscope::runtime::RUNTIMES;

use super::source::{Line, SourceFile, read_all};

/// Lines outside tests that a file may have.
const LONGEST: usize = 500;

/// External crates, and the places (prefixes of paths) that may use them. Crates that are not listed
/// are for everyone.
const HOMES: &[(&str, &[&str])] = &[
    ("annotate_snippets", &["src/cli/"]),
    ("anyhow", &["src/cli/", "src/tui/"]),
    ("clap", &["src/cli/"]),
    ("crossterm", &["src/tui/"]),
    ("etcetera", &["src/cli/", "src/lesson/"]),
    ("hashbrown", &["src/vm/"]),
    ("include_dir", &["src/lesson/embedded.rs", "src/stdlib/"]),
    ("notify", &["src/tui/watch.rs"]),
    (
        "num_bigint",
        &["src/bytecode/", "src/frontend/", "src/stdlib/", "src/vm/"],
    ),
    ("num_integer", &["src/frontend/", "src/stdlib/", "src/vm/"]),
    ("num_traits", &["src/frontend/", "src/stdlib/", "src/vm/"]),
    ("parking_lot", &["src/realtime/"]),
    ("pulldown_cmark", &["src/lesson/"]),
    ("rand", &["src/sim/"]),
    ("rand_pcg", &["src/sim/"]),
    ("ratatui", &["src/tui/"]),
    ("ruff_python_ast", &["src/frontend/parse/"]),
    ("ruff_python_parser", &["src/frontend/parse/"]),
    ("ruff_source_file", &["src/frontend/parse/"]),
    ("ruff_text_size", &["src/frontend/parse/"]),
    (
        "rustix",
        &["src/realtime/machine.rs", "src/realtime/python/"],
    ),
    ("nix", &["src/tui/"]),
    ("serde_json", &["src/cli/", "src/export/"]),
    ("shuttle", &["src/realtime/explored.rs"]),
    ("signal_hook", &["src/cli/interrupt.rs", "src/tui/"]),
    ("toml", &["src/lesson/", "src/cli/calibrate.rs"]),
];

/// Layers that only compute: no files, no input, no output.
const PURE: &[&str] = &[
    "app", "base", "bytecode", "files", "frontend", "runtime", "session", "sim", "stdlib", "trace",
    "view", "vm",
];

/// What [`PURE`] layers must not name.
const EFFECTS: &[&str] = &[
    "std::fs",
    "std::io",
    "std::net",
    "std::process",
    "std::env",
    "println!",
];

/// What `app` and `view` must not name: they are functions of what they are given.
const HIDDEN_STATE: &[&str] = &[
    "Cell",
    "RefCell",
    "OnceCell",
    "Mutex",
    "RwLock",
    "static mut",
];

/// Where real time may be read, and real threads be started.
const REAL_TIME: &[&str] = &[
    "src/cli/progress.rs",
    "src/tui/event_loop.rs",
    "src/realtime/",
];

#[track_caller]
fn assert_none(broken: Vec<String>) {
    assert!(broken.is_empty(), "\n{}\n", broken.join("\n"));
}

/// The table in the documentation of the crate: each layer with the layers it may import.
fn layer_table() -> BTreeMap<String, BTreeSet<String>> {
    let lib = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/lib.rs");
    let text = fs::read_to_string(lib).expect("the crate has a root");
    let rows = text.lines().filter_map(|line| {
        let mut cells = line.strip_prefix("//! |")?.split('|').map(str::trim);
        let (layer, imports) = (cells.next()?, cells.next()?);
        let is_row = layer != "module" && !layer.starts_with('-');
        is_row.then(|| {
            let imports = imports
                .split(',')
                .map(str::trim)
                .filter(|name| !name.is_empty());
            (layer.to_owned(), imports.map(str::to_owned).collect())
        })
    });
    rows.collect()
}

/// Whether `name` stands in `code` as a path of its own, not as a part of a longer word.
fn names(code: &str, name: &str) -> bool {
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    code.match_indices(name).any(|(at, _)| {
        let before = code[..at].chars().next_back();
        let after = code[at + name.len()..].chars().next();
        !before.is_some_and(is_word) && !after.is_some_and(is_word)
    })
}

/// The first names of all paths that begin with `crate::`, with the line they stand in.
fn imports(file: &SourceFile) -> Vec<(&Line, String)> {
    let mut found = Vec::new();
    for (index, line) in file.lines.iter().enumerate() {
        for (at, prefix) in line.code.match_indices("crate::") {
            let rest: Vec<&str> = std::iter::once(&line.code[at + prefix.len()..])
                .chain(
                    file.lines[index + 1..]
                        .iter()
                        .map(|line| line.code.as_str()),
                )
                .collect();
            for name in first_names(&rest) {
                found.push((line, name));
            }
        }
    }
    found
}

/// What follows `crate::`: one name, or the first names of a braced list that may span lines.
fn first_names(rest: &[&str]) -> Vec<String> {
    let word = |text: &str| -> String {
        let is_word = |c: &char| c.is_alphanumeric() || *c == '_';
        text.chars().take_while(is_word).collect()
    };
    let Some(list) = rest[0].strip_prefix('{') else {
        return vec![word(rest[0])];
    };
    let mut names = Vec::new();
    let mut depth = 1;
    let mut item = String::new();
    for c in list
        .chars()
        .chain(rest[1..].iter().flat_map(|line| line.chars()))
    {
        match c {
            '{' => depth += 1,
            '}' => depth -= 1,
            _ => {}
        }
        if depth == 0 || (depth == 1 && c == ',') {
            names.push(word(item.trim()));
            item.clear();
        } else {
            item.push(c);
        }
        if depth == 0 {
            break;
        }
    }
    names.retain(|name| !name.is_empty());
    names
}

#[test]
fn modules_import_only_what_the_layer_table_allows() {
    let table = layer_table();
    let mut broken = Vec::new();
    for file in read_all() {
        let Some(layer) = file.layer().filter(|layer| *layer != "main") else {
            continue;
        };
        let Some(allowed) = table.get(layer) else {
            broken.push(format!(
                "{}: `{layer}` has no row in the layer table",
                file.path
            ));
            continue;
        };
        for (line, import) in imports(&file) {
            // A name that is no layer is an item of the root, such as a macro.
            let is_layer = table.contains_key(&import);
            if is_layer && import != layer && !allowed.contains(&import) {
                let place = file.place(line);
                broken.push(format!("{place}: `{layer}` may not import `{import}`"));
            }
        }
    }
    assert_none(broken);
}

#[test]
fn nothing_reaches_another_layer_by_climbing() {
    let mut broken = Vec::new();
    for file in read_all() {
        let depth = file.module.len();
        for line in &file.lines {
            let within_tests = usize::from(line.is_test);
            let root = vec!["super"; depth + within_tests].join("::");
            if depth > 0 && names(&line.code, &root) {
                broken.push(format!("{}: write `crate::` for it", file.place(line)));
            }
        }
    }
    assert_none(broken);
}

#[test]
fn the_layer_table_has_no_cycle_and_no_row_without_a_module() {
    let table = layer_table();
    assert!(table.len() >= 10, "the table was not found: {table:?}");
    let mut done: BTreeSet<&str> = BTreeSet::new();
    while done.len() < table.len() {
        let ready = table.iter().find(|(layer, imports)| {
            !done.contains(layer.as_str())
                && imports.iter().all(|name| done.contains(name.as_str()))
        });
        let (layer, _) = ready.expect("some layer imports only what is below it");
        done.insert(layer);
    }
    let files = read_all();
    let missing = table
        .keys()
        .filter(|layer| {
            !files
                .iter()
                .any(|file| file.layer() == Some(layer.as_str()))
        })
        .map(|layer| format!("`{layer}` is in the layer table and nowhere else"));
    assert_none(missing.collect());
}

#[test]
fn every_file_says_first_what_it_owns() {
    let files = read_all();
    let broken = files
        .iter()
        .filter(|file| {
            let first = file.lines.first().map_or("", |line| line.raw.as_str());
            !first.starts_with("//! ")
        })
        .map(|file| format!("{}: no `//!` in the first line", file.path));
    assert_none(broken.collect());
}

#[test]
fn files_stay_readable() {
    let mut broken = Vec::new();
    for file in read_all() {
        let length = file.lines.iter().filter(|line| !line.is_test).count();
        if length > LONGEST {
            broken.push(format!(
                "{}: {length} lines outside tests, {LONGEST} at most",
                file.path
            ));
        }
    }
    assert_none(broken);
}

#[test]
fn external_crates_are_used_only_where_they_belong() {
    let mut broken = Vec::new();
    for file in read_all() {
        for line in &file.lines {
            for (name, homes) in HOMES {
                let is_used = line
                    .code
                    .match_indices(&format!("{name}::"))
                    .any(|(at, _)| begins_a_path(&line.code[..at]));
                if is_used && !homes.iter().any(|home| file.path.starts_with(home)) {
                    let place = file.place(line);
                    broken.push(format!("{place}: `{name}` belongs to {}", homes.join(", ")));
                }
            }
        }
    }
    assert_none(broken);
}

/// Whether what stands before a name leaves it the first of its path: `notify::x`, not `a::notify::x`.
fn begins_a_path(before: &str) -> bool {
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    !before.ends_with(is_word) && !before.ends_with("::")
}

#[test]
fn the_lower_layers_have_no_effects() {
    let mut broken = Vec::new();
    for file in read_all() {
        if !file.layer().is_some_and(|layer| PURE.contains(&layer)) {
            continue;
        }
        for line in file.lines.iter().filter(|line| !line.is_test) {
            for effect in EFFECTS {
                if line.code.contains(effect) {
                    broken.push(format!("{}: `{effect}`", file.place(line)));
                }
            }
        }
    }
    assert_none(broken);
}

#[test]
fn pictures_and_updates_have_no_hidden_state() {
    let mut broken = Vec::new();
    for file in read_all() {
        if !matches!(file.layer(), Some("app" | "view")) {
            continue;
        }
        for line in &file.lines {
            for kind in HIDDEN_STATE {
                // `view::Cell` is a cell of the screen, not of memory.
                let is_cell = *kind == "Cell" && !line.code.contains("cell::Cell");
                if !is_cell && names(&line.code, kind) {
                    broken.push(format!("{}: `{kind}`", file.place(line)));
                }
            }
        }
    }
    assert_none(broken);
}

/// A new runtime must not need a change outside `runtime`.
#[test]
fn no_runtime_is_known_by_name_outside_runtime() {
    let known: BTreeSet<&str> = RUNTIMES.iter().map(|spec| spec.name).collect();
    let mut broken = Vec::new();
    for file in read_all() {
        if file.layer() == Some("runtime") {
            continue;
        }
        for line in file.lines.iter().filter(|line| !line.is_test) {
            for text in line
                .strings
                .iter()
                .filter(|text| known.contains(text.as_str()))
            {
                broken.push(format!(
                    "{}: {text:?}; ask its `RuntimeSpec`",
                    file.place(line)
                ));
            }
        }
    }
    assert_none(broken);
}

#[test]
fn real_time_is_read_only_where_it_is_played() {
    let mut broken = Vec::new();
    for file in read_all() {
        let may = REAL_TIME.iter().any(|home| file.path.starts_with(home));
        for line in file.lines.iter().filter(|line| !line.is_test) {
            if !may && line.code.contains("clippy::disallowed_methods") {
                broken.push(format!("{}: excuses itself from the ban", file.place(line)));
            }
        }
    }
    assert_none(broken);
}

#[test]
fn nothing_is_left_undone_or_excused() {
    let mut broken = Vec::new();
    for file in read_all() {
        for line in &file.lines {
            for word in ["TODO", "FIXME", "XXX", "HACK"] {
                if names(&line.raw, word) {
                    broken.push(format!("{}: {word}", file.place(line)));
                }
            }
            for excuse in [
                "#[allow(",
                "#![allow(",
                "#[ignore",
                "todo!(",
                "unimplemented!(",
            ] {
                if line.code.contains(excuse) {
                    broken.push(format!("{}: {excuse}", file.place(line)));
                }
            }
        }
    }
    assert_none(broken);
}

/// `pub mod tui` is the only item of the root that a feature guards.
#[test]
fn only_the_terminal_is_optional() {
    let mut broken = Vec::new();
    for file in read_all() {
        for pair in file.lines.windows(2) {
            let guards = pair[0].raw.contains("feature = ");
            if guards && file.module.is_empty() && pair[1].code.trim() != "pub mod tui;" {
                broken.push(format!("{}: only `tui` is optional", file.place(&pair[0])));
            }
        }
    }
    assert_none(broken);
}
