//! Owns the improvements that CPython makes to the blocks of a code object (`flowgraph.c`): threaded jumps,
//! copied exits, fused loads and stores. Owns neither those within a block (`peephole`) nor the layout
//! (`assemble`).

use super::code::{Block, Code, Ins, Label, Op};
use super::peephole::peephole;
use crate::base::Source;
use crate::bytecode::{Const, Dialect, Opcode, Shown};

/// A block that leaves the code and is at most this long is copied to where it is jumped to from
/// (CPython: `MAX_COPY_SIZE`).
const MAX_COPY_SIZE: usize = 4;

pub(super) fn optimize(code: &mut Code, consts: &[Const], source: &Source, dialect: Dialect) {
    let copies = dialect >= Dialect::V3_10;
    inline_exits(code, dialect);
    for label in code.order.clone() {
        peephole(&mut code.blocks[label.index()], consts, dialect);
    }
    thread_jumps(code, source, dialect);
    inline_exits(code, dialect);
    remove_unreachable(code);
    remove_redundant_jumps(code);
    if copies {
        duplicate_exits(code);
    }
    remove_unreachable(code);
    if copies {
        fill_spans(code);
    } else {
        inherit_spans(code);
    }
    remove_nops(code, source);
    if !copies {
        drop_nops(code);
    }
}

fn next_block(code: &Code, at: usize) -> Option<Label> {
    code.order[at + 1..]
        .iter()
        .copied()
        .find(|label| !code.blocks[label.index()].ins.is_empty())
}

fn small_exit(block: &Block, most: usize) -> bool {
    block.ins.last().is_some_and(|last| last.op.exits()) && block.ins.len() <= most
}

fn inline_exits(code: &mut Code, dialect: Dialect) {
    // Until 3.9 only a jump to RETURN_VALUE becomes one.
    let most = if dialect >= Dialect::V3_10 {
        MAX_COPY_SIZE
    } else {
        1
    };
    for label in code.order.clone() {
        let Some(last) = code.blocks[label.index()].ins.last().copied() else {
            continue;
        };
        let (Op::Jump | Op::JumpNoInterrupt, Some(target)) = (last.op, last.target) else {
            continue;
        };
        let exit = code.blocks[target.index()].clone();
        if !small_exit(&exit, most) {
            continue;
        }
        let ins = &mut code.blocks[label.index()].ins;
        ins.pop();
        ins.push(Ins {
            op: Op::Real(Opcode::Nop),
            target: None,
            ..last
        });
        ins.extend(exit.ins);
    }
}

/// Exit blocks without a line of their own belong to the line of whoever jumps to them.
fn duplicate_exits(code: &mut Code) {
    skip_empty_targets(code);
    let mut reached = predecessors(code);
    let mut order = Vec::with_capacity(code.order.len());
    let mut copies: Vec<Vec<Label>> = vec![Vec::new(); code.blocks.len()];
    for label in code.order.clone() {
        let Some(last) = code.blocks[label.index()].ins.last().copied() else {
            continue;
        };
        let Some(target) = last.target else { continue };
        let exit = &code.blocks[target.index()];
        let no_line = exit.ins.first().is_some_and(|first| first.span.is_none());
        let leaves = exit.ins.last().is_some_and(|last| last.op.exits());
        if !no_line || !leaves || reached[target.index()] < 2 {
            continue;
        }
        reached[target.index()] -= 1;
        let mut copy = exit.clone();
        for ins in &mut copy.ins {
            ins.span = ins.span.or(last.span);
        }
        let new = code.label();
        code.blocks[new.index()] = copy;
        copies[target.index()].push(new);
        let jump = code.blocks[label.index()].ins.last_mut();
        jump.expect("looked at above").target = Some(new);
    }
    for label in &code.order {
        order.push(*label);
        order.extend(copies[label.index()].iter().rev());
    }
    code.order = order;
}

/// Jumps to a block without instructions go to the next one that has some.
fn skip_empty_targets(code: &mut Code) {
    let place = positions(code);
    let order = code.order.clone();
    let settled: Vec<Label> = (0..code.blocks.len())
        .map(|at| match place[at] {
            usize::MAX => Label(at as u32),
            from => {
                let full = |label: &&Label| !code.blocks[label.index()].ins.is_empty();
                order[from..]
                    .iter()
                    .find(full)
                    .copied()
                    .unwrap_or(order[from])
            }
        })
        .collect();
    for block in &mut code.blocks {
        for ins in &mut block.ins {
            ins.target = ins.target.map(|target| settled[target.index()]);
        }
    }
}

