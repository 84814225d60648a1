//! Owns the built-in functions (`print`, `len`, `sorted`, …), one file a family.

use super::cx::Cx;
use super::memory::Memory;
use super::native::{Args, NativeDef, NativeResult};
use super::value::Value;

mod files;
mod items;
mod numbers;
mod objects;
mod output;

pub(super) use objects::is_callable;

struct Table<M>(std::marker::PhantomData<M>);

impl<M: Memory> Table<M> {
    const FUNCTIONS: &'static [NativeDef<M>] = &[
        NativeDef::new("abs", numbers::abs),
        NativeDef::new("all", items::all).cost(50_000),
        NativeDef::new("any", items::any).cost(50_000),
        NativeDef::new("ascii", output::ascii).cost(60_000),
        NativeDef::new("bin", numbers::bin).cost(60_000),
        NativeDef::new("callable", objects::callable),
        NativeDef::new("chr", numbers::chr),
        NativeDef::new("divmod", numbers::divmod).cost(40_000),
        NativeDef::new("format", output::format).cost(50_000),
        NativeDef::new("hash", objects::hash),
        NativeDef::new("hex", numbers::hex).cost(60_000),
        NativeDef::new("id", objects::id),
        NativeDef::new("input", output::input).cost(500_000),
        NativeDef::new("isinstance", objects::isinstance)
            .cost(1_500)
            .unchecked(),
        NativeDef::new("issubclass", objects::issubclass),
        NativeDef::new("iter", items::iter).cost(25_000),
        NativeDef::new("len", items::len).cost(1_000).unchecked(),
        NativeDef::new("max", items::max).cost(5_000),
        NativeDef::new("min", items::min).cost(5_000),
        NativeDef::new("next", items::next).cost(20_000),
        NativeDef::new("oct", numbers::oct).cost(60_000),
        NativeDef::new("open", files::open).cost(1_000_000),
        NativeDef::new("ord", numbers::ord),
        NativeDef::new("pow", numbers::pow).cost(40_000),
        NativeDef::new("print", output::print).cost(250_000),
        NativeDef::new("repr", output::repr).cost(50_000),
        NativeDef::new("round", numbers::round).cost(60_000),
        NativeDef::new("sorted", items::sorted).cost(20_000),
        NativeDef::new("sum", items::sum).cost(8_000),
    ];
}

/// `len(value)`.
pub(super) fn length<M: Memory>(cx: &mut Cx<'_, M>, value: Value) -> NativeResult<M> {
    items::len(cx, positional(&[value]))
}

/// `isinstance(value, class)`.
pub(super) fn is_instance<M: Memory>(
    cx: &mut Cx<'_, M>,
    value: Value,
    class: Value,
) -> NativeResult<M> {
    objects::isinstance(cx, positional(&[value, class]))
}

const fn positional(pos: &[Value]) -> Args<'_> {
    Args { pos, kw: &[] }
}

/// The functions of the module `builtins`.
pub(super) fn functions<M: Memory>() -> &'static [NativeDef<M>] {
    Table::<M>::FUNCTIONS
}
