//! Owns the proof that the README shows what the program prints and has. Owns no other document.

mod supported;

use std::path::Path;
use std::process::Command;

/// The fenced blocks whose first line is a `compare` command, with what stands below it.
fn shown(readme: &str) -> Vec<(Vec<&str>, String)> {
    let blocks = readme.split("```").skip(1).step_by(2);
    let lines = blocks.filter_map(|block| block.trim_start().strip_prefix("$ gilscope compare "));
    lines
        .filter_map(|text| text.split_once('\n'))
        .map(|(arguments, output)| (arguments.split(' ').collect(), output.trim_end().to_owned()))
        .collect()
}

#[test]
fn its_picture_is_what_the_command_prints() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let readme = std::fs::read_to_string(root.join("README.md")).expect("README.md");
    let pictures = shown(&readme);
    assert_eq!(pictures.len(), 1, "the README has one picture");
    for (arguments, expected) in pictures {
        let output = Command::new(env!("CARGO_BIN_EXE_gilscope"))
            .arg("compare")
            .args(arguments)
            .current_dir(root)
            .output()
            .expect("gilscope runs");
        let printed = String::from_utf8_lossy(&output.stdout);
        assert_eq!(
            printed.trim_end(),
            expected,
            "paste this into README.md:\n{printed}"
        );
    }
}
