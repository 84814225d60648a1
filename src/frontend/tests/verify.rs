//! A verifier: walks the instructions of a code object in all possible ways and checks that jumps land
//! on instructions, that the stack has one height at each, and that handlers get what they expect.

use crate::bytecode::{CodeObject, Const, Dialect, Opcode, VarKind};
use crate::frontend::stack::effect;

/// Checks a code object and all inside it.
pub(super) fn verify(code: &CodeObject) -> Result<(), String> {
    one(code).map_err(|e| format!("{} (line {}): {e}", code.qualname, code.first_line))?;
    for constant in &code.consts {
        if let Const::Code(inner) = constant {
            verify(inner)?;
        }
    }
    Ok(())
}

fn one(code: &CodeObject) -> Result<(), String> {
    let count = code.instrs.len();
    if code.spans.len() != count {
        return Err("one span per instruction".into());
    }
    if code.varnames.len() != code.varkinds.len() {
        return Err("one kind per variable".into());
    }
    let free = code.free_count();
    let tail = &code.varkinds[code.varkinds.len() - free..];
    if tail.iter().any(|k| *k != VarKind::Free) {
        return Err("free variables come last".into());
    }
    for entry in &code.exceptions {
        if entry.start >= entry.end || entry.end as usize > count || entry.target as usize >= count
        {
            return Err(format!("bad exception entry {entry:?}"));
        }
    }
    let mut heights: Vec<Option<i32>> = vec![None; count];
    let mut todo = vec![(0usize, 0i32)];
    while let Some((at, height)) = todo.pop() {
        if at >= count {
            return Err("execution falls off the end".into());
        }
        if let Some(known) = heights[at] {
            if known != height {
                return Err(format!("heights {known} and {height} at {at}"));
            }
            continue;
        }
        heights[at] = Some(height);
        step(code, at, height, &mut todo)?;
    }
    if let Some(dead) = heights.iter().position(Option::is_none) {
        return Err(format!(
            "{dead} {} is never reached",
            code.instrs[dead].op.name()
        ));
    }
    Ok(())
}

fn step(
    code: &CodeObject,
    at: usize,
    height: i32,
    todo: &mut Vec<(usize, i32)>,
) -> Result<(), String> {
    let instr = code.instrs[at];
    let name = instr.op.name();
    operands(code, at)?;
    if let Some(entry) = code.handler(at as u32) {
        let kept = entry.depth as i32;
        if kept > height {
            return Err(format!(
                "{at} {name}: handler keeps {kept} of {height} operands"
            ));
        }
        todo.push((entry.target as usize, kept + 1 + i32::from(entry.lasti)));
    }
    let after = height + effect(instr.op, instr.arg, false);
    if after < 0 || height < needs(instr.op, instr.arg) {
        return Err(format!("{at} {name}: too few operands ({height})"));
    }
    if after.max(height) > code.stack_size as i32 {
        return Err(format!(
            "{at} {name}: {after} operands, stack_size {}",
            code.stack_size
        ));
    }
    if instr.op.jumps() {
        if instr.arg as usize >= code.instrs.len() {
            return Err(format!("{at} {name}: jumps to {}", instr.arg));
        }
        let back = instr.arg as usize <= at;
        let backward = matches!(
            instr.op,
            Opcode::JumpBackward | Opcode::JumpBackwardNoInterrupt
        );
        let free = matches!(
            instr.op,
            Opcode::PopJumpIfFalse
                | Opcode::PopJumpIfTrue
                | Opcode::PopJumpIfNone
                | Opcode::PopJumpIfNotNone
        ) && code.dialect < Dialect::V3_12;
        if back != backward && !free {
            return Err(format!("{at} {name}: wrong direction"));
        }
        if instr.op == Opcode::ForIter && code.instrs[instr.arg as usize].op != Opcode::EndFor {
            return Err(format!("{at} {name}: END_FOR expected at {}", instr.arg));
        }
        todo.push((
            instr.arg as usize,
            height + effect(instr.op, instr.arg, true),
        ));
    }
    let ends = matches!(
        instr.op,
        Opcode::JumpForward
            | Opcode::JumpBackward
            | Opcode::JumpBackwardNoInterrupt
            | Opcode::ReturnValue
            | Opcode::RaiseVarargs
            | Opcode::Reraise
    );
    if instr.op == Opcode::ReturnValue && height != 1 {
        return Err(format!("{at} {name}: {height} operands left"));
    }
    if !ends {
        todo.push((at + 1, after));
    }
    Ok(())
}

/// How many operands an instruction looks at.
fn needs(op: Opcode, arg: u32) -> i32 {
    let n = arg as i32;
    match op {
        Opcode::Copy | Opcode::Swap => n,
        Opcode::ListAppend | Opcode::SetAdd | Opcode::ListExtend => n + 1,
        Opcode::SetUpdate | Opcode::DictUpdate | Opcode::DictMerge => n + 1,
        Opcode::MapAdd => n + 2,
        Opcode::Reraise => n + 1,
        Opcode::WithExceptStart => 5,
        Opcode::Call => n + 2,
        Opcode::CallKw => n + 3,
        Opcode::CallFunctionEx => 4,
        Opcode::Send | Opcode::EndSend => 2,
        Opcode::CleanupThrow => 3,
        _ => 0,
    }
}

fn operands(code: &CodeObject, at: usize) -> Result<(), String> {
    let instr = code.instrs[at];
    let arg = instr.arg as usize;
    let check = |ok: bool| {
        if ok {
            Ok(())
        } else {
            Err(format!("{at} {}: bad argument {arg}", instr.op.name()))
        }
    };
    let kind = |var: usize| code.varkinds.get(var).copied();
    match instr.op {
        Opcode::LoadFastBorrow | Opcode::LoadFastCheck => check(kind(arg) == Some(VarKind::Local)),
        Opcode::LoadFast => check(matches!(kind(arg), Some(VarKind::Cell | VarKind::Free))),
        Opcode::StoreFast | Opcode::LoadFastAndClear | Opcode::DeleteFast => {
            check(kind(arg).is_some())
        }
        Opcode::LoadFastBorrowLoadFastBorrow
        | Opcode::StoreFastStoreFast
        | Opcode::StoreFastLoadFast => check(
            kind(arg >> 16) == Some(VarKind::Local) && kind(arg & 0xffff) == Some(VarKind::Local),
        ),
        Opcode::MakeCell
        | Opcode::LoadDeref
        | Opcode::StoreDeref
        | Opcode::DeleteDeref
        | Opcode::LoadFromDictOrDeref => {
            check(matches!(kind(arg), Some(VarKind::Cell | VarKind::Free)))
        }
        Opcode::CopyFreeVars => check(arg == code.free_count()),
        Opcode::LoadConst => check(arg < code.consts.len()),
        Opcode::LoadSmallInt => check(arg < 256),
        Opcode::LoadName
        | Opcode::StoreName
        | Opcode::DeleteName
        | Opcode::StoreGlobal
        | Opcode::DeleteGlobal
        | Opcode::StoreAttr
        | Opcode::DeleteAttr
        | Opcode::ImportName
        | Opcode::ImportFrom => check(arg < code.names.len()),
        Opcode::LoadGlobal | Opcode::LoadAttr => check(arg >> 1 < code.names.len()),
        Opcode::LoadSuperAttr => check(arg >> 2 < code.names.len()),
        _ => Ok(()),
    }
}