/// Until 3.9 an instruction without a place has that of the one before it in the text.
fn inherit_spans(code: &mut Code) {
    let mut last = None;
    for label in &code.order {
        for ins in &mut code.blocks[label.index()].ins {
            if ins.op == Op::Setup {
                continue;
            }
            ins.span = ins.span.or(last);
            if ins.shown != Shown::Hidden && !names_nothing(ins.op) {
                last = ins.span;
            }
        }
    }
}

/// Instructions that versions until 3.9 do not have.
fn names_nothing(op: Op) -> bool {
    matches!(op, Op::Real(Opcode::EndFor | Opcode::PopIter))
}

/// For each label from how many places it is reached.
fn predecessors(code: &Code) -> Vec<usize> {
    let mut counts = vec![0; code.blocks.len()];
    let mut next = None;
    for from in code.order.iter().rev() {
        let block = &code.blocks[from.index()];
        if block.ins.is_empty() {
            continue;
        }
        for target in block.ins.iter().filter_map(|ins| ins.target) {
            counts[target.index()] += 1;
        }
        if let Some(next) = next.filter(|_| block.falls_through()) {
            let next: Label = next;
            counts[next.index()] += 1;
        }
        next = Some(*from);
    }
    counts
}

fn thread_jumps(code: &mut Code, source: &Source, dialect: Dialect) {
    let line = |ins: &Ins| ins.span.map(|span| source.line(span.start));
    // Only within a line, so that a trace sees the other one.
    let careful = matches!(dialect, Dialect::V3_10 | Dialect::V3_11);
    let place = positions(code);
    for label in code.order.clone() {
        // A chain of jumps is as long as there are blocks, or it is an endless loop.
        for _ in 0..code.blocks.len() {
            let Some(last) = code.blocks[label.index()].ins.last().copied() else {
                break;
            };
            let Some(target) = last.target else { break };
            if last.op != Op::Jump && last.op != Op::JumpNoInterrupt && !last.op.conditional() {
                break;
            }
            let Some(first) = first_of(code, place[target.index()]) else {
                break;
            };
            // A jump that is no check point must not become one, nor swallow one.
            let jumps = first.op == Op::JumpNoInterrupt
                || first.op == Op::Jump && last.op != Op::JumpNoInterrupt;
            if careful && line(&first) != line(&last) {
                break;
            }
            if !jumps || first.target == last.target || first.target == Some(label) {
                break;
            }
            let jump = code.blocks[label.index()].ins.last_mut();
            jump.expect("looked at above").target = first.target;
        }
    }
}

/// The first instruction at or after a place in the order.
fn first_of(code: &Code, at: usize) -> Option<Ins> {
    code.order[at..]
        .iter()
        .find_map(|l| code.blocks[l.index()].ins.first().copied())
}

/// Drops blocks that neither jumps nor exceptions reach.
pub(super) fn remove_unreachable(code: &mut Code) {
    let mut seen = vec![false; code.blocks.len()];
    let mut todo = vec![0usize];
    let place = positions(code);
    while let Some(at) = todo.pop() {
        let label = code.order[at];
        if std::mem::replace(&mut seen[label.index()], true) {
            continue;
        }
        let block = &code.blocks[label.index()];
        for ins in &block.ins {
            todo.extend(ins.target.map(|target| place[target.index()]));
            if let Some(handler) = ins.handler.filter(|_| ins.op != Op::Setup) {
                let handler = code.handlers[handler as usize].target;
                todo.push(place[handler.index()]);
            }
        }
        if block.falls_through() && at + 1 < code.order.len() {
            todo.push(at + 1);
        }
    }
    code.order.retain(|label| seen[label.index()]);
}

/// For each label its place in the order.
pub(super) fn positions(code: &Code) -> Vec<usize> {
    let mut place = vec![usize::MAX; code.blocks.len()];
    for (at, label) in code.order.iter().enumerate() {
        place[label.index()] = at;
    }
    place
}

