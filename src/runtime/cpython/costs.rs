//! Owns the shape of CPython's instruction costs: which instructions cost alike. What each group costs
//! is a version's own ([`Groups`]), fitted so that whole constructs take what they were measured to.

use crate::bytecode::{BinaryOp, CostTable, Opcode, Sharing};

/// Picoseconds of groups of instructions, and of the frequent ones one by one.
#[derive(Clone, Copy, Debug)]
pub(super) struct Groups {
    /// LOAD_FAST and its forms, LOAD_CONST, LOAD_SMALL_INT.
    pub(super) load: u16,
    pub(super) load_two: u16,
    pub(super) store_fast: u16,
    /// COPY, SWAP, PUSH_NULL: a move on the operand stack.
    pub(super) shuffle: u16,
    pub(super) pop_top: u16,
    pub(super) load_global: u16,
    pub(super) store_global: u16,
    /// Module and class level: never specialised, a dict look-up each.
    pub(super) load_name: u16,
    pub(super) store_name: u16,
    pub(super) load_attr: u16,
    pub(super) store_attr: u16,
    pub(super) load_special: u16,
    /// Of a list; what a dict takes more is `store_key`.
    pub(super) store_subscr: u16,
    pub(super) store_key: u16,
    /// `+`, `-`: makes an int.
    pub(super) add: u16,
    pub(super) multiply: u16,
    /// `&`, `|`, `^` of small ints.
    pub(super) bitwise: u16,
    /// Shifts, mostly to ints that are not small.
    pub(super) shift: u16,
    pub(super) subscr: u16,
    pub(super) compare: u16,
    pub(super) branch: u16,
    pub(super) for_iter: u16,
    pub(super) jump_backward: u16,
    pub(super) call: u16,
    pub(super) resume: u16,
    pub(super) return_value: u16,
    pub(super) native_scale: u32,
}

/// The table of a version. Instructions that no measured construct contains cost what their work is
/// worth beside the measured ones (an allocation about 12 ns, a dict about 20).
pub(super) fn table(g: &Groups) -> CostTable {
    let mut table = rare(g);
    table.native_scale = g.native_scale;
    table.store_key = u32::from(g.store_key);
    table.list_append = table.list_append * g.native_scale / 1000;
    table
        .with(
            g.load,
            &[
                Opcode::LoadFast,
                Opcode::LoadFastBorrow,
                Opcode::LoadFastCheck,
                Opcode::LoadFastAndClear,
                Opcode::LoadConst,
                Opcode::LoadSmallInt,
                Opcode::LoadCommonConstant,
                Opcode::LoadDeref,
            ],
        )
        .with(
            g.load_two,
            &[
                Opcode::LoadFastBorrowLoadFastBorrow,
                Opcode::StoreFastLoadFast,
                Opcode::StoreFastStoreFast,
            ],
        )
        .with(
            g.store_fast,
            &[Opcode::StoreFast, Opcode::StoreDeref, Opcode::DeleteFast],
        )
        .with(
            g.shuffle,
            &[
                Opcode::Copy,
                Opcode::Swap,
                Opcode::PushNull,
                Opcode::EndSend,
            ],
        )
        .with(
            g.pop_top,
            &[Opcode::PopTop, Opcode::EndFor, Opcode::PopIter],
        )
        .with(g.load_global, &[Opcode::LoadGlobal])
        .with(g.store_global, &[Opcode::StoreGlobal, Opcode::DeleteGlobal])
        .with(
            g.load_name,
            &[Opcode::LoadName, Opcode::LoadFromDictOrDeref],
        )
        .with(g.store_name, &[Opcode::StoreName, Opcode::DeleteName])
        .with(g.load_attr, &[Opcode::LoadAttr])
        .with(g.store_attr, &[Opcode::StoreAttr, Opcode::DeleteAttr])
        .with(g.load_special, &[Opcode::LoadSpecial])
        .with(g.store_subscr, &[Opcode::StoreSubscr, Opcode::DeleteSubscr])
        .with(g.compare, &[Opcode::CompareOp])
        .with(
            g.branch,
            &[
                Opcode::PopJumpIfFalse,
                Opcode::PopJumpIfTrue,
                Opcode::PopJumpIfNone,
                Opcode::PopJumpIfNotNone,
                Opcode::IsOp,
                Opcode::ToBool,
                Opcode::UnaryNot,
                Opcode::JumpForward,
            ],
        )
        .with(0, &[Opcode::Nop, Opcode::NotTaken])
        .with(g.for_iter, &[Opcode::ForIter])
        .with(
            g.jump_backward,
            &[Opcode::JumpBackward, Opcode::JumpBackwardNoInterrupt],
        )
        .with(g.call, &[Opcode::Call])
        .with(g.resume, &[Opcode::Resume])
        .with(g.return_value, &[Opcode::ReturnValue])
        .with_binary(g.add, &[BinaryOp::Add, BinaryOp::Subtract])
        .with_binary(g.multiply, &[BinaryOp::Multiply])
        .with_binary(g.multiply + 5_000, &[BinaryOp::TrueDivide])
        .with_binary(g.multiply + 12_000, &[BinaryOp::Power])
        .with_binary(g.bitwise, &[BinaryOp::And, BinaryOp::Or, BinaryOp::Xor])
        .with_binary(g.shift, &[BinaryOp::LeftShift, BinaryOp::RightShift])
        .with_binary(
            g.multiply * 2,
            &[BinaryOp::FloorDivide, BinaryOp::Remainder],
        )
        .with_binary(g.subscr, &[BinaryOp::Subscr])
}

