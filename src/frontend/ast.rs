//! Owns the syntax tree that the compiler works on: Python's, with byte spans, as small as codegen
//! allows. Annotations of local variables are not in it: they are never evaluated.
//! Owns neither parsing nor any meaning of names.

use std::sync::Arc;

use crate::base::Span;
use crate::bytecode::{BinaryOp, CompareOp, Const};

/// The place of a module, function, class, lambda or comprehension in the symbol table. Scopes are
/// numbered as they are met in the text; the module is 0.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct ScopeId(pub(super) u32);

#[derive(Clone, PartialEq, Debug)]
pub(super) struct Ident {
    pub(super) name: Arc<str>,
    pub(super) span: Span,
}

#[derive(Clone, PartialEq, Debug)]
pub(super) struct Module {
    pub(super) body: Vec<Stmt>,
    pub(super) annotations: Option<Annotations>,
    pub(super) scope_count: u32,
}

#[derive(Clone, PartialEq, Debug)]
pub(super) struct Stmt {
    pub(super) span: Span,
    pub(super) kind: StmtKind,
}

#[derive(Clone, PartialEq, Debug)]
pub(super) enum StmtKind {
    FunctionDef(Box<FunctionDef>),
    ClassDef(Box<ClassDef>),
    Return(Option<Expr>),
    Delete(Vec<Expr>),
    Assign {
        targets: Vec<Expr>,
        value: Expr,
    },
    /// `op` is the in-place operator.
    AugAssign {
        target: Expr,
        op: BinaryOp,
        value: Expr,
    },
    /// `simple`: a bare name, not parenthesized.
    AnnAssign {
        target: Expr,
        value: Option<Expr>,
        simple: bool,
    },
    For {
        is_async: bool,
        target: Expr,
        iter: Expr,
        body: Vec<Stmt>,
        orelse: Vec<Stmt>,
    },
    While {
        test: Expr,
        body: Vec<Stmt>,
        orelse: Vec<Stmt>,
    },
    /// `if` and each `elif`, then `else`.
    If {
        branches: Vec<(Expr, Vec<Stmt>)>,
        orelse: Vec<Stmt>,
    },
    With {
        is_async: bool,
        items: Vec<WithItem>,
        body: Vec<Stmt>,
    },
    Match {
        subject: Expr,
        cases: Vec<MatchCase>,
    },
    Raise {
        exc: Option<Expr>,
        cause: Option<Expr>,
    },
    Try(Box<Try>),
    Assert {
        test: Expr,
        msg: Option<Expr>,
    },
    Import(Vec<Alias>),
    ImportFrom {
        module: Option<Arc<str>>,
        names: Vec<Alias>,
        level: u32,
    },
    Global(Vec<Ident>),
    Nonlocal(Vec<Ident>),
    Expr(Expr),
    Pass,
    Break,
    Continue,
}

#[derive(Clone, PartialEq, Debug)]
pub(super) struct FunctionDef {
    pub(super) name: Ident,
    /// What its statement binds: its own name, unless it has type parameters.
    pub(super) bound: Ident,
    pub(super) is_async: bool,
    pub(super) decorators: Vec<Expr>,
    pub(super) params: Params,
    pub(super) annotations: Option<Annotations>,
    pub(super) body: Vec<Stmt>,
    pub(super) scope: ScopeId,
}

/// What the names of a function, class or module are said to be: evaluated when somebody asks, as in
/// CPython 3.14 (PEP 649), in a scope that sees the names of a class.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Annotations {
    pub(super) items: Vec<(Arc<str>, Expr)>,
    pub(super) scope: ScopeId,
}

#[derive(Clone, PartialEq, Debug)]
pub(super) struct ClassDef {
    pub(super) name: Ident,
    /// What its statement binds: its own name, unless it has type parameters.
    pub(super) bound: Ident,
    pub(super) decorators: Vec<Expr>,
    pub(super) args: Vec<Expr>,
    pub(super) keywords: Vec<Keyword>,
    pub(super) annotations: Option<Annotations>,
    pub(super) body: Vec<Stmt>,
    pub(super) scope: ScopeId,
}

#[derive(Clone, PartialEq, Debug, Default)]
pub(super) struct Params {
    pub(super) pos_only: Vec<Param>,
    pub(super) args: Vec<Param>,
    pub(super) vararg: Option<Ident>,
    pub(super) kw_only: Vec<Param>,
    pub(super) kwarg: Option<Ident>,
}

impl Params {
    /// Names in the order of a code object's variables.
    pub(super) fn idents(&self) -> impl Iterator<Item = &Ident> {
        self.positional()
            .chain(&self.kw_only)
            .map(|p| &p.ident)
            .chain(&self.vararg)
            .chain(&self.kwarg)
    }

    pub(super) fn positional(&self) -> impl Iterator<Item = &Param> {
        self.pos_only.iter().chain(&self.args)
    }
}

#[derive(Clone, PartialEq, Debug)]
pub(super) struct Param {
    pub(super) ident: Ident,
    pub(super) default: Option<Expr>,
}

#[derive(Clone, PartialEq, Debug)]
pub(super) struct Try {
    pub(super) body: Vec<Stmt>,
    pub(super) handlers: Vec<Handler>,
    pub(super) orelse: Vec<Stmt>,
    pub(super) finalbody: Vec<Stmt>,
    pub(super) is_star: bool,
}

