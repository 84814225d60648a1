//! Owns who may run bytecode: the lock models as pure state machines, and the registry of runtimes.
//! Owns neither cores nor time nor values: a model is told what happened and answers what follows, so
//! "who holds the lock" and "who has a core" stay two questions.
#![deny(clippy::float_arithmetic)]

#[cfg(test)]
mod contract;
mod cpython;
mod free_threaded;
mod gil;
mod javascript;
mod model;
mod old_gil;
mod pypy;
mod ready_queue;
mod ruby;
mod spec;
mod subinterpreters;

pub use free_threaded::FreeThreaded;
pub use gil::{Gil, Races};
pub use model::{Attach, Detach, GIL, Poll, RuntimeCtx, RuntimeModel};
pub use old_gil::OldGil;
pub use spec::{
    Build, Carrier, LockRule, Prices, Primitives, RuntimeSpec, SleepCall, SystemCosts, Turn,
};

pub use crate::trace::Vocabulary;

/// Every runtime a program can be run under; the first is the default. In the order of a course: today's
/// Python with the lock and without, with many locks, how it came to be so, and its neighbours.
pub const RUNTIMES: &[&RuntimeSpec] = &[
    cpython::V3_14,
    cpython::V3_14T,
    &subinterpreters::SPEC,
    cpython::V3_13,
    cpython::V3_13T,
    cpython::V3_12,
    cpython::V3_11,
    cpython::V3_10,
    cpython::V3_9,
    cpython::V2_7,
    &pypy::SPEC,
    &ruby::SPEC,
    &javascript::SPEC,
];

/// The runtime of a name or alias.
pub fn find(name: &str) -> Option<&'static RuntimeSpec> {
    RUNTIMES
        .iter()
        .find(|spec| spec.name == name || spec.aliases.contains(&name))
        .copied()
}

/// A runtime with its GIL on (`-X gil=1`) or off (`-X gil=0`), whatever the program imports: itself, where it
/// cannot be otherwise.
///
/// # Errors
/// What is wrong, when the runtime cannot be without its lock.
pub fn with_gil(spec: &'static RuntimeSpec, on: bool) -> Result<&'static RuntimeSpec, String> {
    if on && spec.exclusive() {
        return Ok(spec);
    }
    let same = |other: &&&RuntimeSpec| other.name == spec.name;
    let forced = match on {
        true => &cpython::WITH_GIL,
        false => &cpython::WITHOUT_GIL,
    };
    match forced.iter().find(same) {
        Some(forced) => Ok(forced),
        None => Err(format!(
            "disabling the GIL is not supported by {}; there is --runtime {}",
            spec.name,
            cpython::V3_14T.name
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_aliases_are_found_and_are_unique() {
        let mut all: Vec<&str> = Vec::new();
        for spec in RUNTIMES {
            for name in spec.aliases.iter().chain([&spec.name]) {
                assert!(std::ptr::eq(find(name).expect("it is registered"), *spec));
                assert!(!all.contains(name), "{name} twice");
                all.push(name);
            }
        }
        assert!(find("cpython-0.9").is_none());
    }

    #[test]
    fn only_free_threaded_builds_turn_their_gil_on_and_off() {
        let free = find("cpython-3.14t").expect("registered");
        let locked = with_gil(free, true).expect("it has one");
        assert!(locked.exclusive() && locked.is_free_threaded_build());
        assert_eq!(locked.name, free.name);
        let kept = with_gil(free, false).expect("it is off");
        assert!(!kept.exclusive() && free.gil_may_return && !kept.gil_may_return);
        assert!(!locked.gil_may_return);
        let usual = find("cpython-3.14").expect("registered");
        assert!(std::ptr::eq(
            with_gil(usual, true).expect("as it is"),
            usual
        ));
        assert!(with_gil(usual, false).is_err());
        assert!(!usual.is_free_threaded_build());
    }
}
