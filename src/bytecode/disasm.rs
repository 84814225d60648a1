//! Owns the disassembly: one line an instruction, in the manner of `dis`.

use std::fmt::Write;

use super::{BinaryOp, CodeObject, CompareOp, Const, Instr, IntrinsicOp, Opcode};

/// The listing of a code object; `line` numbers stand where the line changes.
pub fn disassemble(code: &CodeObject) -> String {
    let mut out = String::new();
    let mut last = 0;
    for (index, instr) in code.instrs.iter().enumerate() {
        let line = code.line(index);
        let shown = if line == last {
            String::new()
        } else {
            line.to_string()
        };
        last = line;
        let text = describe(code, *instr);
        let name = instr.op.name();
        let row = format!("{shown:>4} {index:>4}  {name:<26} {text}");
        let _ = writeln!(out, "{}", row.trim_end());
    }
    out
}

/// The argument as a person reads it: the name, constant, operator or target.
pub fn describe(code: &CodeObject, instr: Instr) -> String {
    let arg = instr.arg as usize;
    let var = |i: usize| code.varnames.get(i).map_or("?", |s| &**s);
    let name = |i: usize| code.names.get(i).map_or("?", |s| &**s);
    match instr.op {
        Opcode::LoadFast
        | Opcode::LoadFastBorrow
        | Opcode::LoadFastCheck
        | Opcode::LoadFastAndClear
        | Opcode::StoreFast
        | Opcode::DeleteFast
        | Opcode::MakeCell
        | Opcode::LoadDeref
        | Opcode::StoreDeref
        | Opcode::DeleteDeref
        | Opcode::LoadFromDictOrDeref => var(arg).to_owned(),
        Opcode::LoadFastBorrowLoadFastBorrow
        | Opcode::StoreFastStoreFast
        | Opcode::StoreFastLoadFast => format!("{}, {}", var(arg >> 16), var(arg & 0xffff)),
        Opcode::LoadName
        | Opcode::StoreName
        | Opcode::DeleteName
        | Opcode::StoreGlobal
        | Opcode::DeleteGlobal
        | Opcode::StoreAttr
        | Opcode::DeleteAttr
        | Opcode::ImportName
        | Opcode::ImportFrom => name(arg).to_owned(),
        Opcode::LoadGlobal if arg & 1 == 1 => format!("{} + NULL", name(arg >> 1)),
        Opcode::LoadAttr if arg & 1 == 1 => format!("{} + NULL|self", name(arg >> 1)),
        Opcode::LoadGlobal | Opcode::LoadAttr => name(arg >> 1).to_owned(),
        Opcode::LoadSuperAttr => name(arg >> 2).to_owned(),
        Opcode::LoadSpecial => ["__enter__", "__exit__"]
            .get(arg)
            .copied()
            .unwrap_or("?")
            .to_owned(),
        Opcode::LoadConst => code
            .consts
            .get(arg)
            .map_or_else(|| "?".to_owned(), constant),
        Opcode::BinaryOp => BinaryOp::from_arg(instr.arg).text().to_owned(),
        Opcode::CompareOp => CompareOp::from_arg(instr.arg & 15).text().to_owned(),
        Opcode::CallIntrinsic1 => IntrinsicOp::from_arg(instr.arg).text().to_owned(),
        op if op.jumps() => format!("to {arg}"),
        Opcode::Nop
        | Opcode::NotTaken
        | Opcode::PopTop
        | Opcode::PushNull
        | Opcode::ToBool
        | Opcode::ReturnValue
        | Opcode::GetIter
        | Opcode::EndFor
        | Opcode::PopIter
        | Opcode::StoreSubscr
        | Opcode::DeleteSubscr
        | Opcode::PushExcInfo
        | Opcode::PopExcept
        | Opcode::MakeFunction => String::new(),
        _ => arg.to_string(),
    }
}

fn constant(value: &Const) -> String {
    match value {
        Const::None => "None".to_owned(),
        Const::Ellipsis => "Ellipsis".to_owned(),
        Const::Bool(b) => if *b { "True" } else { "False" }.to_owned(),
        Const::Int(i) => i.to_string(),
        Const::BigInt(i) => i.to_string(),
        Const::Float(x) => format!("{x:?}"),
        Const::Complex(re, im) => format!("({re:?}+{im:?}j)"),
        Const::Str(s) => format!("{s:?}"),
        Const::Bytes(b) => format!("b'{}'", b.escape_ascii()),
        Const::Tuple(items) => format!(
            "({})",
            items.iter().map(constant).collect::<Vec<_>>().join(", ")
        ),
        Const::FrozenSet(items) => {
            format!(
                "frozenset({{{}}})",
                items.iter().map(constant).collect::<Vec<_>>().join(", ")
            )
        }
        Const::Code(code) => format!("<code object {}, line {}>", code.qualname, code.first_line),
    }
}
