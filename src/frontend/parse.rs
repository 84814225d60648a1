//! Owns the use of ruff's parser: the only file that names it. Turns its tree into ours, its tokens and
//! errors into neutral ones. Owns neither the words of syntax errors (`syntax_error`) nor what is refused
//! (`subset`).

use std::str::FromStr;

use num_bigint::BigInt;
use ruff_python_ast as ast;
use ruff_python_ast::token::TokenKind;
use ruff_python_parser::{Mode, ParseOptions, parse_unchecked};
use ruff_text_size::{Ranged, TextRange};

use super::ast::{
    Alias, ClassDef, Clause, Comp, CompKind, Comparison, Expr, ExprKind, FPart, FunctionDef,
    Handler, Ident, Keyword, Lambda, MatchCase, Module, Param, Params, Pattern, PatternKind,
    ScopeId, Stmt, StmtKind, Try, UnaryOp, WithItem,
};
use super::tokens::{Tok, Token};
use crate::base::Span;
use crate::bytecode::{BinaryOp, CompareOp, Const};

/// What ruff says is wrong: its own words, to be put in CPython's by `syntax_error`.
pub(super) struct RawError {
    pub(super) span: Span,
    pub(super) message: String,
}

/// Text that Python does not accept.
pub(super) struct Rejected {
    /// In order of place, at least one.
    pub(super) errors: Vec<RawError>,
    pub(super) tokens: Vec<Token>,
}

/// Text to tree.
pub(super) fn parse(text: &str) -> Result<Module, Rejected> {
    let parsed = parse_unchecked(text, ParseOptions::from(Mode::Module));
    if !parsed.errors().is_empty() {
        let mut errors: Vec<RawError> = parsed
            .errors()
            .iter()
            .map(|e| RawError {
                span: span(e.location),
                message: e.error.to_string(),
            })
            .collect();
        errors.sort_by_key(|e| e.span.start);
        let tokens = neutral(parsed.tokens());
        return Err(Rejected { errors, tokens });
    }
    let mut convert = Convert { text, scopes: 1 };
    let body = match parsed.syntax() {
        ast::Mod::Module(module) => convert.stmts(&module.body),
        ast::Mod::Expression(_) => Vec::new(),
    };
    Ok(Module {
        body,
        scope_count: convert.scopes,
    })
}

/// The tokens of any text, broken or not.
pub(super) fn tokens(text: &str) -> Vec<Token> {
    neutral(parse_unchecked(text, ParseOptions::from(Mode::Module)).tokens())
}

fn neutral(tokens: &ast::token::Tokens) -> Vec<Token> {
    tokens
        .iter()
        .map(|token| Token {
            kind: token_kind(token.kind()),
            span: span(token.range()),
        })
        .collect()
}

fn token_kind(kind: TokenKind) -> Tok {
    match kind {
        TokenKind::Name => Tok::Name,
        TokenKind::Int | TokenKind::Float | TokenKind::Complex => Tok::Number,
        TokenKind::String => Tok::String,
        TokenKind::FStringStart | TokenKind::TStringStart => Tok::FStringStart,
        TokenKind::FStringMiddle | TokenKind::TStringMiddle => Tok::FStringMiddle,
        TokenKind::FStringEnd | TokenKind::TStringEnd => Tok::FStringEnd,
        TokenKind::Comment => Tok::Comment,
        TokenKind::Newline => Tok::Newline,
        TokenKind::NonLogicalNewline => Tok::BlankNewline,
        TokenKind::Indent => Tok::Indent,
        TokenKind::Dedent => Tok::Dedent,
        TokenKind::EndOfFile => Tok::End,
        TokenKind::Lpar | TokenKind::Lsqb | TokenKind::Lbrace => Tok::Open,
        TokenKind::Rpar | TokenKind::Rsqb | TokenKind::Rbrace => Tok::Close,
        TokenKind::Unknown => Tok::Unknown,
        TokenKind::Case | TokenKind::Match | TokenKind::Type | TokenKind::Lazy => Tok::SoftKeyword,
        kind if kind.is_keyword() => Tok::Keyword,
        _ => Tok::Operator,
    }
}

fn span(range: TextRange) -> Span {
    Span::new(range.start().to_u32(), range.end().to_u32())
}

struct Convert<'a> {
    text: &'a str,
    scopes: u32,
}

