//! Owns the names the VM itself looks up: interned first, in this order, so that their symbols are
//! constants. Owns no meaning of them.

use crate::base::Symbol;

macro_rules! symbols {
    ($($name:ident $text:literal)*) => {
        #[expect(
            non_camel_case_types,
            clippy::upper_case_acronyms,
            reason = "a throw-away enum that counts the rows"
        )]
        #[repr(u32)]
        enum Number { $($name,)* }

        $(pub const $name: Symbol = Symbol(Number::$name as u32);)*

        pub(super) const TABLE: &[&str] = &[$($text,)*];
    };
}

symbols! {
    INIT "__init__" NEW "__new__" CALL "__call__" NAME "__name__" QUALNAME "__qualname__"
    MODULE "__module__" DOC "__doc__" DICT "__dict__" CLASS "__class__" BASES "__bases__" MRO "__mro__"
    FILE "__file__" BUILTINS "__builtins__" CLASSCELL "__classcell__" SLOTS "__slots__"
    GET "__get__" SET "__set__" DELETE "__delete__" SET_NAME "__set_name__"
    INIT_SUBCLASS "__init_subclass__" GETATTR "__getattr__" GETATTRIBUTE "__getattribute__"
    SETATTR "__setattr__" DELATTR "__delattr__"
    EQ "__eq__" NE "__ne__" LT "__lt__" LE "__le__" GT "__gt__" GE "__ge__" HASH "__hash__"
    BOOL "__bool__" LEN "__len__" ITER "__iter__" NEXT "__next__" CONTAINS "__contains__"
    GETITEM "__getitem__" SETITEM "__setitem__" DELITEM "__delitem__"
    ENTER "__enter__" EXIT "__exit__" REPR "__repr__" STR "__str__" FORMAT "__format__"
    NEG "__neg__" POS "__pos__" INVERT "__invert__" ABS "__abs__"
    ARGS "args" CAUSE "__cause__" CONTEXT "__context__" SUPPRESS_CONTEXT "__suppress_context__"
    TRACEBACK "__traceback__" NOTES "__notes__" VALUE "value" CODE "code" ERRNO "errno" STRERROR "strerror"
    FILENAME "filename" MSG "msg" PATH "path" OBJ "obj"
    FUNC "__func__" SELF "__self__" DEFAULTS "__defaults__" KWDEFAULTS "__kwdefaults__" CODE_ATTR "__code__"
    ANNOTATIONS "__annotations__" CLOSURE "__closure__" GLOBALS "__globals__" WRAPPED "__wrapped__"
    SEND "send" THROW "throw" CLOSE "close" METACLASS "metaclass"
    PREPARE "__prepare__" DEL "__del__" ALL "__all__" SPEC "__spec__" LOADER "__loader__" PACKAGE "__package__"
    PLAIN_NAME "name" KEYS "keys" CLASS_GETITEM "__class_getitem__"
    TB_LINENO "tb_lineno" BASE "__base__" ANNOTATE "__annotate__" ANNOTATE_FUNC "__annotate_func__" MRO_ENTRIES "__mro_entries__" TYPE_PARAMS "__type_params__" ORIG_BASES "__orig_bases__"
    INSTANCECHECK "__instancecheck__" SUBCLASSCHECK "__subclasscheck__"
    ABSTRACTMETHODS "__abstractmethods__"
    AWAIT "__await__" AITER "__aiter__" ANEXT "__anext__"
    AENTER "__aenter__" AEXIT "__aexit__"
    PACKAGE_PATH "__path__" PARENT "parent" ORIGIN "origin" INITIALIZING "_initializing" IMPORTER "_importer" IMPORT_LOCK "_lock" IMPORT_WAITERS "_waiters" SPEC_LOADER "loader"
    LOCATIONS "submodule_search_locations" NAME_FROM "name_from" LINENO "lineno" OFFSET "offset" TEXT "text"
    END_LINENO "end_lineno" END_OFFSET "end_offset" PRINT_FILE_AND_LINE "print_file_and_line"
    TB_NEXT "tb_next" TB_FRAME "tb_frame" TB_LASTI "tb_lasti"
}
