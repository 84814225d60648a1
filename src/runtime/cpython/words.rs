//! Owns how the lock of CPython's versions is spoken of. Owns no rule: what a version does is in its file.

use crate::trace::Vocabulary;

/// The GIL of 3.2 and later: who waits asks for it, and whoever has it lets go at a check.
pub(super) const GIL: Vocabulary = Vocabulary {
    lock: "GIL",
    check: "its next check",
    patience: "saw no switch",
    free: "",
};

/// A free-threaded build while its GIL is off.
pub(super) const NO_GIL: Vocabulary = Vocabulary {
    free: "there is no GIL: it runs whenever it has a core",
    ..GIL
};