impl Convert<'_> {
    fn scope(&mut self) -> ScopeId {
        self.scopes += 1;
        ScopeId(self.scopes - 1)
    }

    fn stmts(&mut self, body: &[ast::Stmt]) -> Vec<Stmt> {
        body.iter().map(|s| self.stmt(s)).collect()
    }

    fn exprs<'e>(&mut self, items: impl IntoIterator<Item = &'e ast::Expr>) -> Vec<Expr> {
        items.into_iter().map(|e| self.expr(e)).collect()
    }

    fn boxed(&mut self, expr: &ast::Expr) -> Box<Expr> {
        Box::new(self.expr(expr))
    }

    fn optional(&mut self, expr: Option<&ast::Expr>) -> Option<Expr> {
        expr.map(|e| self.expr(e))
    }

    fn stmt(&mut self, stmt: &ast::Stmt) -> Stmt {
        let mut at = span(stmt.range());
        let kind = match stmt {
            ast::Stmt::FunctionDef(def) => {
                at.start = self.keyword_start(at.start, &def.decorator_list);
                self.function(def)
            }
            ast::Stmt::ClassDef(def) => {
                at.start = self.keyword_start(at.start, &def.decorator_list);
                self.class(def)
            }
            ast::Stmt::Return(s) => StmtKind::Return(self.optional(s.value.as_deref())),
            ast::Stmt::Delete(s) => StmtKind::Delete(self.exprs(&s.targets)),
            ast::Stmt::TypeAlias(_) => StmtKind::TypeAlias,
            ast::Stmt::Assign(s) => {
                let value = self.expr(&s.value);
                StmtKind::Assign {
                    targets: self.exprs(&s.targets),
                    value,
                }
            }
            ast::Stmt::AugAssign(s) => StmtKind::AugAssign {
                target: self.expr(&s.target),
                op: inplace(s.op),
                value: self.expr(&s.value),
            },
            ast::Stmt::AnnAssign(s) => StmtKind::AnnAssign {
                target: self.expr(&s.target),
                value: self.optional(s.value.as_deref()),
                simple: s.simple,
            },
            ast::Stmt::For(s) => StmtKind::For {
                is_async: s.is_async,
                target: self.expr(&s.target),
                iter: self.expr(&s.iter),
                body: self.stmts(&s.body),
                orelse: self.stmts(&s.orelse),
            },
            ast::Stmt::While(s) => StmtKind::While {
                test: self.expr(&s.test),
                body: self.stmts(&s.body),
                orelse: self.stmts(&s.orelse),
            },
            ast::Stmt::If(s) => self.if_stmt(s),
            ast::Stmt::With(s) => StmtKind::With {
                is_async: s.is_async,
                items: s
                    .items
                    .iter()
                    .map(|item| WithItem {
                        context: self.expr(&item.context_expr),
                        target: self.optional(item.optional_vars.as_deref()),
                    })
                    .collect(),
                body: self.stmts(&s.body),
            },
            ast::Stmt::Match(s) => StmtKind::Match {
                subject: self.expr(&s.subject),
                cases: s.cases.iter().map(|case| self.case(case)).collect(),
            },
            ast::Stmt::Raise(s) => StmtKind::Raise {
                exc: self.optional(s.exc.as_deref()),
                cause: self.optional(s.cause.as_deref()),
            },
            ast::Stmt::Try(s) => self.try_stmt(s),
            ast::Stmt::Assert(s) => StmtKind::Assert {
                test: self.expr(&s.test),
                msg: self.optional(s.msg.as_deref()),
            },
            ast::Stmt::Import(s) => StmtKind::Import(s.names.iter().map(alias).collect()),
            ast::Stmt::ImportFrom(s) => StmtKind::ImportFrom {
                module: s.module.as_ref().map(|m| m.as_str().into()),
                names: s.names.iter().map(alias).collect(),
                level: s.level,
            },
            ast::Stmt::Global(s) => StmtKind::Global(s.names.iter().map(ident).collect()),
            ast::Stmt::Nonlocal(s) => StmtKind::Nonlocal(s.names.iter().map(ident).collect()),
            ast::Stmt::Expr(s) => StmtKind::Expr(self.expr(&s.value)),
            ast::Stmt::Pass(_) | ast::Stmt::IpyEscapeCommand(_) => StmtKind::Pass,
            ast::Stmt::Break(_) => StmtKind::Break,
            ast::Stmt::Continue(_) => StmtKind::Continue,
        };
        Stmt { span: at, kind }
    }

    /// Where `def`, `async` or `class` begins, behind the decorators.
    fn keyword_start(&self, start: u32, decorators: &[ast::Decorator]) -> u32 {
        let Some(last) = decorators.last() else {
            return start;
        };
        let from = last.range().end().to_usize();
        let mut at = from;
        for line in self.text[from..].split_inclusive('\n') {
            let code = line.trim_start();
            let blank = code.is_empty() || code.starts_with(['#', '\\']);
            if at > from && !blank {
                return (at + line.len() - code.len()) as u32;
            }
            at += line.len();
        }
        start
    }

    fn function(&mut self, def: &ast::StmtFunctionDef) -> StmtKind {
        let decorators = self.exprs(def.decorator_list.iter().map(|d| &d.expression));
        let params = self.params(&def.parameters);
        let scope = self.scope();
        StmtKind::FunctionDef(Box::new(FunctionDef {
            name: ident(&def.name),
            is_async: def.is_async,
            generic: def.type_params.as_ref().map(|p| span(p.range)),
            decorators,
            params,
            body: self.stmts(&def.body),
            scope,
        }))
    }

    fn class(&mut self, def: &ast::StmtClassDef) -> StmtKind {
        let decorators = self.exprs(def.decorator_list.iter().map(|d| &d.expression));
        let (args, keywords) = def
            .arguments
            .as_deref()
            .map_or_else(Default::default, |a| self.arguments(a));
        let scope = self.scope();
        StmtKind::ClassDef(Box::new(ClassDef {
            name: ident(&def.name),
            generic: def.type_params.as_ref().map(|p| span(p.range)),
            decorators,
            args,
            keywords,
            body: self.stmts(&def.body),
            scope,
        }))
    }

    fn params(&mut self, params: &ast::Parameters) -> Params {
        let mut list = |items: &[ast::ParameterWithDefault]| -> Vec<Param> {
            items
                .iter()
                .map(|p| Param {
                    ident: ident(&p.parameter.name),
                    default: p.default.as_deref().map(|e| self.expr(e)),
                })
                .collect()
        };
        Params {
            pos_only: list(&params.posonlyargs),
            args: list(&params.args),
            kw_only: list(&params.kwonlyargs),
            vararg: params.vararg.as_ref().map(|p| ident(&p.name)),
            kwarg: params.kwarg.as_ref().map(|p| ident(&p.name)),
        }
    }

    fn arguments(&mut self, arguments: &ast::Arguments) -> (Vec<Expr>, Vec<Keyword>) {
        let args = self.exprs(&*arguments.args);
        let keywords = arguments
            .keywords
            .iter()
            .map(|k| Keyword {
                span: span(k.range),
                name: k.arg.as_ref().map(ident),
                value: self.expr(&k.value),
            })
            .collect();
        (args, keywords)
    }

    fn if_stmt(&mut self, s: &ast::StmtIf) -> StmtKind {
        let mut branches = vec![(self.expr(&s.test), self.stmts(&s.body))];
        let mut orelse = Vec::new();
        for clause in &s.elif_else_clauses {
            match &clause.test {
                Some(test) => branches.push((self.expr(test), self.stmts(&clause.body))),
                None => orelse = self.stmts(&clause.body),
            }
        }
        StmtKind::If { branches, orelse }
    }

    fn try_stmt(&mut self, s: &ast::StmtTry) -> StmtKind {
        StmtKind::Try(Box::new(Try {
            body: self.stmts(&s.body),
            handlers: s
                .handlers
                .iter()
                .map(|ast::ExceptHandler::ExceptHandler(h)| Handler {
                    span: span(h.range),
                    class: self.optional(h.type_.as_deref()),
                    name: h.name.as_ref().map(ident),
                    body: self.stmts(&h.body),
                })
                .collect(),
            orelse: self.stmts(&s.orelse),
            finalbody: self.stmts(&s.finalbody),
            is_star: s.is_star,
        }))
    }

    fn case(&mut self, case: &ast::MatchCase) -> MatchCase {
        MatchCase {
            pattern: self.pattern(&case.pattern),
            guard: self.optional(case.guard.as_deref()),
            body: self.stmts(&case.body),
        }
    }

    fn patterns(&mut self, patterns: &[ast::Pattern]) -> Vec<Pattern> {
        patterns.iter().map(|p| self.pattern(p)).collect()
    }

    fn pattern(&mut self, pattern: &ast::Pattern) -> Pattern {
        let kind = match pattern {
            ast::Pattern::MatchValue(p) => PatternKind::Value(self.expr(&p.value)),
            ast::Pattern::MatchSingleton(p) => PatternKind::Singleton(match p.value {
                ast::Singleton::None => Const::None,
                ast::Singleton::True => Const::Bool(true),
                ast::Singleton::False => Const::Bool(false),
            }),
            ast::Pattern::MatchSequence(p) => PatternKind::Sequence(self.patterns(&p.patterns)),
            ast::Pattern::MatchMapping(p) => PatternKind::Mapping {
                keys: self.exprs(&p.keys),
                patterns: self.patterns(&p.patterns),
                rest: p.rest.as_ref().map(ident),
            },
            ast::Pattern::MatchClass(p) => PatternKind::Class {
                class: self.expr(&p.cls),
                patterns: self.patterns(&p.arguments.patterns),
                keywords: p
                    .arguments
                    .keywords
                    .iter()
                    .map(|k| (ident(&k.attr), self.pattern(&k.pattern)))
                    .collect(),
            },
            ast::Pattern::MatchStar(p) => PatternKind::Star(p.name.as_ref().map(ident)),
            ast::Pattern::MatchAs(p) => PatternKind::As {
                pattern: p.pattern.as_ref().map(|p| Box::new(self.pattern(p))),
                name: p.name.as_ref().map(ident),
            },
            ast::Pattern::MatchOr(p) => PatternKind::Or(self.patterns(&p.patterns)),
        };
        Pattern {
            span: span(pattern.range()),
            kind,
        }
    }

    fn expr(&mut self, expr: &ast::Expr) -> Expr {
        let kind = match expr {
            ast::Expr::BoolOp(e) => ExprKind::BoolOp {
                is_and: e.op == ast::BoolOp::And,
                values: self.exprs(&e.values),
            },
            ast::Expr::Named(e) => ExprKind::Named {
                target: self.boxed(&e.target),
                value: self.boxed(&e.value),
            },
            ast::Expr::BinOp(e) => ExprKind::Binary {
                left: self.boxed(&e.left),
                op: inplace(e.op).plain(),
                right: self.boxed(&e.right),
            },
            ast::Expr::UnaryOp(e) => ExprKind::Unary {
                op: match e.op {
                    ast::UnaryOp::Invert => UnaryOp::Invert,
                    ast::UnaryOp::Not => UnaryOp::Not,
                    ast::UnaryOp::UAdd => UnaryOp::Positive,
                    ast::UnaryOp::USub => UnaryOp::Negative,
                },
                operand: self.boxed(&e.operand),
            },
            ast::Expr::Lambda(e) => {
                let params = e
                    .parameters
                    .as_deref()
                    .map_or_else(Params::default, |p| self.params(p));
                let scope = self.scope();
                ExprKind::Lambda(Box::new(Lambda {
                    params,
                    body: self.expr(&e.body),
                    scope,
                }))
            }
            ast::Expr::If(e) => ExprKind::IfExp {
                test: self.boxed(&e.test),
                body: self.boxed(&e.body),
                orelse: self.boxed(&e.orelse),
            },
            ast::Expr::Dict(e) => ExprKind::Dict(
                e.items
                    .iter()
                    .map(|i| (self.optional(i.key.as_ref()), self.expr(&i.value)))
                    .collect(),
            ),
            ast::Expr::Set(e) => ExprKind::Set(self.exprs(&e.elts)),
            ast::Expr::ListComp(e) => self.comp(CompKind::List, &e.elt, None, &e.generators),
            ast::Expr::SetComp(e) => self.comp(CompKind::Set, &e.elt, None, &e.generators),
            ast::Expr::DictComp(e) => {
                let key = e.key.as_deref().unwrap_or(&e.value);
                self.comp(CompKind::Dict, key, Some(&e.value), &e.generators)
            }
            ast::Expr::Generator(e) => self.comp(CompKind::Generator, &e.elt, None, &e.generators),
            ast::Expr::Await(e) => ExprKind::Await(self.boxed(&e.value)),
            ast::Expr::Yield(e) => ExprKind::Yield(e.value.as_deref().map(|v| self.boxed(v))),
            ast::Expr::YieldFrom(e) => ExprKind::YieldFrom(self.boxed(&e.value)),
            ast::Expr::Compare(e) => ExprKind::Compare {
                left: self.boxed(&e.left),
                rest: e
                    .ops
                    .iter()
                    .zip(&*e.comparators)
                    .map(|(op, right)| (comparison(*op), self.expr(right)))
                    .collect(),
            },
            ast::Expr::Call(e) => {
                let func = self.boxed(&e.func);
                let (args, keywords) = self.arguments(&e.arguments);
                ExprKind::Call {
                    func,
                    args,
                    keywords,
                }
            }
            ast::Expr::FString(e) => ExprKind::FString(self.fstring(&e.value)),
            ast::Expr::TString(_) => ExprKind::TString,
            ast::Expr::StringLiteral(e) => ExprKind::Constant(Const::Str(e.value.to_str().into())),
            ast::Expr::BytesLiteral(e) => {
                let bytes: Vec<u8> = e
                    .value
                    .iter()
                    .flat_map(|part| part.value.to_vec())
                    .collect();
                ExprKind::Constant(Const::Bytes(bytes.into()))
            }
            ast::Expr::NumberLiteral(e) => ExprKind::Constant(self.number(e)),
            ast::Expr::BooleanLiteral(e) => ExprKind::Constant(Const::Bool(e.value)),
            ast::Expr::NoneLiteral(_) | ast::Expr::IpyEscapeCommand(_) => {
                ExprKind::Constant(Const::None)
            }
            ast::Expr::EllipsisLiteral(_) => ExprKind::Constant(Const::Ellipsis),
            ast::Expr::Attribute(e) => ExprKind::Attribute {
                value: self.boxed(&e.value),
                attr: ident(&e.attr),
            },
            ast::Expr::Subscript(e) => ExprKind::Subscript {
                value: self.boxed(&e.value),
                slice: self.boxed(&e.slice),
            },
            ast::Expr::Starred(e) => ExprKind::Starred(self.boxed(&e.value)),
            ast::Expr::Name(e) => ExprKind::Name(e.id.as_str().into()),
            ast::Expr::List(e) => ExprKind::List(self.exprs(&e.elts)),
            ast::Expr::Tuple(e) => ExprKind::Tuple(self.exprs(&e.elts)),
            ast::Expr::Slice(e) => ExprKind::Slice {
                lower: e.lower.as_deref().map(|e| self.boxed(e)),
                upper: e.upper.as_deref().map(|e| self.boxed(e)),
                step: e.step.as_deref().map(|e| self.boxed(e)),
            },
        };
        Expr {
            span: span(expr.range()),
            kind,
        }
    }

    fn comp(
        &mut self,
        kind: CompKind,
        element: &ast::Expr,
        value: Option<&ast::Expr>,
        generators: &[ast::Comprehension],
    ) -> ExprKind {
        let scope = self.scope();
        let clauses = generators
            .iter()
            .map(|g| Clause {
                is_async: g.is_async,
                iter: self.expr(&g.iter),
                target: self.expr(&g.target),
                ifs: self.exprs(&g.ifs),
            })
            .collect();
        ExprKind::Comp(Box::new(Comp {
            kind,
            element: self.expr(element),
            value: self.optional(value),
            clauses,
            scope,
        }))
    }

    fn number(&self, e: &ast::ExprNumberLiteral) -> Const {
        match &e.value {
            ast::Number::Int(int) => int
                .as_i64()
                .map_or_else(|| Const::BigInt(big_int(&self.text[e.range])), Const::Int),
            ast::Number::Float(x) => Const::Float(*x),
            ast::Number::Complex { real, imag } => Const::Complex(*real, *imag),
        }
    }

    fn fstring(&mut self, value: &ast::FStringValue) -> Vec<FPart> {
        let mut parts = Vec::new();
        for part in value {
            match part {
                ast::FStringPart::Literal(literal) => {
                    push_literal(&mut parts, &literal.value, span(literal.range));
                }
                ast::FStringPart::FString(f) => self.fparts(&f.elements, &mut parts),
            }
        }
        parts
    }

    fn fparts(&mut self, elements: &ast::InterpolatedStringElements, parts: &mut Vec<FPart>) {
        for element in elements {
            match element {
                ast::InterpolatedStringElement::Literal(literal) => {
                    push_literal(parts, &literal.value, span(literal.range));
                }
                ast::InterpolatedStringElement::Interpolation(field) => {
                    let at = span(field.range);
                    let spec = field.format_spec.as_deref().map(|spec| {
                        let mut inner = Vec::new();
                        self.fparts(&spec.elements, &mut inner);
                        inner
                    });
                    let mut conversion = match field.conversion {
                        ast::ConversionFlag::None => None,
                        ast::ConversionFlag::Str => Some(1),
                        ast::ConversionFlag::Repr => Some(2),
                        ast::ConversionFlag::Ascii => Some(3),
                    };
                    if let Some(debug) = &field.debug_text {
                        push_literal(parts, debug.as_str(), at);
                        if conversion.is_none() && spec.is_none() {
                            conversion = Some(2);
                        }
                    }
                    parts.push(FPart::Value {
                        span: at,
                        expr: self.expr(&field.expression),
                        conversion,
                        spec,
                    });
                }
            }
        }
    }
}

