//! Owns code objects: instructions with their constants, names, variables, spans and exception table.
//! They are immutable and shared; what a run adds (costs, fused instructions, caches) is `vm::link`'s.

use std::sync::Arc;

use num_bigint::BigInt;

use super::{Dialect, Opcode};
use crate::base::{Source, Span};

/// One instruction.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Instr {
    pub op: Opcode,
    pub arg: u32,
    pub shown: Shown,
}

/// How the version that a code object is compiled for shows an instruction (`dis`).
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Shown {
    /// As [`super::name`] says.
    #[default]
    Usual,
    /// Not at all: there it is part of an instruction beside it.
    Hidden,
    /// Under another name, because it does another instruction's work, or nothing.
    As(&'static str),
}

/// A constant of a code object.
#[derive(Clone, PartialEq, Debug)]
pub enum Const {
    None,
    Ellipsis,
    Bool(bool),
    Int(i64),
    BigInt(BigInt),
    Float(f64),
    Complex(f64, f64),
    Str(Arc<str>),
    Bytes(Arc<[u8]>),
    Tuple(Vec<Self>),
    FrozenSet(Vec<Self>),
    Code(Arc<CodeObject>),
}

/// Where a range of instructions goes when one of them raises.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct ExceptionEntry {
    /// First instruction covered, and the one behind the last.
    pub start: u32,
    pub end: u32,
    pub target: u32,
    /// Height of the operand stack to cut back to.
    pub depth: u32,
    /// Whether the index of the raising instruction is pushed below the exception.
    pub lasti: bool,
}

/// What a variable of a code object is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum VarKind {
    Local,
    /// A local that an inner function uses: lives in a cell (MAKE_CELL).
    Cell,
    /// A variable of an enclosing function (COPY_FREE_VARS).
    Free,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct CodeFlags {
    /// Has `*args`, `**kwargs`.
    pub varargs: bool,
    pub varkeywords: bool,
    pub generator: bool,
    pub coroutine: bool,
    pub async_generator: bool,
    /// A function (fast locals), as opposed to a module or class body (names in a namespace).
    pub optimized: bool,
    /// A module or class body of our own standard library: frames are left out of learners' views.
    pub library: bool,
}

/// A compiled function, class body or module. Variable order: positional-only and positional
/// parameters, keyword-only parameters, `*args`, `**kwargs`, other locals and cells, free variables;
/// a parameter that is a cell keeps its place (as in CPython 3.11+).
#[derive(Clone, PartialEq, Debug)]
pub struct CodeObject {
    pub name: Arc<str>,
    pub qualname: Arc<str>,
    pub source: Source,
    /// Line of the `def`, `class`, `lambda`; 1 for a module.
    pub first_line: u32,
    pub flags: CodeFlags,
    pub pos_only: u32,
    /// Positional parameters, the positional-only ones included.
    pub args: u32,
    pub kw_only: u32,
    pub varnames: Vec<Arc<str>>,
    pub varkinds: Vec<VarKind>,
    pub names: Vec<Arc<str>>,
    pub consts: Vec<Const>,
    pub instrs: Vec<Instr>,
    /// For each instruction the piece of source it comes from.
    pub spans: Vec<Span>,
    /// Inner entries come before the outer ones that contain them.
    pub exceptions: Vec<ExceptionEntry>,
    /// Most operands on the stack at any time.
    pub stack_size: u32,
    pub docstring: Option<Arc<str>>,
    /// Whose shapes the instructions have.
    pub dialect: Dialect,
}

impl CodeObject {
    /// 1-based line of an instruction.
    pub fn line(&self, index: usize) -> u32 {
        self.spans
            .get(index)
            .map_or(self.first_line, |span| self.source.line(span.start))
    }

    /// How many variables are free variables (at the end of `varnames`).
    pub fn free_count(&self) -> usize {
        self.varkinds
            .iter()
            .filter(|kind| **kind == VarKind::Free)
            .count()
    }

    /// The innermost handler for an exception at `index`.
    pub fn handler(&self, index: u32) -> Option<&ExceptionEntry> {
        self.exceptions
            .iter()
            .find(|entry| entry.start <= index && index < entry.end)
    }
}

macro_rules! operators {
    ($(#[$doc:meta])* $name:ident { $($variant:ident $text:literal,)* }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, Debug)]
        #[repr(u8)]
        pub enum $name { $($variant,)* }

        impl $name {
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];
            /// As `dis` shows it.
            pub const fn text(self) -> &'static str {
                match self { $(Self::$variant => $text,)* }
            }
            #[inline]
            pub fn from_arg(arg: u32) -> Self {
                Self::ALL[arg as usize]
            }
        }
    };
}

operators! {
    /// The argument of BINARY_OP. The in-place forms follow the plain ones in the same order.
    BinaryOp {
        Add "+", And "&", FloorDivide "//", LeftShift "<<", MatrixMultiply "@", Multiply "*",
        Remainder "%", Or "|", Power "**", RightShift ">>", Subtract "-", TrueDivide "/", Xor "^",
        InplaceAdd "+=", InplaceAnd "&=", InplaceFloorDivide "//=", InplaceLeftShift "<<=",
        InplaceMatrixMultiply "@=", InplaceMultiply "*=", InplaceRemainder "%=", InplaceOr "|=",
        InplacePower "**=", InplaceRightShift ">>=", InplaceSubtract "-=", InplaceTrueDivide "/=",
        InplaceXor "^=",
        Subscr "[]",
    }
}

impl BinaryOp {
    /// The plain operator of an in-place one; itself otherwise.
    #[inline]
    pub fn plain(self) -> Self {
        let at = self as usize;
        if self.is_inplace() {
            Self::ALL[at - 13]
        } else {
            self
        }
    }

    #[inline]
    pub fn is_inplace(self) -> bool {
        (13..26).contains(&(self as usize))
    }
}

operators! {
    /// The low four bits of the argument of COMPARE_OP.
    CompareOp { Lt "<", Le "<=", Eq "==", Ne "!=", Gt ">", Ge ">=", }
}

operators! {
    /// The argument of CALL_INTRINSIC_1.
    IntrinsicOp {
        ImportStar "INTRINSIC_IMPORT_STAR",
        StopIterationError "INTRINSIC_STOPITERATION_ERROR",
        UnaryPositive "INTRINSIC_UNARY_POSITIVE",
        ListToTuple "INTRINSIC_LIST_TO_TUPLE",
        AsyncGenWrap "INTRINSIC_ASYNC_GEN_WRAP",
        Print "INTRINSIC_PRINT",
    }
}
