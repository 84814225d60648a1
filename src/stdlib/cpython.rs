//! Owns the names that CPython 3.13's modules and their classes have (`cpython-3.13.txt`, listed by that
//! interpreter on Linux: public names, submodules left out), so that a name which gilscope lacks is
//! refused, and one that nobody has is the AttributeError it is.

use std::collections::BTreeMap;
use std::sync::LazyLock;

/// `module` or `module.Class` → its names.
static NAMES: LazyLock<BTreeMap<&str, Vec<&str>>> = LazyLock::new(|| {
    let lines = include_str!("cpython-3.13.txt").lines();
    lines
        .filter_map(|line| line.split_once(": "))
        .map(|(owner, names)| (owner, names.split(' ').collect()))
        .collect()
});

/// Whether `owner` (`module` or `module.Class`) has the public name in CPython 3.13.
pub fn has(owner: &str, name: &str) -> bool {
    names(owner).contains(&name)
}

/// The public names of `owner` in CPython 3.13; none for what is not listed.
pub fn names(owner: &str) -> &'static [&'static str] {
    NAMES.get(owner).map_or(&[], Vec::as_slice)
}

#[cfg(test)]
mod tests {
    use super::{NAMES, has};

    #[test]
    fn what_cpython_has_is_listed() {
        assert!(has("threading", "Thread") && has("threading.Thread", "join"));
        assert!(!has("threading", "Tread") && !has("treading", "Thread"));
    }

    #[test]
    fn every_line_is_understood() {
        let text = include_str!("cpython-3.13.txt");
        assert_eq!(text.lines().count(), NAMES.len());
    }
}
