//! Owns the one table of instructions. Names and meanings are CPython 3.14's (`dis` documentation and
//! `Python/bytecodes.c`); where an argument is encoded differently from CPython the row says so.
//! In all jumps the argument is the absolute index of the target instruction.

/// Calls the macro `$then` with every row of the table: name, text, documentation.
macro_rules! for_each_opcode {
    ($then:ident) => {
        $then! {
        /// Does nothing.
        Nop "NOP";
        /// Start of a code object (arg 0), after `yield` (1), after `yield from` (2), after `await` (3). A
        /// check point when arg & 3 < 2.
        Resume "RESUME";
        /// Falls through after a conditional jump that was not taken (3.14); does nothing.
        NotTaken "NOT_TAKEN";

        // The operand stack.
        PopTop "POP_TOP";
        /// Pushes a copy of the arg-th item from the top (1 is the top).
        Copy "COPY";
        /// Swaps the top with the arg-th item from the top.
        Swap "SWAP";
        PushNull "PUSH_NULL";

        // Constants.
        LoadConst "LOAD_CONST";
        /// arg is the number itself, 0 to 255.
        LoadSmallInt "LOAD_SMALL_INT";
        /// arg 0: AssertionError, 1: NotImplementedError.
        LoadCommonConstant "LOAD_COMMON_CONSTANT";

        // Local variables; arg indexes `CodeObject::varnames` (locals, then cells, then free variables).
        LoadFast "LOAD_FAST";
        LoadFastBorrow "LOAD_FAST_BORROW";
        /// As LOAD_FAST, where the variable may be unbound (UnboundLocalError).
        LoadFastCheck "LOAD_FAST_CHECK";
        /// Pushes the value, or NULL, and unbinds the variable (inlined comprehensions).
        LoadFastAndClear "LOAD_FAST_AND_CLEAR";
        /// arg = first << 16 | second (CPython: 4 bits each).
        LoadFastBorrowLoadFastBorrow "LOAD_FAST_BORROW_LOAD_FAST_BORROW";
        StoreFast "STORE_FAST";
        /// arg = first << 16 | second: stores the top in `first`, the next in `second`.
        StoreFastStoreFast "STORE_FAST_STORE_FAST";
        /// arg = store << 16 | load.
        StoreFastLoadFast "STORE_FAST_LOAD_FAST";
        DeleteFast "DELETE_FAST";

        // Cells and free variables; arg indexes `varnames` as above.
        /// Wraps the (argument) value of the variable in a new cell.
        MakeCell "MAKE_CELL";
        /// Copies arg closure cells from the function into the last arg variables.
        CopyFreeVars "COPY_FREE_VARS";
        LoadDeref "LOAD_DEREF";
        StoreDeref "STORE_DEREF";
        DeleteDeref "DELETE_DEREF";
        /// In class bodies: pops a namespace; looks there for the name first, then in the cell.
        LoadFromDictOrDeref "LOAD_FROM_DICT_OR_DEREF";
        /// Pushes the namespace of the class body.
        LoadLocals "LOAD_LOCALS";

        // Names; arg indexes `CodeObject::names`.
        LoadName "LOAD_NAME";
        StoreName "STORE_NAME";
        DeleteName "DELETE_NAME";
        /// arg = index << 1 | push_null (the NULL comes after the value, for CALL).
        LoadGlobal "LOAD_GLOBAL";
        StoreGlobal "STORE_GLOBAL";
        DeleteGlobal "DELETE_GLOBAL";
        LoadBuildClass "LOAD_BUILD_CLASS";

        // Attributes and items.
        /// arg = index << 1 | method: with method set pushes (function, self) or (attribute, NULL).
        LoadAttr "LOAD_ATTR";
        /// Stack: value, owner.
        StoreAttr "STORE_ATTR";
        DeleteAttr "DELETE_ATTR";
        /// Stack: super, class, self; arg = index << 2 | two_arguments << 1 | method.
        LoadSuperAttr "LOAD_SUPER_ATTR";
        /// `__enter__` (0) or `__exit__` (1) for `with`, `__aenter__` (2) or `__aexit__` (3) for `async with`:
        /// pushes (function, self or NULL).
        LoadSpecial "LOAD_SPECIAL";
        /// Stack: container, start, stop.
        BinarySlice "BINARY_SLICE";
        /// Stack: value, container, start, stop.
        StoreSlice "STORE_SLICE";
        /// Stack: value, container, key.
        StoreSubscr "STORE_SUBSCR";
        DeleteSubscr "DELETE_SUBSCR";

        // Operators.
        /// arg is a `BinaryOp` (which since 3.14 includes `[]`).
        BinaryOp "BINARY_OP";
        /// arg is a `CompareOp`; | 16 when the result is made a bool for a jump.
        CompareOp "COMPARE_OP";
        /// arg 1 inverts.
        IsOp "IS_OP";
        /// Stack: item, container; arg 1 inverts.
        ContainsOp "CONTAINS_OP";
        UnaryNegative "UNARY_NEGATIVE";
        /// The operand is a bool already (after TO_BOOL or COMPARE_OP).
        UnaryNot "UNARY_NOT";
        UnaryInvert "UNARY_INVERT";
        ToBool "TO_BOOL";

        // Building values.
        BuildTuple "BUILD_TUPLE";
        BuildList "BUILD_LIST";
        BuildSet "BUILD_SET";
        /// arg pairs of key, value.
        BuildMap "BUILD_MAP";
        /// Joins arg strings.
        BuildString "BUILD_STRING";
        /// arg 2 or 3 parts.
        BuildSlice "BUILD_SLICE";
        /// Appends the top to the list arg below it.
        ListAppend "LIST_APPEND";
        ListExtend "LIST_EXTEND";
        SetAdd "SET_ADD";
        SetUpdate "SET_UPDATE";
        /// Stack: …, key, value; the dict is arg below the pair.
        MapAdd "MAP_ADD";
        DictUpdate "DICT_UPDATE";
        /// As DICT_UPDATE, for `**kwargs`: a repeated key is a TypeError.
        DictMerge "DICT_MERGE";
        UnpackSequence "UNPACK_SEQUENCE";
        /// arg = before | after << 8.
        UnpackEx "UNPACK_EX";
        /// arg 1 str, 2 repr, 3 ascii.
        ConvertValue "CONVERT_VALUE";
        FormatSimple "FORMAT_SIMPLE";
        /// Stack: value, spec.
        FormatWithSpec "FORMAT_WITH_SPEC";

        // Control flow.
        JumpForward "JUMP_FORWARD";
        /// A check point.
        JumpBackward "JUMP_BACKWARD";
        /// As JUMP_BACKWARD but never a check point (`yield from`, `await`).
        JumpBackwardNoInterrupt "JUMP_BACKWARD_NO_INTERRUPT";
        PopJumpIfFalse "POP_JUMP_IF_FALSE";
        PopJumpIfTrue "POP_JUMP_IF_TRUE";
        PopJumpIfNone "POP_JUMP_IF_NONE";
        PopJumpIfNotNone "POP_JUMP_IF_NOT_NONE";
        GetIter "GET_ITER";
        /// Pushes the next value, or jumps to arg (an END_FOR, POP_ITER pair follows there) when exhausted.
        ForIter "FOR_ITER";
        /// Here: does nothing; FOR_ITER jumps to it with the iterator still on the stack.
        EndFor "END_FOR";
        /// Pops the iterator.
        PopIter "POP_ITER";

        // Functions, classes, generators.
        /// Pops a code object, pushes a function.
        MakeFunction "MAKE_FUNCTION";
        /// Stack: attribute, function; arg 1 defaults, 2 keyword defaults (dict), 4 annotations, 8 closure.
        SetFunctionAttribute "SET_FUNCTION_ATTRIBUTE";
        /// Stack: callable, self or NULL, arg arguments. A check point after a call into C.
        Call "CALL";
        /// As CALL with a tuple of the keyword names on top; arg counts all arguments.
        CallKw "CALL_KW";
        /// Stack: callable, NULL, args tuple (any iterable), kwargs dict or NULL.
        CallFunctionEx "CALL_FUNCTION_EX";
        /// arg is an `IntrinsicOp`.
        CallIntrinsic1 "CALL_INTRINSIC_1";
        /// arg 1 (INTRINSIC_PREP_RERAISE_STAR): stack: the exception that `except*` got, the list of those
        /// raised and left; gives the exception to raise, or None.
        CallIntrinsic2 "CALL_INTRINSIC_2";
        ReturnValue "RETURN_VALUE";
        ReturnGenerator "RETURN_GENERATOR";
        YieldValue "YIELD_VALUE";
        /// Stack: receiver, value; jumps to arg (an END_SEND) when the receiver is finished.
        Send "SEND";
        /// Removes the receiver below the top.
        EndSend "END_SEND";
        GetYieldFromIter "GET_YIELD_FROM_ITER";
        /// In the handler around a suspended `yield from`/`await`: ends it on StopIteration.
        CleanupThrow "CLEANUP_THROW";
        /// arg 0: `await`, 1: `__aenter__`, 2: `__aexit__` result.
        GetAwaitable "GET_AWAITABLE";
        GetAiter "GET_AITER";
        GetAnext "GET_ANEXT";
        /// Stack: asynchronous iterator, exception: ends the loop on StopAsyncIteration. (CPython's argument
        /// only serves monitoring; here there is none.)
        EndAsyncFor "END_ASYNC_FOR";

        // Exceptions and `with`.
        PushExcInfo "PUSH_EXC_INFO";
        /// Stack: exception, type; replaces the type by whether it matches.
        CheckExcMatch "CHECK_EXC_MATCH";
        /// Stack: exception, types; for `except*`.
        CheckEgMatch "CHECK_EG_MATCH";
        PopExcept "POP_EXCEPT";
        /// Raises the exception on top again; with arg > 0 at the saved instruction arg below it.
        Reraise "RERAISE";
        /// arg 0: bare `raise`, 1: exception, 2: exception and cause.
        RaiseVarargs "RAISE_VARARGS";
        /// Stack: exit function, exit self, lasti, previous exception, exception: calls exit(type, value, tb).
        WithExceptStart "WITH_EXCEPT_START";

        // Pattern matching.
        MatchMapping "MATCH_MAPPING";
        MatchSequence "MATCH_SEQUENCE";
        MatchKeys "MATCH_KEYS";
        /// Stack: subject, class, tuple of attribute names; arg positional patterns.
        MatchClass "MATCH_CLASS";
        GetLen "GET_LEN";

        // Imports; arg indexes `names`.
        /// Stack: level, names to import (tuple or None).
        ImportName "IMPORT_NAME";
        ImportFrom "IMPORT_FROM";
            }
    };
}

pub(crate) use for_each_opcode;

macro_rules! opcodes {
    ($($(#[doc = $doc:literal])* $name:ident $text:literal;)*) => {
        /// An instruction of CPython 3.14, without its argument.
        #[derive(Clone, Copy, PartialEq, Eq, Debug, Hash, PartialOrd, Ord)]
        #[repr(u8)]
        pub enum Opcode { $($(#[doc = $doc])* $name,)* }

        impl Opcode {
            pub const ALL: &'static [Self] = &[$(Self::$name),*];

            /// The name as `dis` prints it.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$name => $text,)* }
            }
        }
    };
}

for_each_opcode! { opcodes }

impl Opcode {
    /// Whether the argument is the index of an instruction.
    pub const fn jumps(self) -> bool {
        matches!(
            self,
            Self::JumpForward
                | Self::JumpBackward
                | Self::JumpBackwardNoInterrupt
                | Self::PopJumpIfFalse
                | Self::PopJumpIfTrue
                | Self::PopJumpIfNone
                | Self::PopJumpIfNotNone
                | Self::ForIter
                | Self::Send
        )
    }
}
