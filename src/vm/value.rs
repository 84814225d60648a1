//! Owns `Value`: what a variable, stack slot or container element holds. Small values are stored in
//! place (16 bytes, `Copy`); everything else is an `ObjId` into a [`super::Memory`].

use crate::base::ObjId;

/// A Python value.
#[derive(Clone, Copy, PartialEq, Debug, Default)]
pub enum Value {
    /// No value: an unbound variable, CPython's NULL on the operand stack. Programs never see it.
    #[default]
    Null,
    None,
    NotImplemented,
    Ellipsis,
    Bool(bool),
    /// An int of 64 bits; larger ones are `Body::BigInt` and never fit in 64 bits (canonical form).
    Int(i64),
    Float(f64),
    Obj(ObjId),
}

impl Value {
    #[inline]
    pub const fn is_null(self) -> bool {
        matches!(self, Self::Null)
    }

    #[inline]
    pub const fn is_none(self) -> bool {
        matches!(self, Self::None)
    }

    /// The value of a variable, when it has one.
    #[inline]
    pub const fn bound(self) -> Option<Self> {
        if self.is_null() { None } else { Some(self) }
    }

    /// The heap object this names, if it names one.
    #[inline]
    pub const fn obj(self) -> Option<ObjId> {
        match self {
            Self::Obj(id) => Some(id),
            _ => None,
        }
    }

    /// Python's `is`. Small values are equal by content (CPython: true of small ints, None, bools).
    pub fn is(self, other: Self) -> bool {
        match (self, other) {
            (Self::Float(a), Self::Float(b)) => a.to_bits() == b.to_bits(),
            (a, b) => a == b,
        }
    }
}

impl From<bool> for Value {
    fn from(b: bool) -> Self {
        Self::Bool(b)
    }
}

impl From<ObjId> for Value {
    fn from(id: ObjId) -> Self {
        Self::Obj(id)
    }
}
