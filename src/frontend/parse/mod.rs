//! Owns the use of ruff's parser: only this folder names it. Turns its tree into ours, its tokens and
//! errors into neutral ones. Owns neither the words of syntax errors (`syntax_error`) nor what is refused
//! (`subset`).

mod annotations;
mod expressions;
mod generics;
mod statements;

use ruff_python_ast as ast;
use ruff_python_ast::token::TokenKind;
use ruff_python_ast::visitor::{self, Visitor};
use ruff_python_parser::{Mode, ParseOptions, parse_unchecked};
use ruff_text_size::{Ranged, TextRange};

pub(super) use generics::HIDDEN;

use super::ast::{Alias, Expr, Ident, Module, Stmt, StmtKind};
use super::tokens::{Tok, Token};
use crate::base::Span;

/// What ruff says is wrong: its own words, to be put in CPython's by `syntax_error`.
pub(super) struct RawError {
    pub(super) span: Span,
    pub(super) message: String,
    /// What stands where only a target may, in CPython's words ("function call").
    pub(super) target: Option<&'static str>,
}

/// Text that Python does not accept.
pub(super) struct Rejected {
    /// In order of place, at least one.
    pub(super) errors: Vec<RawError>,
    pub(super) tokens: Vec<Token>,
}

/// Text to tree.
pub(super) fn parse(text: &str, mode: super::Mode) -> Result<Module, Rejected> {
    let ruff_mode = match mode {
        super::Mode::Eval => Mode::Expression,
        _ => Mode::Module,
    };
    let options = ParseOptions::from(ruff_mode).with_target_version(ast::PythonVersion::PY314);
    let parsed = parse_unchecked(text, options);
    let target = |range| {
        let mut finder = TargetFinder { range, found: None };
        match parsed.syntax() {
            ast::Mod::Module(module) => finder.visit_body(&module.body),
            ast::Mod::Expression(expression) => finder.visit_expr(&expression.body),
        }
        finder.found
    };
    let mut errors: Vec<RawError> = parsed
        .errors()
        .iter()
        .map(|e| {
            let message = e.error.to_string();
            RawError {
                span: span(e.location),
                target: message
                    .contains("target")
                    .then(|| target(e.location))
                    .flatten(),
                message,
            }
        })
        .collect();
    errors.extend(parsed.unsupported_syntax_errors().iter().map(|e| RawError {
        span: span(e.range),
        message: e.to_string(),
        target: None,
    }));
    if !errors.is_empty() {
        errors.sort_by_key(|e| e.span.start);
        let tokens = neutral(parsed.tokens());
        return Err(Rejected { errors, tokens });
    }
    let mut convert = Convert {
        text,
        scopes: 1,
        as_text: false,
        annotated: vec![Vec::new()],
    };
    let body = match parsed.syntax() {
        ast::Mod::Module(module) => {
            convert.as_text = annotations::are_text(&module.body);
            convert.stmts(&module.body)
        }
        ast::Mod::Expression(whole) => {
            let value = convert.expr(&whole.body);
            vec![Stmt {
                span: value.span,
                kind: StmtKind::Expr(value),
            }]
        }
    };
    let annotations = convert.end_annotations();
    Ok(Module {
        body,
        annotations,
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

/// Finds the expression at a place and what CPython calls it (`_PyPegen_get_expr_name`).
struct TargetFinder {
    range: TextRange,
    found: Option<&'static str>,
}

impl<'a> Visitor<'a> for TargetFinder {
    fn visit_expr(&mut self, expr: &'a ast::Expr) {
        if self.found.is_none() && expr.range() == self.range {
            self.found = Some(expr_name(expr));
        }
        visitor::walk_expr(self, expr);
    }
}

fn expr_name(expr: &ast::Expr) -> &'static str {
    match expr {
        ast::Expr::BoolOp(_) | ast::Expr::BinOp(_) | ast::Expr::UnaryOp(_) => "expression",
        ast::Expr::Named(_) => "named expression",
        ast::Expr::Lambda(_) => "lambda",
        ast::Expr::If(_) => "conditional expression",
        ast::Expr::Dict(_) => "dict literal",
        ast::Expr::Set(_) => "set display",
        ast::Expr::ListComp(_) => "list comprehension",
        ast::Expr::SetComp(_) => "set comprehension",
        ast::Expr::DictComp(_) => "dict comprehension",
        ast::Expr::Generator(_) => "generator expression",
        ast::Expr::Await(_) => "await expression",
        ast::Expr::Yield(_) | ast::Expr::YieldFrom(_) => "yield expression",
        ast::Expr::Compare(_) => "comparison",
        ast::Expr::Call(_) => "function call",
        ast::Expr::FString(_) | ast::Expr::TString(_) => "f-string expression",
        ast::Expr::BooleanLiteral(b) if b.value => "True",
        ast::Expr::BooleanLiteral(_) => "False",
        ast::Expr::NoneLiteral(_) => "None",
        ast::Expr::EllipsisLiteral(_) => "ellipsis",
        ast::Expr::Attribute(_) => "attribute",
        ast::Expr::Subscript(_) => "subscript",
        ast::Expr::Starred(_) => "starred",
        ast::Expr::Name(_) => "name",
        ast::Expr::List(_) => "list",
        ast::Expr::Tuple(_) => "tuple",
        _ => "literal",
    }
}

struct Convert<'a> {
    text: &'a str,
    scopes: u32,
    /// `from __future__ import annotations`: annotations are their own text.
    as_text: bool,
    /// The annotated names of the module, class or function bodies around here.
    annotated: Vec<Vec<(std::sync::Arc<str>, Expr)>>,
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
