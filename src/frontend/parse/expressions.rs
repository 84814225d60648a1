//! Owns the conversion of ruff's expressions to ours.

use std::str::FromStr;

use num_bigint::BigInt;
use ruff_python_ast as ast;
use ruff_text_size::Ranged;

use super::{Convert, ident, span};
use crate::base::Span;
use crate::bytecode::{BinaryOp, CompareOp, Const};
use crate::frontend::ast::{
    Clause, Comp, CompKind, Comparison, Expr, ExprKind, FPart, Lambda, Params, UnaryOp,
};

impl Convert<'_> {
    pub(super) fn expr(&mut self, expr: &ast::Expr) -> Expr {
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

pub(super) fn inplace(op: ast::Operator) -> BinaryOp {
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
