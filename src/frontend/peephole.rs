//! Owns the improvements that CPython makes to neighbouring instructions of a block (`flowgraph.c`,
//! `optimize_basic_block`). Owns nothing that looks at other blocks: that is `optimize`.

use super::code::{Block, Ins, Op};
use crate::bytecode::{Const, Dialect, Opcode, Shown};

pub(super) fn peephole(block: &mut Block, consts: &[Const], dialect: Dialect) {
    let mut at = 0;
    while at < block.ins.len() {
        // A change may make another one possible just before it.
        if rewrite(&mut block.ins, at, consts, dialect) {
            at = at.saturating_sub(2);
        } else {
            at += 1;
        }
    }
    for at in 0..block.ins.len() {
        if dialect < Dialect::V3_11 {
            break;
        }
        static_swap(&mut block.ins, at);
    }
}

/// Tries one change of the instructions at `at`.
fn rewrite(ins: &mut Vec<Ins>, at: usize, consts: &[Const], dialect: Dialect) -> bool {
    let Some(next) = ins.get(at + 1).copied() else {
        return false;
    };
    let Op::Real(op) = ins[at].op else {
        return false;
    };
    let Op::Real(second) = next.op else {
        return false;
    };
    match (op, second) {
        (Opcode::LoadGlobal, Opcode::PushNull) if ins[at].arg & 1 == 0 => ins[at].arg |= 1,
        (Opcode::CompareOp, Opcode::ToBool) => ins[at].arg |= 16,
        (Opcode::ContainsOp | Opcode::IsOp | Opcode::UnaryNot, Opcode::ToBool) => {}
        (Opcode::ContainsOp | Opcode::IsOp, Opcode::UnaryNot) => ins[at].arg ^= 1,
        (Opcode::BuildTuple, Opcode::UnpackSequence) if ins[at].arg == next.arg => {
            if next.arg == 1 {
                ins.remove(at + 1);
            } else if matches!(next.arg, 2 | 3) {
                ins[at + 1].op = Op::Real(Opcode::Swap);
                if next.arg == 3 && dialect < Dialect::V3_11 {
                    let second = Ins {
                        op: Op::Real(Opcode::Nop),
                        shown: Shown::As("ROT_TWO"),
                        ..next
                    };
                    ins.insert(at + 2, second);
                }
            } else {
                return false;
            }
            ins.remove(at);
            return true;
        }
        (Opcode::LoadConst | Opcode::LoadSmallInt, Opcode::PopTop) => {
            ins.remove(at);
            ins[at].op = Op::Real(Opcode::Nop);
            ins[at].arg = 0;
            return true;
        }
        (Opcode::StoreFast, Opcode::StoreFast)
            if ins[at].arg == next.arg && dialect >= Dialect::V3_12 =>
        {
            ins[at].op = Op::Real(Opcode::PopTop);
            ins[at].arg = 0;
            return true;
        }
        (Opcode::LoadConst, Opcode::IsOp) if dialect >= Dialect::V3_11 => {
            return none_test(ins, at, consts, dialect);
        }
        _ => return false,
    }
    ins.remove(at + 1);
    true
}

/// `x is None` before a conditional jump.
fn none_test(ins: &mut Vec<Ins>, at: usize, consts: &[Const], dialect: Dialect) -> bool {
    if consts.get(ins[at].arg as usize) != Some(&Const::None) {
        return false;
    }
    // A TO_BOOL or NOT behind IS_OP goes first.
    if rewrite(ins, at + 1, consts, dialect) {
        return true;
    }
    let Some(jump) = ins.get(at + 2).copied() else {
        return false;
    };
    let on_true = match jump.op {
        Op::Real(Opcode::PopJumpIfTrue) => true,
        Op::Real(Opcode::PopJumpIfFalse) => false,
        _ => return false,
    };
    let is_none = (ins[at + 1].arg == 0) == on_true;
    let op = if is_none {
        Opcode::PopJumpIfNone
    } else {
        Opcode::PopJumpIfNotNone
    };
    ins.drain(at..at + 2);
    ins[at].op = Op::Real(op);
    true
}

/// SWAP before stores in locals: exchanges the stores instead.
fn static_swap(ins: &mut [Ins], at: usize) {
    if !ins[at].op.is(Opcode::Swap) {
        return;
    }
    let depth = ins[at].arg as usize;
    let Some(stores) = ins.get(at + 1..=at + depth) else {
        return;
    };
    let stores_local = |i: &Ins| i.op.is(Opcode::StoreFast) || i.op == Op::StoreFastMaybeNull;
    let swappable = |i: &Ins| stores_local(i) || i.op.is(Opcode::PopTop);
    if !stores.iter().all(swappable) {
        return;
    }
    let (first, last) = (stores[0], stores[depth - 1]);
    let same = |i: &&Ins, var: &Ins| stores_local(i) && i.arg == var.arg;
    let conflict =
        |moved: &Ins| stores_local(moved) && stores.iter().filter(|i| same(i, moved)).count() > 1;
    if conflict(&first) || conflict(&last) {
        return;
    }
    ins.swap(at + 1, at + depth);
    ins[at].op = Op::Real(Opcode::Nop);
    ins[at].arg = 0;
}