pub(super) fn remove_redundant_jumps(code: &mut Code) {
    let place = positions(code);
    for at in 0..code.order.len() {
        let label = code.order[at];
        let Some(last) = code.blocks[label.index()].ins.last() else {
            continue;
        };
        if last.op != Op::Jump && last.op != Op::JumpNoInterrupt {
            continue;
        }
        let target = place[last.target.expect("a jump has a target").index()];
        let between = at + 1..target;
        let adjacent = target > at
            && code.order[between]
                .iter()
                .all(|l| code.blocks[l.index()].ins.is_empty());
        if adjacent {
            let last = code.blocks[label.index()].ins.last_mut();
            let last = last.expect("looked at above");
            last.op = Op::Real(Opcode::Nop);
            last.target = None;
        }
    }
}

/// Gives instructions without a place that of what runs before them.
fn fill_spans(code: &mut Code) {
    let place = positions(code);
    let reached = predecessors(code);
    for at in 0..code.order.len() {
        let label = code.order[at];
        let mut last = None;
        for ins in &mut code.blocks[label.index()].ins {
            if ins.op == Op::Setup {
                continue;
            }
            ins.span = ins.span.or(last);
            last = ins.span;
        }
        if last.is_none() {
            continue;
        }
        let block = &code.blocks[label.index()];
        let mut heirs: Vec<usize> = block
            .ins
            .iter()
            .filter_map(|ins| ins.target)
            .map(|target| place[target.index()])
            .filter(|heir| reached[code.order[*heir].index()] == 1)
            .collect();
        if block.falls_through() {
            let next = code.order[at + 1..]
                .iter()
                .position(|l| !code.blocks[l.index()].ins.is_empty());
            heirs.extend(next.map(|n| at + 1 + n));
        }
        for heir in heirs {
            let heir = code.order[heir];
            if let Some(first) = code.blocks[heir.index()].ins.first_mut() {
                first.span = first.span.or(last);
            }
        }
    }
}

/// Until 3.9 no line needs an instruction.
fn drop_nops(code: &mut Code) {
    for block in &mut code.blocks {
        block
            .ins
            .retain(|one| !one.op.is(Opcode::Nop) || one.shown != Shown::Usual);
    }
}

/// NOPs stay only where a line would otherwise have no instruction.
pub(super) fn remove_nops(code: &mut Code, source: &Source) {
    let line = |ins: &Ins| ins.span.map(|span| source.line(span.start));
    for at in 0..code.order.len() {
        let label = code.order[at];
        let after = next_block(code, at)
            .and_then(|next| code.blocks[next.index()].ins.first())
            .and_then(line);
        let ins = std::mem::take(&mut code.blocks[label.index()].ins);
        let mut kept: Vec<Ins> = Vec::with_capacity(ins.len());
        for (i, one) in ins.iter().enumerate() {
            if one.op.is(Opcode::Nop) && one.shown == Shown::Usual {
                let own = line(one);
                let before = kept.iter().rev().find(|i| i.op != Op::Setup).and_then(line);
                let next = ins[i + 1..].iter().find(|i| i.op != Op::Setup);
                let next = next.map_or(after, line);
                if own.is_none() || own == before || own == next {
                    continue;
                }
            }
            kept.push(*one);
        }
        code.blocks[label.index()].ins = kept;
    }
}

/// Fuses neighbouring loads and stores of locals on one line, once loads are known to be safe.
pub(super) fn fuse(code: &mut Code, source: &Source) {
    let line = |ins: &Ins| ins.span.map(|span| source.line(span.start));
    for block in &mut code.blocks {
        let mut at = 0;
        while at + 1 < block.ins.len() {
            let (a, b) = (block.ins[at], block.ins[at + 1]);
            // CPython fuses only what fits in four bits each.
            let fits = a.arg < 16 && b.arg < 16 && line(&a) == line(&b) && a.handler == b.handler;
            let fused = match (a.op, b.op) {
                (Op::Real(Opcode::LoadFastBorrow), Op::Real(Opcode::LoadFastBorrow)) => {
                    Opcode::LoadFastBorrowLoadFastBorrow
                }
                (Op::Real(Opcode::StoreFast), Op::Real(Opcode::LoadFastBorrow)) => {
                    Opcode::StoreFastLoadFast
                }
                (Op::Real(Opcode::StoreFast), Op::Real(Opcode::StoreFast)) => {
                    Opcode::StoreFastStoreFast
                }
                _ => {
                    at += 1;
                    continue;
                }
            };
            if fits {
                block.ins[at].op = Op::Real(fused);
                block.ins[at].arg = a.arg << 16 | b.arg;
                block.ins.remove(at + 1);
            }
            at += 1;
        }
    }
}