/// Adjacent literal text becomes one constant, as in CPython.
fn push_literal(parts: &mut Vec<FPart>, text: &str, at: Span) {
    if text.is_empty() {
        return;
    }
    if let Some(FPart::Literal(before, place)) = parts.last_mut() {
        *before = format!("{before}{text}").into();
        place.end = at.end;
    } else {
        parts.push(FPart::Literal(text.into(), at));
    }
}

/// A literal too big for an `i64`, from its source text.
fn big_int(literal: &str) -> BigInt {
    let digits = literal.replace('_', "").to_ascii_lowercase();
    let (radix, digits) = match digits.get(..2) {
        Some("0x") => (16, &digits[2..]),
        Some("0o") => (8, &digits[2..]),
        Some("0b") => (2, &digits[2..]),
        _ => (10, &*digits),
    };
    let parsed = if radix == 10 {
        BigInt::from_str(digits).ok()
    } else {
        BigInt::parse_bytes(digits.as_bytes(), radix)
    };
    parsed.expect("the lexer accepted this integer literal")
}

fn ident(id: &ast::Identifier) -> Ident {
    Ident {
        name: id.as_str().into(),
        span: span(id.range),
    }
}

fn alias(a: &ast::Alias) -> Alias {
    Alias {
        span: span(a.range),
        name: ident(&a.name),
        asname: a.asname.as_ref().map(ident),
    }
}

