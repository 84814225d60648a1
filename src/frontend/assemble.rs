//! Owns the last step to a code object: which loads are safe, the order of blocks, jumps as numbers,
//! the height of the stack and the exception table. Owns no choice of instructions.

use std::collections::BTreeSet;

use super::code::{Block, Code, Ins, Label, Op};
use super::optimize::{fuse, positions, remove_nops, remove_redundant_jumps, remove_unreachable};
use super::stack::effect;
use crate::base::{Source, Span};
use crate::bytecode::{Dialect, ExceptionEntry, Instr, Opcode, Shown};

/// What the assembler adds to a code object.
pub(super) struct Assembled {
    pub(super) instrs: Vec<Instr>,
    pub(super) spans: Vec<Span>,
    pub(super) exceptions: Vec<ExceptionEntry>,
    pub(super) stack_size: u32,
}

/// `bound`: for each variable whether it is a parameter, so bound from the start. `home`: the span of
/// instructions that nothing gives one.
pub(super) fn assemble(
    mut code: Code,
    bound: &[bool],
    source: &Source,
    home: Span,
    dialect: Dialect,
) -> Assembled {
    check_loads(&mut code, bound);
    if dialect >= Dialect::V3_13 {
        fuse(&mut code, source);
    }
    if dialect >= Dialect::V3_12 {
        move_cold_blocks(&mut code, dialect);
    }
    remove_redundant_jumps(&mut code);
    remove_nops(&mut code, source);
    remove_unreachable(&mut code);
    if dialect >= Dialect::V3_12 {
        normalize_jumps(&mut code, dialect);
    }
    if matches!(dialect, Dialect::V3_12 | Dialect::V3_13 | Dialect::V3_13T) {
        return_constants(&mut code);
    }
    let depths = Depths::compute(&code);
    emit(&code, &depths, home)
}

/// Decides between LOAD_FAST_BORROW and LOAD_FAST_CHECK (`add_checks_for_loads_of_uninitialized_variables`).
fn check_loads(code: &mut Code, bound: &[bool]) {
    let place = positions(code);
    let mut known: Vec<Option<Unbound>> = vec![None; code.blocks.len()];
    known[code.order[0].index()] = Some(Unbound::except(bound));
    // In the order of the text, so that most blocks are visited once.
    let mut todo = BTreeSet::from([0usize]);
    while let Some(at) = todo.pop_first() {
        let label = code.order[at];
        let mut mask = known[label.index()].clone().expect("queued with a mask");
        let block = &code.blocks[label.index()];
        let mut reach = |target: Label, mask: &Unbound| {
            if Unbound::merge(&mut known[target.index()], mask) {
                todo.insert(place[target.index()]);
            }
        };
        let mut told = None;
        for ins in &block.ins {
            let handler = ins.handler.filter(|_| ins.op != Op::Setup);
            // A store only shrinks the mask: the handler knows more already.
            if let Some(handler) = handler.filter(|_| told != ins.handler) {
                reach(code.handlers[handler as usize].target, &mask);
                told = ins.handler;
            }
            if mask.transfer(ins) {
                told = None;
            }
            if let Some(target) = ins.target {
                reach(target, &mask);
            }
        }
        if block.falls_through()
            && let Some(next) = code.order.get(at + 1)
        {
            reach(*next, &mask);
        }
    }
    for (block, mask) in code.blocks.iter_mut().zip(known) {
        let Some(mut mask) = mask else { continue };
        for ins in &mut block.ins {
            let before = *ins;
            if ins.op.is(Opcode::LoadFast) {
                let op = if mask.has(ins.arg) {
                    Opcode::LoadFastCheck
                } else {
                    Opcode::LoadFastBorrow
                };
                ins.op = Op::Real(op);
            }
            mask.transfer(&before);
        }
    }
}

/// The variables that may be unbound: one bit each.
#[derive(Clone)]
struct Unbound(Vec<u64>);

impl Unbound {
    fn except(bound: &[bool]) -> Self {
        let mut mask = Self(vec![0; bound.len().div_ceil(64)]);
        for (var, bound) in bound.iter().enumerate() {
            mask.set(var as u32, !bound);
        }
        mask
    }

    fn has(&self, var: u32) -> bool {
        self.0[var as usize / 64] >> (var % 64) & 1 == 1
    }

    fn set(&mut self, var: u32, unbound: bool) {
        let word = &mut self.0[var as usize / 64];
        *word = *word & !(1 << (var % 64)) | u64::from(unbound) << (var % 64);
    }