#[derive(Clone, PartialEq, Debug)]
pub(super) struct Handler {
    pub(super) span: Span,
    pub(super) class: Option<Expr>,
    pub(super) name: Option<Ident>,
    pub(super) body: Vec<Stmt>,
}

#[derive(Clone, PartialEq, Debug)]
pub(super) struct WithItem {
    pub(super) context: Expr,
    pub(super) target: Option<Expr>,
}

#[derive(Clone, PartialEq, Debug)]
pub(super) struct Alias {
    pub(super) span: Span,
    pub(super) name: Ident,
    pub(super) asname: Option<Ident>,
}

#[derive(Clone, PartialEq, Debug)]
pub(super) struct MatchCase {
    pub(super) pattern: Pattern,
    pub(super) guard: Option<Expr>,
    pub(super) body: Vec<Stmt>,
}

#[derive(Clone, PartialEq, Debug)]
pub(super) struct Pattern {
    pub(super) span: Span,
    pub(super) kind: PatternKind,
}

#[derive(Clone, PartialEq, Debug)]
pub(super) enum PatternKind {
    /// Compared with `==`.
    Value(Expr),
    /// `None`, `True`, `False`: compared with `is`.
    Singleton(Const),
    Sequence(Vec<Pattern>),
    Mapping {
        keys: Vec<Expr>,
        patterns: Vec<Pattern>,
        rest: Option<Ident>,
    },
    Class {
        class: Expr,
        patterns: Vec<Pattern>,
        keywords: Vec<(Ident, Pattern)>,
    },
    Star(Option<Ident>),
    /// `pattern as name`, `name`, `_`.
    As {
        pattern: Option<Box<Pattern>>,
        name: Option<Ident>,
    },
    Or(Vec<Pattern>),
}

#[derive(Clone, PartialEq, Debug)]
pub(super) struct Expr {
    pub(super) span: Span,
    pub(super) kind: ExprKind,
}

#[derive(Clone, PartialEq, Debug)]
pub(super) enum ExprKind {
    BoolOp {
        is_and: bool,
        values: Vec<Expr>,
    },
    Named {
        target: Box<Expr>,
        value: Box<Expr>,
    },
    Binary {
        left: Box<Expr>,
        op: BinaryOp,
        right: Box<Expr>,
    },
    Unary {
        op: UnaryOp,
        operand: Box<Expr>,
    },
    Lambda(Box<Lambda>),
    IfExp {
        test: Box<Expr>,
        body: Box<Expr>,
        orelse: Box<Expr>,
    },
    /// `None` as a key: `**value`.
    Dict(Vec<(Option<Expr>, Expr)>),
    Set(Vec<Expr>),
    List(Vec<Expr>),
    Tuple(Vec<Expr>),
    Comp(Box<Comp>),
    Await(Box<Expr>),
    Yield(Option<Box<Expr>>),
    YieldFrom(Box<Expr>),
    Compare {
        left: Box<Expr>,
        rest: Vec<(Comparison, Expr)>,
    },
    Call {
        func: Box<Expr>,
        args: Vec<Expr>,
        keywords: Vec<Keyword>,
    },
    FString(Vec<FPart>),
    TString,
    Constant(Const),
    Attribute {
        value: Box<Expr>,
        attr: Ident,
    },
    Subscript {
        value: Box<Expr>,
        slice: Box<Expr>,
    },
    Starred(Box<Expr>),
    Name(Arc<str>),
    Slice {
        lower: Option<Box<Expr>>,
        upper: Option<Box<Expr>>,
        step: Option<Box<Expr>>,
    },
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum UnaryOp {
    Invert,
    Not,
    Positive,
    Negative,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Comparison {
    Rich(CompareOp),
    Is,
    IsNot,
    In,
    NotIn,
}

#[derive(Clone, PartialEq, Debug)]
pub(super) struct Lambda {
    pub(super) params: Params,
    pub(super) body: Expr,
    pub(super) scope: ScopeId,
}

#[derive(Clone, PartialEq, Debug)]
pub(super) struct Keyword {
    pub(super) span: Span,
    /// `None`: `**value`.
    pub(super) name: Option<Ident>,
    pub(super) value: Expr,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum CompKind {
    List,
    Set,
    Dict,
    Generator,
}

#[derive(Clone, PartialEq, Debug)]
pub(super) struct Comp {
    pub(super) kind: CompKind,
    /// The element; a dict comprehension's key.
    pub(super) element: Expr,
    /// A dict comprehension's value.
    pub(super) value: Option<Expr>,
    pub(super) clauses: Vec<Clause>,
    pub(super) scope: ScopeId,
}

/// `for target in iter if …`.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Clause {
    pub(super) is_async: bool,
    pub(super) target: Expr,
    pub(super) iter: Expr,
    pub(super) ifs: Vec<Expr>,
}

#[derive(Clone, PartialEq, Debug)]
pub(super) enum FPart {
    Literal(Arc<str>, Span),
    Value {
        span: Span,
        expr: Expr,
        /// 1 str, 2 repr, 3 ascii: CONVERT_VALUE's argument.
        conversion: Option<u32>,
        spec: Option<Vec<FPart>>,
    },
}
