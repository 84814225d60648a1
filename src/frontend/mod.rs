//! Owns the way from Python text to code objects: parsing, symbol table, instructions, and what is wrong
//! with a text, in CPython's words or as a refusal of what gilscope does not have.
//! Owns neither what a code object is (`bytecode`) nor its execution (`vm`).

mod assemble;
mod ast;
mod check;
mod code;
mod codegen;
mod fold;
mod lexical;
mod names;
mod nesting;
mod optimize;
mod outside;
mod parse;
mod patterns;
mod peephole;
mod scope;
mod stack;
mod subset;
mod symbols;
mod syntax_error;
#[cfg(test)]
mod tests;
mod tokens;
mod walk;

pub use names::{Names, names};
pub use outside::{differs_only_in, is_same};
pub use tokens::{TokenClass, highlight};

use std::sync::Arc;

use crate::base::{Diagnostic, DiagnosticKind, Source, Span};
use crate::bytecode::{CodeObject, Dialect};

/// How to compile.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Options {
    /// Marks every code object as our own standard library's (`CodeFlags::library`).
    pub library: bool,
    pub mode: Mode,
    pub dialect: Dialect,
}

/// What a text is to be (the third argument of `compile`).
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Mode {
    #[default]
    Exec,
    /// One expression, whose value is the result.
    Eval,
    /// As a line at the prompt: the values of expressions are printed.
    Single,
}

/// Texts over this many bytes are refused.
const MAX_SOURCE: usize = 10 << 20;

/// Compiles the text of a module.
///
/// # Errors
///
/// One diagnostic in CPython's words when Python rejects the text; else all places where it uses what
/// gilscope does not have, in order.
pub fn compile(source: &Source, options: Options) -> Result<Arc<CodeObject>, Vec<Diagnostic>> {
    if source.text.len() > MAX_SOURCE {
        return Err(vec![Diagnostic::unsupported(
            source,
            Span::new(0, 0),
            "the program is longer than 10 MB",
            "shorten it: gilscope is made for small programs",
        )]);
    }
    let wrong = |span: Span, message: String| {
        vec![Diagnostic {
            kind: DiagnosticKind::SyntaxError,
            source: source.clone(),
            span,
            message,
            help: None,
        }]
    };
    if let Some(at) = source.text.find('\0') {
        let span = Span::new(at as u32, at as u32 + 1);
        return Err(wrong(
            span,
            "source code cannot contain null bytes".to_owned(),
        ));
    }
    nesting::check(source).map_err(|d| vec![d])?;
    let mut module = parse::parse(&source.text, options.mode)
        .map_err(|rejected| vec![syntax_error::explain(source, &rejected)])?;
    syntax_error::lexical(source).map_err(|d| vec![d])?;
    let scopes = symbols::build(&module, options.dialect >= Dialect::V3_12)
        .map_err(|e| wrong(e.span, e.message))?;
    check::check(&module, &scopes).map_err(|e| wrong(e.span, e.message))?;
    let refused = subset::check(source, &module, &scopes);
    if !refused.is_empty() {
        return Err(refused);
    }
    fold::fold(&mut module);
    Ok(Arc::new(codegen::generate(
        source, &module, &scopes, options,
    )))
}
