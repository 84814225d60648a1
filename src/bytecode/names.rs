//! Owns what each version of CPython calls the instructions (`dis`), and which of ours it does not have.
//! Owns neither their arguments (`disasm`) nor their meaning (`opcode`).

use super::{BinaryOp, CodeObject, Dialect, Instr, Opcode, Shown};

/// What `dis` calls an instruction; `None`: the version has no such instruction, and what ours does is
/// part of what one beside it does there. It costs and counts nothing.
pub fn name(code: &CodeObject, at: usize) -> Option<&'static str> {
    let instr = code.instrs[at];
    match instr.shown {
        Shown::Usual => usual(code.dialect, instr, at),
        Shown::Hidden => None,
        Shown::As(name) => Some(name),
    }
}

fn usual(dialect: Dialect, instr: Instr, at: usize) -> Option<&'static str> {
    use Dialect::{V2_7, V3_11, V3_12, V3_13, V3_14};
    let since = |first: Dialect| (dialect >= first).then_some(instr.op.name());
    let before = |first: Dialect, old: &'static str| {
        Some(if dialect < first {
            old
        } else {
            instr.op.name()
        })
    };
    match instr.op {
        Opcode::Resume | Opcode::PushNull | Opcode::MakeCell | Opcode::CopyFreeVars => since(V3_11),
        Opcode::ReturnGenerator => since(V3_11),
        Opcode::PushExcInfo | Opcode::JumpBackwardNoInterrupt => since(V3_11),
        Opcode::EndFor | Opcode::EndSend => since(V3_12),
        Opcode::PopIter if dialect < V3_13 => None,
        Opcode::PopIter => before(V3_14, "POP_TOP"),
        Opcode::ToBool => since(V3_13),
        Opcode::NotTaken => since(V3_14),
        Opcode::LoadLocals => since(V3_12),
        Opcode::CallIntrinsic2 => since(V3_12),
        Opcode::Copy if dialect < V3_11 => Some(match instr.arg {
            1 => "DUP_TOP",
            _ => "DUP_TOP_TWO",
        }),
        Opcode::Swap if dialect < V3_11 => Some(match instr.arg {
            2 => "ROT_TWO",
            3 => "ROT_THREE",
            _ => "ROT_FOUR",
        }),
        Opcode::LoadSmallInt => before(V3_14, "LOAD_CONST"),
        Opcode::LoadCommonConstant if dialect == V2_7 => Some("LOAD_GLOBAL"),
        Opcode::LoadCommonConstant => before(V3_14, "LOAD_ASSERTION_ERROR"),
        Opcode::LoadFastBorrow => before(V3_14, "LOAD_FAST"),
        Opcode::LoadFastBorrowLoadFastBorrow => before(V3_14, "LOAD_FAST_LOAD_FAST"),
        Opcode::LoadFastCheck => before(V3_12, "LOAD_FAST"),
        Opcode::LoadFromDictOrDeref => before(V3_12, "LOAD_CLASSDEREF"),
        Opcode::LoadAttr if instr.arg & 1 == 1 && dialect != V2_7 => before(V3_12, "LOAD_METHOD"),
        Opcode::LoadSuperAttr if dialect < V3_12 => {
            let method = instr.arg & 1 == 1 && dialect != V2_7;
            Some(if method { "LOAD_METHOD" } else { "LOAD_ATTR" })
        }
        Opcode::LoadSpecial if dialect < V3_14 => None,
        Opcode::BinaryOp => Some(binary(dialect, instr.arg)),
        Opcode::UnaryNot => Some("UNARY_NOT"),
        Opcode::ContainsOp | Opcode::IsOp if dialect == V2_7 => Some("COMPARE_OP"),
        Opcode::StoreSlice | Opcode::BinarySlice => Some(instr.op.name()),
        Opcode::ConvertValue => since(V3_13),
        Opcode::FormatSimple | Opcode::FormatWithSpec => before(V3_13, "FORMAT_VALUE"),
        Opcode::JumpBackward => before(V3_11, "JUMP_ABSOLUTE"),
        Opcode::Call => before(V3_11, "CALL_FUNCTION"),
        Opcode::CallKw => Some(match dialect {
            V2_7 => "CALL_FUNCTION",
            _ if dialect < V3_11 => "CALL_FUNCTION_KW",
            _ if dialect < V3_13 => "CALL",
            _ => "CALL_KW",
        }),
        Opcode::CallIntrinsic1 if dialect < V3_12 => Some(match instr.arg {
            0 => "IMPORT_STAR",
            2 => "UNARY_POSITIVE",
            3 => "LIST_TO_TUPLE",
            5 => "PRINT_EXPR",
            _ => return None,
        }),
        Opcode::Send if dialect < V3_11 => Some("YIELD_FROM"),
        Opcode::CheckExcMatch => since(V3_11),
        Opcode::CleanupThrow => since(V3_12),
        Opcode::SetFunctionAttribute => since(V3_13),
        Opcode::YieldValue if instr.arg == 1 => since(V3_11),
        Opcode::PopJumpIfFalse | Opcode::PopJumpIfTrue if dialect == V3_11 => {
            let forward = instr.arg as usize > at;
            Some(match (instr.op, forward) {
                (Opcode::PopJumpIfFalse, true) => "POP_JUMP_FORWARD_IF_FALSE",
                (Opcode::PopJumpIfFalse, false) => "POP_JUMP_BACKWARD_IF_FALSE",
                (_, true) => "POP_JUMP_FORWARD_IF_TRUE",
                (_, false) => "POP_JUMP_BACKWARD_IF_TRUE",
            })
        }
        Opcode::PopJumpIfNone | Opcode::PopJumpIfNotNone if dialect == V3_11 => {
            let forward = instr.arg as usize > at;
            Some(match (instr.op, forward) {
                (Opcode::PopJumpIfNone, true) => "POP_JUMP_FORWARD_IF_NONE",
                (Opcode::PopJumpIfNone, false) => "POP_JUMP_BACKWARD_IF_NONE",
                (_, true) => "POP_JUMP_FORWARD_IF_NOT_NONE",
                (_, false) => "POP_JUMP_BACKWARD_IF_NOT_NONE",
            })
        }
        op => Some(op.name()),
    }
}

