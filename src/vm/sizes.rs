//! Owns how much memory an object stands for, and whether the cyclic collector would look at it. Owns no
//! limit and no collection (`memory`).

use super::object::Body;
use super::value::Value;

/// Slots that a growing vector of this length takes, about, as `list_resize` of Objects/listobject.c leaves
/// room. What it really takes would be another number in each copy of the run.
pub(crate) const fn room(length: usize) -> usize {
    length + length / 8
}

impl Body {
    /// Whether CPython's cyclic collector looks at it: it can hold other objects.
    pub(super) fn is_collected(&self) -> bool {
        !matches!(
            self,
            Self::Free
                | Self::Str(_)
                | Self::Bytes(_)
                | Self::ByteArray(_)
                | Self::BigInt(_)
                | Self::Complex(..)
                | Self::Range { .. }
                | Self::Code(_)
                | Self::Lock(_)
        )
    }

    /// Bytes held outside the arena slot, about.
    pub fn outside_bytes(&self) -> usize {
        const VALUE: usize = std::mem::size_of::<Value>();
        match self {
            Self::Str(s) => s.text.len(),
            Self::Bytes(b) => b.len(),
            Self::ByteArray(b) => room(b.len()),
            Self::BigInt(i) => i.bits() as usize / 8,
            Self::List(items) => room(items.len()) * VALUE,
            Self::Tuple(items) => items.len() * VALUE,
            Self::Dict(dict) => dict.heap_bytes(),
            Self::Set(set) | Self::FrozenSet(set) => set.heap_bytes(),
            Self::Instance(instance) => 80 + instance.attrs.len() * 24,
            Self::Generator(_) => 200,
            Self::Ext(ext) => ext.heap_bytes(),
            _ => 0,
        }
    }
}
