//! Owns the built-in functions (`print`, `len`, `sorted`, …), one file a family.

use super::memory::Memory;
use super::native::NativeDef;

/// The functions of the module `builtins`.
pub(super) fn functions<M: Memory>() -> &'static [NativeDef<M>] {
    &[]
}
