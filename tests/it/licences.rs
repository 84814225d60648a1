//! Owns the proof that every dependency may be given away under the crate's own licences: the tree that
//! cargo resolves for this platform, held against the allow list of `deny.toml`.

use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;

/// The licences in `deny.toml`.
fn allowed() -> BTreeSet<String> {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("deny.toml");
    let text = std::fs::read_to_string(file).expect("the list of licences");
    let deny: toml::Table = text.parse().expect("it is TOML");
    let list = deny["licenses"]["allow"].as_array().expect("a list");
    list.iter()
        .map(|name| name.as_str().expect("a name").to_owned())
        .collect()
}

/// Whether an SPDX expression (or the older `A/B`) can be satisfied with allowed licences.
fn is_satisfied(expression: &str, allowed: &BTreeSet<String>) -> bool {
    let spaced = expression
        .replace('(', " ( ")
        .replace(')', " ) ")
        .replace('/', " OR ");
    let words: Vec<&str> = spaced.split_whitespace().collect();
    let mut rest = words.as_slice();
    let satisfied = any(&mut rest, allowed);
    satisfied && rest.is_empty()
}

fn any(words: &mut &[&str], allowed: &BTreeSet<String>) -> bool {
    let mut satisfied = all(words, allowed);
    while let ["OR", rest @ ..] = *words {
        *words = rest;
        satisfied |= all(words, allowed);
    }
    satisfied
}

fn all(words: &mut &[&str], allowed: &BTreeSet<String>) -> bool {
    let mut satisfied = one(words, allowed);
    while let ["AND", rest @ ..] = *words {
        *words = rest;
        satisfied &= one(words, allowed);
    }
    satisfied
}

fn one(words: &mut &[&str], allowed: &BTreeSet<String>) -> bool {
    match *words {
        ["(", rest @ ..] => {
            *words = rest;
            let satisfied = any(words, allowed);
            if let [")", rest @ ..] = *words {
                *words = rest;
            }
            satisfied
        }
        [licence, "WITH", exception, rest @ ..] => {
            *words = rest;
            allowed.contains(&format!("{licence} WITH {exception}"))
        }
        [licence, rest @ ..] => {
            *words = rest;
            allowed.contains(*licence)
        }
        [] => false,
    }
}

#[test]
fn every_dependency_has_a_licence_that_may_be_combined_with_ours() {
    let tree = Command::new(env!("CARGO"))
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .args([
            "tree",
            "--locked",
            "--offline",
            "--edges",
            "normal,build,dev",
        ])
        .args(["--prefix", "none", "--no-dedupe", "--format", "{p}\t{l}"])
        .output()
        .expect("cargo runs, as it runs this test");
    let problem = String::from_utf8_lossy(&tree.stderr);
    assert!(tree.status.success(), "{problem}");
    let text = String::from_utf8(tree.stdout).expect("names and licences");
    let crates: BTreeSet<&str> = text.lines().filter(|line| !line.is_empty()).collect();
    assert!(crates.len() > 50, "this is no dependency tree: {text}");
    let allowed = allowed();
    let unfit: Vec<&str> = crates
        .into_iter()
        .filter(|line| {
            let licence = line.split('\t').nth(1).unwrap_or("");
            !is_satisfied(licence, &allowed)
        })
        .collect();
    assert!(unfit.is_empty(), "not in deny.toml:\n{}", unfit.join("\n"));
}

#[test]
fn expressions_are_read_as_spdx_means_them() {
    let allowed = BTreeSet::from(["MIT".to_owned(), "Zlib".to_owned()]);
    for (expression, expected) in [
        ("MIT", true),
        ("GPL-3.0", false),
        ("GPL-3.0 OR MIT", true),
        ("GPL-3.0/MIT", true),
        ("MIT AND GPL-3.0", false),
        ("(MIT OR GPL-3.0) AND Zlib", true),
        ("(MIT OR GPL-3.0) AND ISC", false),
        ("MIT WITH some-exception", false),
        ("MIT Zlib", false),
        ("", false),
    ] {
        assert_eq!(
            is_satisfied(expression, &allowed),
            expected,
            "{expression:?}"
        );
    }
}