fn inplace(op: ast::Operator) -> BinaryOp {
    match op {
        ast::Operator::Add => BinaryOp::InplaceAdd,
        ast::Operator::Sub => BinaryOp::InplaceSubtract,
        ast::Operator::Mult => BinaryOp::InplaceMultiply,
        ast::Operator::MatMult => BinaryOp::InplaceMatrixMultiply,
        ast::Operator::Div => BinaryOp::InplaceTrueDivide,
        ast::Operator::Mod => BinaryOp::InplaceRemainder,
        ast::Operator::Pow => BinaryOp::InplacePower,
        ast::Operator::LShift => BinaryOp::InplaceLeftShift,
        ast::Operator::RShift => BinaryOp::InplaceRightShift,
        ast::Operator::BitOr => BinaryOp::InplaceOr,
        ast::Operator::BitXor => BinaryOp::InplaceXor,
        ast::Operator::BitAnd => BinaryOp::InplaceAnd,
        ast::Operator::FloorDiv => BinaryOp::InplaceFloorDivide,
    }
}

fn comparison(op: ast::CmpOp) -> Comparison {
    match op {
        ast::CmpOp::Eq => Comparison::Rich(CompareOp::Eq),
        ast::CmpOp::NotEq => Comparison::Rich(CompareOp::Ne),
        ast::CmpOp::Lt => Comparison::Rich(CompareOp::Lt),
        ast::CmpOp::LtE => Comparison::Rich(CompareOp::Le),
        ast::CmpOp::Gt => Comparison::Rich(CompareOp::Gt),
        ast::CmpOp::GtE => Comparison::Rich(CompareOp::Ge),
        ast::CmpOp::Is => Comparison::Is,
        ast::CmpOp::IsNot => Comparison::IsNot,
        ast::CmpOp::In => Comparison::In,
        ast::CmpOp::NotIn => Comparison::NotIn,
    }
}
