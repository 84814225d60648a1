//! Owns the built-in functions (`print`, `len`, `sorted`, …), one file a family.

use super::memory::Memory;
use super::native::NativeDef;

mod items;
mod output;

struct Table<M>(std::marker::PhantomData<M>);

impl<M: Memory> Table<M> {
    const FUNCTIONS: &'static [NativeDef<M>] = &[
        NativeDef::new("len", items::len).unchecked(),
        NativeDef::new("print", output::print).cost(250_000),
        NativeDef::new("repr", output::repr).cost(50_000),
        NativeDef::new("ascii", output::ascii).cost(60_000),
        NativeDef::new("format", output::format).cost(50_000),
        NativeDef::new("input", output::input).cost(500_000),
    ];
}

/// The functions of the module `builtins`.
pub(super) fn functions<M: Memory>() -> &'static [NativeDef<M>] {
    Table::<M>::FUNCTIONS
}
