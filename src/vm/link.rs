//! Owns what a run adds to a code object: instructions with their costs, fused instructions, constants
//! as values, and names as symbols.
//! Owns neither compiling nor executing.
//!
//! A fused instruction stands at the place of the first CPython instruction it covers; the places behind
//! it keep their own instructions, so jumping into the middle, stepping, and falling back when its fast
//! case does not apply all need nothing special. None covers a check point or an access that another
//! thread could observe except as its last effect.

use std::sync::Arc;

use super::memory::Memory;
use super::native::Values;
use super::object::{Body, Str};
use super::value::Value;
use crate::base::{Symbol, ThreadId};
use crate::bytecode::{
    self, BinaryOp, Check, CodeObject, Const, CostTable, Instr, Looks, Opcode, for_each_opcode,
};

macro_rules! define_exec {
    ($($(#[doc = $doc:literal])* $name:ident $text:literal;)*) => {
        /// What the instruction loop dispatches on: CPython's instructions and our fused ones.
        #[derive(Clone, Copy, PartialEq, Eq, Debug)]
        #[repr(u8)]
        pub enum Exec {
            $($name,)*
            /// LOAD_FAST a, LOAD_FAST b, COMPARE_OP, POP_JUMP_IF_FALSE, NOT_TAKEN.
            FusedCompareLocals,
            /// LOAD_FAST a, LOAD_CONST or LOAD_SMALL_INT b, COMPARE_OP, POP_JUMP_IF_FALSE, NOT_TAKEN.
            FusedCompareConst,
            /// LOAD_FAST a, LOAD_CONST or LOAD_SMALL_INT b, BINARY_OP + or -, STORE_FAST arg.
            FusedAddConst,
            /// As FusedAddConst into a itself, and JUMP_BACKWARD to arg: the end of a counting loop. The
            /// check point is its last effect.
            FusedAddConstJump,
            /// LOAD_FAST a, LOAD_FAST b, BINARY_OP +, STORE_FAST arg.
            FusedAddLocals,
            /// FOR_ITER arg, STORE_FAST a.
            FusedForStore,
        }

        impl From<Opcode> for Exec {
            fn from(op: Opcode) -> Self {
                match op { $(Opcode::$name => Self::$name,)* }
            }
        }
    };
}

for_each_opcode! { define_exec }

/// One executable instruction.
#[derive(Clone, Copy, Debug)]
pub struct Op {
    pub exec: Exec,
    /// How many of CPython's instructions it stands for; 0 for one that the version does not have.
    pub covers: u8,
    /// Of a fused instruction that of its last part; those before it see to themselves (`execute`).
    pub check: Check,
    /// How much it counts for the countdown of 2.7 and PyPy.
    pub ticks: u8,
    /// Whether a check point just before it is none.
    pub shields: bool,
    /// Virtual cost in picoseconds.
    pub cost: u16,
    pub a: u16,
    pub b: u16,
    pub arg: u32,
}

/// A code object made ready to run.
#[derive(Debug)]
pub struct Linked {
    pub code: Arc<CodeObject>,
    /// With fused instructions, for running.
    pub ops: Box<[Op]>,
    /// One for each of CPython's instructions, for stepping and for the slow case of fused ones.
    pub plain: Box<[Op]>,
    pub consts: Box<[Value]>,
    pub names: Box<[Symbol]>,
    pub varnames: Box<[Symbol]>,
    /// Parameters bound by position, by keyword only, and whether that is all there is to bind.
    pub simple: bool,
    /// How many parameters are bound by position.
    pub args: u32,
    /// Variables and operands together.
    pub frame_size: usize,
}

impl Linked {
    pub fn new<M: Memory>(code: Arc<CodeObject>, mem: &mut M) -> Self {
        let mut consts: Vec<Value> = code.consts.iter().map(|c| constant(mem, c)).collect();
        let names = code.names.iter().map(|name| mem.intern(name)).collect();
        let varnames = code.varnames.iter().map(|name| mem.intern(name)).collect();
        let costs = &mem.world().costs;
        let plain: Box<[Op]> = code
            .instrs
            .iter()
            .enumerate()
            .map(|(at, instr)| plain(*instr, costs, &code, at))
            .collect();
        let ops = (0..plain.len())
            .map(|at| fused(&plain, &mut consts, at).unwrap_or(plain[at]))
            .collect();
        Self {
            args: code.args,
            simple: code.kw_only == 0 && !code.flags.varargs && !code.flags.varkeywords,
            frame_size: code.varnames.len() + code.stack_size as usize + 1,
            ops,
            plain,
            consts: consts.into_boxed_slice(),
            names,
            varnames,
            code,
        }
    }
}

fn plain(instr: Instr, costs: &CostTable, code: &CodeObject, at: usize) -> Op {
    let exists = bytecode::name(code, at).is_some();
    let looks = Looks::of(code, at);
    Op {
        exec: instr.op.into(),
        covers: u8::from(exists),
        // Before 3.14 it was BEFORE_WITH that looked for the two methods.
        cost: if exists || instr.op == Opcode::LoadSpecial {
            costs.of(instr)
        } else {
            0
        },
        check: looks.check,
        ticks: u8::from(looks.counted),
        shields: looks.shields,
        a: 0,
        b: 0,
        arg: instr.arg,
    }
}

/// A fused instruction for the place `at`, if a pattern starts there. `consts` may grow: small ints that
/// fused instructions need are added behind the constants of the code object.
fn fused(plain: &[Op], consts: &mut Vec<Value>, at: usize) -> Option<Op> {
    if plain[at].exec == Exec::ForIter {
        return for_store(plain, at);
    }
    let (a, b, used) = loads(plain, consts, at)?;
    let third = plain.get(at + used)?;
    let fourth = plain.get(at + used + 1)?;
    let local = |op: &Op| u16::try_from(op.arg).ok();
    let (exec, b, arg, covers) = match (third.exec, fourth.exec) {
        (Exec::CompareOp, Exec::PopJumpIfFalse) if fourth.arg < 1 << 28 => {
            let not_taken = plain
                .get(at + used + 2)
                .is_some_and(|op| op.exec == Exec::NotTaken);
            // Bit 31: the last instruction covered, NOT_TAKEN (which costs nothing), is skipped by the jump.
            let arg = u32::from(not_taken) << 31 | (third.arg & 7) << 28 | fourth.arg;
            let exec = if b.is_ok() {
                Exec::FusedCompareLocals
            } else {
                Exec::FusedCompareConst
            };
            (
                exec,
                operand(b, consts),
                arg,
                used + 2 + usize::from(not_taken),
            )
        }
        (Exec::BinaryOp, Exec::StoreFast) => {
            let dest = u32::from(local(fourth)?);
            match (BinaryOp::from_arg(third.arg).plain(), b) {
                (BinaryOp::Add, Ok(b)) => (Exec::FusedAddLocals, b, dest, used + 2),
                (BinaryOp::Add, Err(n)) => {
                    (Exec::FusedAddConst, operand(Err(n), consts), dest, used + 2)
                }
                (BinaryOp::Subtract, Err(n)) => (
                    Exec::FusedAddConst,
                    operand(Err(n.checked_neg()?), consts),
                    dest,
                    used + 2,
                ),
                _ => return None,
            }
        }
        _ => return None,
    };
    let jump = plain
        .get(at + covers)
        .filter(|op| op.exec == Exec::JumpBackward);
    let (exec, arg, covers) = match jump {
        Some(jump) if exec == Exec::FusedAddConst && arg == u32::from(a) => {
            (Exec::FusedAddConstJump, jump.arg, covers + 1)
        }
        _ => (exec, arg, covers),
    };
    Some(Op {
        exec,
        a,
        b,
        arg,
        ..together(&plain[at..at + covers])?
    })
}

fn for_store(plain: &[Op], at: usize) -> Option<Op> {
    let store = plain.get(at + 1).filter(|op| op.exec == Exec::StoreFast)?;
    let a = u16::try_from(store.arg).ok()?;
    Some(Op {
        exec: Exec::FusedForStore,
        a,
        ..together(&plain[at..at + 2])?
    })
}

/// What the parts of a fused instruction amount to, if one instruction can cost so much.
fn together(parts: &[Op]) -> Option<Op> {
    let mut costs = parts.iter().map(|op| op.cost);
    Some(Op {
        covers: parts.iter().map(|op| op.covers).sum(),
        cost: costs.try_fold(0, u16::checked_add)?,
        ticks: parts.iter().map(|op| op.ticks).sum(),
        check: parts[parts.len() - 1].check,
        ..parts[0]
    })
}

/// The second operand: a local, or the place of an int among the constants.
fn operand(b: Result<u16, i64>, consts: &mut Vec<Value>) -> u16 {
    b.unwrap_or_else(|n| {
        consts.push(Value::Int(n));
        consts.len() as u16 - 1
    })
}

/// What the instructions from `at` on load: a local and then a local (`Ok`) or an int (`Err`); and how
/// many instructions that takes.
fn loads(plain: &[Op], consts: &[Value], at: usize) -> Option<(u16, Result<u16, i64>, usize)> {
    if consts.len() > 60_000 {
        return None;
    }
    let local = |op: &Op| match op.exec {
        Exec::LoadFast | Exec::LoadFastBorrow => u16::try_from(op.arg).ok(),
        _ => None,
    };
    let first = plain.get(at)?;
    if first.exec == Exec::LoadFastBorrowLoadFastBorrow {
        return Some(((first.arg >> 16) as u16, Ok(first.arg as u16), 1));
    }
    let a = local(first)?;
    let second = plain.get(at + 1)?;
    let b = match second.exec {
        Exec::LoadSmallInt => Err(i64::from(second.arg)),
        Exec::LoadConst => match consts[second.arg as usize] {
            Value::Int(n) => Err(n),
            _ => return None,
        },
        _ => Ok(local(second)?),
    };
    Some((a, b, 2))
}

fn constant<M: Memory>(mem: &mut M, value: &Const) -> Value {
    let body = match value {
        Const::None => return Value::None,
        Const::Ellipsis => return Value::Ellipsis,
        Const::Bool(b) => return Value::Bool(*b),
        Const::Int(i) => return Value::Int(*i),
        Const::Float(x) => return Value::Float(*x),
        Const::BigInt(i) => Body::BigInt(Box::new(i.clone())),
        Const::Complex(re, im) => Body::Complex(*re, *im),
        Const::Str(s) => {
            if let Some(id) = mem.interned(s) {
                return Value::Obj(id);
            }
            Body::Str(Str::new(s.clone()))
        }
        Const::Bytes(b) => Body::Bytes(b.clone()),
        Const::Tuple(items) => {
            let items: Values = items.iter().map(|c| constant(mem, c)).collect();
            Body::Tuple(items.into_vec().into_boxed_slice())
        }
        Const::FrozenSet(items) => frozen_set(mem, items),
        Const::Code(code) => Body::Code(mem.add_code(code.clone())),
    };
    let id = mem.alloc(body, ThreadId(0));
    mem.publish(Value::Obj(id));
    mem.get_mut(id).share.immortalize();
    if let Const::Str(s) = value
        && is_name(s)
    {
        mem.set_interned(s.as_ref().into(), id);
    }
    Value::Obj(id)
}

/// Whether CPython interns a constant (codeobject.c: should_intern_string).
fn is_name(text: &str) -> bool {
    text.bytes().all(|b| b == b'_' || b.is_ascii_alphanumeric())
}

/// CPython makes frozensets of constants for `x in {1, 2}`; their elements hash natively.
fn frozen_set<M: Memory>(mem: &mut M, items: &[Const]) -> Body {
    let mut set = super::set::Set::new();
    for item in items {
        let value = constant(mem, item);
        let hash = super::types::native_hash(mem, value).expect("constants are hashable");
        if set
            .find(hash, |other| {
                super::types::native_eq(mem, value, other) == Some(true)
            })
            .is_none()
        {
            set.push(hash, value);
        }
    }
    Body::FrozenSet(Box::new(set))
}
