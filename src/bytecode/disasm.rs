//! Owns the disassembly: one line an instruction, in the manner of `dis`.

use std::fmt::Write;

use super::{
    BinaryOp, Check, CodeObject, CompareOp, Const, Dialect, IntrinsicOp, Looks, Opcode, Shown, name,
};

/// The listing of a code object as the version shows it. The line stands where it changes; before the
/// name there is the mark of a check point ([`Check::mark`]).
pub fn disassemble(code: &CodeObject) -> String {
    let mut out = String::new();
    let mut last = 0;
    for index in 0..code.instrs.len() {
        let Some(Row { name, text, check }) = row(code, index) else {
            continue;
        };
        let line = code.line(index);
        let shown = if line == last {
            String::new()
        } else {
            line.to_string()
        };
        last = line;
        let mark = check.mark();
        let row = format!("{shown:>4} {index:>4} {mark}{name:<26} {text}");
        let _ = writeln!(out, "{}", row.trim_end());
    }
    out
}

/// An instruction in a listing.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Row {
    pub name: &'static str,
    pub text: String,
    pub check: Check,
}

/// Whether an instruction has a row: the version has it, or it is the entry to a function, which is a
/// check point even where there is no instruction for it.
pub fn listed(code: &CodeObject, at: usize) -> bool {
    name(code, at).is_some() || code.instrs[at].op == Opcode::Resume && code.instrs[at].arg & 3 < 2
}

/// The row of an instruction, if it has one.
pub fn row(code: &CodeObject, at: usize) -> Option<Row> {
    let check = Looks::of(code, at).check;
    let entry = (check == Check::Always).then_some("(entry)");
    Some(Row {
        name: name(code, at).or(entry)?,
        text: describe(code, at),
        check,
    })
}

/// The argument as a person reads it: the name, constant, operator or target.
pub fn describe(code: &CodeObject, at: usize) -> String {
    let instr = code.instrs[at];
    let dialect = code.dialect;
    if renamed(code, at) {
        return String::new();
    }
    let arg = instr.arg as usize;
    let var = |i: usize| code.varnames.get(i).map_or("?", |s| &**s);
    let name_at = |i: usize| code.names.get(i).map_or("?", |s| &**s);
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
        | Opcode::ImportFrom => name_at(arg).to_owned(),
        Opcode::LoadGlobal if arg & 1 == 1 && dialect >= Dialect::V3_13 => {
            format!("{} + NULL", name_at(arg >> 1))
        }
        Opcode::LoadGlobal if arg & 1 == 1 && dialect >= Dialect::V3_11 => {
            format!("NULL + {}", name_at(arg >> 1))
        }
        Opcode::LoadAttr if arg & 1 == 1 && dialect >= Dialect::V3_13 => {
            format!("{} + NULL|self", name_at(arg >> 1))
        }
        Opcode::LoadAttr if arg & 1 == 1 && dialect == Dialect::V3_12 => {
            format!("NULL|self + {}", name_at(arg >> 1))
        }
        Opcode::LoadGlobal | Opcode::LoadAttr => name_at(arg >> 1).to_owned(),
        Opcode::LoadSuperAttr => name_at(arg >> 2).to_owned(),
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

/// Whether the version's name says what our argument says, or has none.
fn renamed(code: &CodeObject, at: usize) -> bool {
    let instr = code.instrs[at];
    let plain = match instr.op {
        Opcode::Copy | Opcode::Swap | Opcode::BinaryOp | Opcode::CallIntrinsic1 => true,
        Opcode::LoadConst => instr.shown == Shown::As("DUP_TOP"),
        Opcode::Nop | Opcode::LoadSpecial | Opcode::Resume => true,
        Opcode::Call => matches!(instr.shown, Shown::As(entering) if entering != "CALL_METHOD"),
        _ => false,
    };
    plain && name(code, at) != Some(instr.op.name())
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