    /// What an instruction does; whether a variable was added.
    fn transfer(&mut self, ins: &Ins) -> bool {
        match ins.op {
            // A load that succeeds proves the variable bound.
            Op::Real(Opcode::StoreFast | Opcode::LoadFast) => self.set(ins.arg, false),
            Op::Real(Opcode::DeleteFast | Opcode::LoadFastAndClear) | Op::StoreFastMaybeNull => {
                self.set(ins.arg, true);
                return true;
            }
            _ => {}
        }
        false
    }

    /// Adds a mask to what is known; whether that changed anything.
    fn merge(known: &mut Option<Self>, mask: &Self) -> bool {
        let Some(known) = known else {
            *known = Some(mask.clone());
            return true;
        };
        let mut changed = false;
        for (known, new) in known.0.iter_mut().zip(&mask.0) {
            changed |= *new & !*known != 0;
            *known |= *new;
        }
        changed
    }
}

/// Blocks that only exceptions reach go to the end.
fn move_cold_blocks(code: &mut Code, dialect: Dialect) {
    let jump_back = if dialect >= Dialect::V3_13 {
        Op::JumpNoInterrupt
    } else {
        Op::Jump
    };
    let place = positions(code);
    let mut warm = vec![false; code.blocks.len()];
    let mut todo = vec![0usize];
    while let Some(at) = todo.pop() {
        let label = code.order[at];
        if std::mem::replace(&mut warm[label.index()], true) {
            continue;
        }
        let block = &code.blocks[label.index()];
        todo.extend(
            block
                .ins
                .iter()
                .filter_map(|ins| ins.target)
                .map(|t| place[t.index()]),
        );
        if block.falls_through() && at + 1 < code.order.len() {
            todo.push(at + 1);
        }
    }
    let old = code.order.clone();
    let (mut order, mut cold) = (Vec::new(), Vec::new());
    for (at, label) in old.iter().enumerate() {
        if warm[label.index()] {
            order.push(*label);
            continue;
        }
        cold.push(*label);
        let back = old.get(at + 1).filter(|next| warm[next.index()]);
        if let Some(target) = back
            && code.blocks[label.index()].falls_through()
        {
            let last = code.blocks[label.index()].ins.last().copied();
            let jump = Ins {
                op: jump_back,
                arg: 0,
                target: Some(*target),
                span: last.and_then(|l| l.span),
                handler: last.and_then(|l| l.handler),
                shown: Shown::Usual,
            };
            let new = code.label();
            code.blocks[new.index()] = Block { ins: vec![jump] };
            cold.push(new);
        }
    }
    order.append(&mut cold);
    code.order = order;
}

/// LOAD_CONST and RETURN_VALUE are one instruction in 3.12 and 3.13.
fn return_constants(code: &mut Code) {
    for block in &mut code.blocks {
        if let [.., load, leave] = &mut block.ins[..]
            && load.op.is(Opcode::LoadConst)
            && leave.op.is(Opcode::ReturnValue)
        {
            load.shown = Shown::Hidden;
            leave.shown = Shown::As("RETURN_CONST");
        }
    }
}

/// Conditional jumps go forward only, and since 3.14 NOT_TAKEN follows them.
fn normalize_jumps(code: &mut Code, dialect: Dialect) {
    let marks = dialect >= Dialect::V3_14;
    let place = positions(code);
    for at in 0..code.order.len() {
        let label = code.order[at];
        let block = &mut code.blocks[label.index()];
        let Some(last) = block.ins.last_mut().filter(|last| last.op.conditional()) else {
            continue;
        };
        let not_taken = Ins {
            op: Op::Real(Opcode::NotTaken),
            arg: 0,
            target: None,
            shown: Shown::Usual,
            ..*last
        };
        let target = last.target.expect("a jump has a target");
        if place[target.index()] > at {
            block.ins.extend(marks.then_some(not_taken));
            continue;
        }
        let next = code.order[at + 1];
        last.op = opposite(last.op);
        last.target = Some(next);
        let back = Ins {
            op: Op::Jump,
            target: Some(target),
            ..not_taken
        };
        block.ins.extend(marks.then_some(not_taken));
        block.ins.push(back);
    }
}

fn opposite(op: Op) -> Op {
    Op::Real(match op {
        Op::Real(Opcode::PopJumpIfFalse) => Opcode::PopJumpIfTrue,
        Op::Real(Opcode::PopJumpIfTrue) => Opcode::PopJumpIfFalse,
        Op::Real(Opcode::PopJumpIfNone) => Opcode::PopJumpIfNotNone,
        _ => Opcode::PopJumpIfNone,
    })
}

