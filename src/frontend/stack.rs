//! Owns how each instruction changes the height of the operand stack.

use crate::bytecode::Opcode;

/// Operands pushed minus operands popped. `jump`: the instruction jumps to its target.
pub(super) fn effect(op: Opcode, arg: u32, jump: bool) -> i32 {
    let n = arg as i32;
    match op {
        Opcode::Nop
        | Opcode::Resume
        | Opcode::NotTaken
        | Opcode::Swap
        | Opcode::StoreFastLoadFast
        | Opcode::DeleteFast
        | Opcode::MakeCell
        | Opcode::CopyFreeVars
        | Opcode::DeleteDeref
        | Opcode::LoadFromDictOrDeref
        | Opcode::DeleteName
        | Opcode::DeleteGlobal
        | Opcode::UnaryNegative
        | Opcode::UnaryNot
        | Opcode::UnaryInvert
        | Opcode::ToBool
        | Opcode::ConvertValue
        | Opcode::FormatSimple
        | Opcode::JumpForward
        | Opcode::JumpBackward
        | Opcode::JumpBackwardNoInterrupt
        | Opcode::GetIter
        | Opcode::EndFor
        | Opcode::MakeFunction
        | Opcode::CallIntrinsic1
        | Opcode::YieldValue
        | Opcode::Send
        | Opcode::GetYieldFromIter
        | Opcode::GetAwaitable
        | Opcode::GetAiter
        | Opcode::CheckExcMatch
        | Opcode::CheckEgMatch => 0,

        Opcode::Copy
        | Opcode::PushNull
        | Opcode::LoadConst
        | Opcode::LoadSmallInt
        | Opcode::LoadCommonConstant
        | Opcode::LoadFast
        | Opcode::LoadFastBorrow
        | Opcode::LoadFastCheck
        | Opcode::LoadFastAndClear
        | Opcode::LoadDeref
        | Opcode::LoadLocals
        | Opcode::LoadName
        | Opcode::LoadBuildClass
        | Opcode::LoadSpecial
        | Opcode::ReturnGenerator
        | Opcode::GetAnext
        | Opcode::PushExcInfo
        | Opcode::WithExceptStart
        | Opcode::MatchMapping
        | Opcode::MatchSequence
        | Opcode::MatchKeys
        | Opcode::GetLen
        | Opcode::ImportFrom => 1,

        Opcode::LoadFastBorrowLoadFastBorrow => 2,

        Opcode::PopTop
        | Opcode::StoreFast
        | Opcode::StoreDeref
        | Opcode::StoreName
        | Opcode::StoreGlobal
        | Opcode::DeleteAttr
        | Opcode::BinaryOp
        | Opcode::CompareOp
        | Opcode::IsOp
        | Opcode::ContainsOp
        | Opcode::ListAppend
        | Opcode::ListExtend
        | Opcode::SetAdd
        | Opcode::SetUpdate
        | Opcode::DictUpdate
        | Opcode::DictMerge
        | Opcode::FormatWithSpec
        | Opcode::PopJumpIfFalse
        | Opcode::PopJumpIfTrue
        | Opcode::PopJumpIfNone
        | Opcode::PopJumpIfNotNone
        | Opcode::PopIter
        | Opcode::SetFunctionAttribute
        | Opcode::ReturnValue
        | Opcode::EndSend
        | Opcode::CleanupThrow
        | Opcode::CallIntrinsic2
        | Opcode::PopExcept
        | Opcode::Reraise
        | Opcode::ImportName => -1,

        Opcode::StoreFastStoreFast
        | Opcode::StoreAttr
        | Opcode::DeleteSubscr
        | Opcode::BinarySlice
        | Opcode::MapAdd
        | Opcode::EndAsyncFor
        | Opcode::MatchClass => -2,

        Opcode::StoreSubscr | Opcode::CallFunctionEx => -3,
        Opcode::StoreSlice => -4,

        Opcode::LoadGlobal => 1 + (n & 1),
        Opcode::LoadAttr => n & 1,
        Opcode::LoadSuperAttr => (n & 1) - 2,
        Opcode::BuildTuple
        | Opcode::BuildList
        | Opcode::BuildSet
        | Opcode::BuildString
        | Opcode::BuildSlice => 1 - n,
        Opcode::BuildMap => 1 - 2 * n,
        Opcode::UnpackSequence => n - 1,
        Opcode::UnpackEx => (n & 0xff) + (n >> 8),
        // The iterator stays for POP_ITER.
        Opcode::ForIter => i32::from(!jump),
        Opcode::Call => -n - 1,
        Opcode::CallKw => -n - 2,
        Opcode::RaiseVarargs => -n,
    }
}