/// The table of a version whose threads run in parallel.
pub(super) fn parallel(g: &Groups, sharing: Sharing) -> CostTable {
    let mut table = table(g);
    table.sharing = sharing;
    table
}

/// What is not in the fitted constructs, as measured on 3.11 with profile-guided optimisation beside an
/// empty loop: a tuple of two 5 ns, a list of two 9, a dict of one 13, a slice of a list 17, an f-string
/// of an int 17, a comprehension 1.5 for each item and 3.5 for its iterator. Versions and builds that are
/// slower in C are so in these.
fn rare(g: &Groups) -> CostTable {
    let scaled = |ps: u32| (ps * g.native_scale / 1000).min(u32::from(u16::MAX)) as u16;
    CostTable::uniform(scaled(4_000))
        .with(
            scaled(1_500),
            &[
                Opcode::ListAppend,
                Opcode::SetAdd,
                Opcode::UnpackSequence,
                Opcode::YieldValue,
            ],
        )
        .with(
            scaled(5_000),
            &[
                Opcode::BuildTuple,
                Opcode::GetIter,
                Opcode::MakeCell,
                // Making the bound method, or its call, comes on top.
                Opcode::LoadSuperAttr,
            ],
        )
        .with(
            scaled(12_000),
            &[
                Opcode::BuildList,
                Opcode::BuildSlice,
                Opcode::CallFunctionEx,
            ],
        )
        .with(
            scaled(20_000),
            &[
                Opcode::BuildMap,
                Opcode::BuildSet,
                Opcode::BinarySlice,
                Opcode::StoreSlice,
                Opcode::FormatSimple,
            ],
        )
        .with(
            scaled(20_000),
            &[
                Opcode::BuildString,
                Opcode::DictUpdate,
                Opcode::DictMerge,
                Opcode::MakeFunction,
                Opcode::ReturnGenerator,
                Opcode::WithExceptStart,
            ],
        )
        .with(
            scaled(40_000),
            &[
                Opcode::FormatWithSpec,
                Opcode::ConvertValue,
                Opcode::RaiseVarargs,
            ],
        )
        .with(
            scaled(60_000),
            &[Opcode::ImportName, Opcode::LoadBuildClass],
        )
        .with(g.call * 2, &[Opcode::CallKw])
}
