//! Owns the names that CPython 3.13's modules and their classes have (`cpython-3.13.txt`, listed by that
//! interpreter on Linux: public names, submodules left out), so that a name which gilscope lacks is
//! refused, and one that nobody has is the AttributeError it is.
//!
//! A name that ends in `~` is there, but nobody counts on it being listed: a module's helper that is not
//! in its `__all__`, an attribute that only instances have.

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

fn all(owner: &str) -> &'static [&'static str] {
    NAMES.get(owner).map_or(&[], Vec::as_slice)
}

/// Whether `owner` (`module` or `module.Class`) has the public name in CPython 3.13.
pub(super) fn has(owner: &str, name: &str) -> bool {
    let mut names = all(owner).iter();
    names.any(|known| known.strip_suffix('~').unwrap_or(known) == name)
}

/// The names of `owner` in CPython 3.13 that it is known for; none for what is not listed.
pub fn names(owner: &str) -> impl Iterator<Item = &'static str> {
    let names = all(owner).iter().copied();
    names.filter(|name| !name.ends_with('~'))
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