/// Heights of the operand stack.
struct Depths {
    /// At each Setup, so for each handler what is kept below.
    handlers: Vec<u32>,
    max: u32,
}

impl Depths {
    fn compute(code: &Code) -> Self {
        let place = positions(code);
        let mut entry: Vec<Option<i32>> = vec![None; code.blocks.len()];
        let mut handlers = vec![0; code.handlers.len()];
        let mut max = 0;
        let mut todo = vec![(0usize, 0i32)];
        while let Some((at, depth)) = todo.pop() {
            let label = code.order[at];
            if let Some(known) = entry[label.index()] {
                assert_eq!(known, depth, "paths meet with different stack heights");
                continue;
            }
            entry[label.index()] = Some(depth);
            let mut depth = depth;
            let block = &code.blocks[label.index()];
            for ins in &block.ins {
                if ins.op == Op::Setup {
                    let protection = code.handlers[ins.arg as usize];
                    let kept = depth - protection.drop as i32;
                    handlers[ins.arg as usize] = kept as u32;
                    let entered = kept + 1 + i32::from(protection.lasti);
                    max = max.max(entered);
                    let target = place[protection.target.index()];
                    // Nothing that can raise may be left of the protected code.
                    if target < code.order.len() {
                        todo.push((target, entered));
                    }
                }
                if let Some(target) = ins.target {
                    let there = depth + of(ins, true);
                    max = max.max(there);
                    todo.push((place[target.index()], there));
                }
                depth += of(ins, false);
                assert!(depth >= 0, "{:?} pops from an empty stack", ins.op);
                max = max.max(depth);
            }
            if block.falls_through() && at + 1 < code.order.len() {
                todo.push((at + 1, depth));
            }
        }
        Self {
            handlers,
            max: max as u32,
        }
    }
}

fn of(ins: &Ins, jump: bool) -> i32 {
    match ins.op {
        Op::Real(op) => effect(op, ins.arg, jump),
        Op::Jump | Op::JumpNoInterrupt | Op::Setup => 0,
        Op::LoadClosure => 1,
        Op::StoreFastMaybeNull => -1,
    }
}

fn emit(code: &Code, depths: &Depths, home: Span) -> Assembled {
    let mut starts = vec![0u32; code.blocks.len()];
    let mut count = 0;
    for label in &code.order {
        starts[label.index()] = count;
        let real = |ins: &&Ins| ins.op != Op::Setup;
        count += code.blocks[label.index()].ins.iter().filter(real).count() as u32;
    }
    let start = |label: Label| starts[label.index()];
    let mut out = Assembled {
        instrs: Vec::with_capacity(count as usize),
        spans: Vec::with_capacity(count as usize),
        exceptions: Vec::new(),
        stack_size: depths.max,
    };
    let mut last_span = home;
    let mut open: Option<(u32, u32)> = None;
    for label in &code.order {
        for ins in &code.blocks[label.index()].ins {
            if ins.op == Op::Setup {
                continue;
            }
            let here = out.instrs.len() as u32;
            if open.map(|(handler, _)| handler) != ins.handler {
                close(code, depths, &mut out, open, here, start);
                open = ins.handler.map(|handler| (handler, here));
            }
            last_span = ins.span.unwrap_or(last_span);
            out.spans.push(last_span);
            out.instrs.push(real(ins, here, start));
        }
    }
    let end = out.instrs.len() as u32;
    close(code, depths, &mut out, open, end, start);
    out
}

fn close(
    code: &Code,
    depths: &Depths,
    out: &mut Assembled,
    open: Option<(u32, u32)>,
    end: u32,
    start: impl Fn(Label) -> u32,
) {
    if let Some((handler, from)) = open {
        let protection = code.handlers[handler as usize];
        out.exceptions.push(ExceptionEntry {
            start: from,
            end,
            target: start(protection.target),
            depth: depths.handlers[handler as usize],
            lasti: protection.lasti,
        });
    }
}

fn real(ins: &Ins, here: u32, start: impl Fn(Label) -> u32) -> Instr {
    let target = ins.target.map(start);
    let op = match (ins.op, target) {
        (Op::Real(op), _) => op,
        (Op::Jump, Some(to)) if to <= here => Opcode::JumpBackward,
        (Op::JumpNoInterrupt, Some(to)) if to <= here => Opcode::JumpBackwardNoInterrupt,
        (Op::LoadClosure, _) => Opcode::LoadFast,
        (Op::StoreFastMaybeNull, _) => Opcode::StoreFast,
        _ => Opcode::JumpForward,
    };
    Instr {
        op,
        arg: target.unwrap_or(ins.arg),
        shown: ins.shown,
    }
}