fn binary(dialect: Dialect, arg: u32) -> &'static str {
    let op = BinaryOp::from_arg(arg);
    if op == BinaryOp::Subscr && dialect < Dialect::V3_14 {
        return "BINARY_SUBSCR";
    }
    if dialect >= Dialect::V3_11 {
        return "BINARY_OP";
    }
    // In the order of `BinaryOp`.
    const PLAIN: [&str; 13] = [
        "BINARY_ADD",
        "BINARY_AND",
        "BINARY_FLOOR_DIVIDE",
        "BINARY_LSHIFT",
        "BINARY_MATRIX_MULTIPLY",
        "BINARY_MULTIPLY",
        "BINARY_MODULO",
        "BINARY_OR",
        "BINARY_POWER",
        "BINARY_RSHIFT",
        "BINARY_SUBTRACT",
        "BINARY_TRUE_DIVIDE",
        "BINARY_XOR",
    ];
    const INPLACE: [&str; 13] = [
        "INPLACE_ADD",
        "INPLACE_AND",
        "INPLACE_FLOOR_DIVIDE",
        "INPLACE_LSHIFT",
        "INPLACE_MATRIX_MULTIPLY",
        "INPLACE_MULTIPLY",
        "INPLACE_MODULO",
        "INPLACE_OR",
        "INPLACE_POWER",
        "INPLACE_RSHIFT",
        "INPLACE_SUBTRACT",
        "INPLACE_TRUE_DIVIDE",
        "INPLACE_XOR",
    ];
    let at = op.plain() as usize;
    if op.is_inplace() {
        INPLACE[at]
    } else {
        PLAIN[at]
    }
}
