//! Owns the conversion of annotations: which names have one, and whether it is kept as text.

use std::sync::Arc;

use ruff_python_ast as ast;
use ruff_text_size::Ranged;

use super::{Convert, span};
use crate::bytecode::Const;
use crate::frontend::ast::{Annotations, Expr, ExprKind};

/// Whether a module begins with `from __future__ import annotations`.
pub(super) fn are_text(body: &[ast::Stmt]) -> bool {
    body.iter().any(|stmt| match stmt {
        ast::Stmt::ImportFrom(import) => {
            import.module.as_deref() == Some("__future__")
                && import
                    .names
                    .iter()
                    .any(|alias| &*alias.name == "annotations")
        }
        _ => false,
    })
}

impl Convert<'_> {
    /// Notes the annotation of a bare name. Whether it is in a function, where it means nothing, is seen
    /// when the function ends: what was noted is dropped.
    pub(super) fn annotate_target(&mut self, s: &ast::StmtAnnAssign) {
        if let ast::Expr::Name(name) = &*s.target
            && s.simple
        {
            let value = self.annotation(&s.annotation);
            let names = self.annotated.last_mut().expect("the module is never left");
            names.push((name.id.as_str().into(), value));
        }
    }

    fn annotation(&mut self, annotation: &ast::Expr) -> Expr {
        if !self.as_text {
            return self.expr(annotation);
        }
        let text = &self.text[annotation.range().to_std_range()];
        let words: Vec<&str> = text.split_whitespace().collect();
        Expr {
            span: span(annotation.range()),
            kind: ExprKind::Constant(Const::Str(words.join(" ").into())),
        }
    }

    /// The annotations of a class or module body that ends here.
    pub(super) fn end_annotations(&mut self) -> Option<Annotations> {
        let items = self.annotated.pop().unwrap_or_default();
        self.annotations(items)
    }

    fn annotations(&mut self, items: Vec<(Arc<str>, Expr)>) -> Option<Annotations> {
        (!items.is_empty()).then(|| Annotations {
            items,
            scope: self.scope(),
        })
    }

    /// The annotations of a function's parameters and of what it returns.
    pub(super) fn signature_annotations(
        &mut self,
        def: &ast::StmtFunctionDef,
    ) -> Option<Annotations> {
        let params = &def.parameters;
        let positional = params.posonlyargs.iter().chain(&params.args);
        let annotated: Vec<(&ast::Identifier, &ast::Expr)> = positional
            .map(|p| &p.parameter)
            .chain(params.vararg.as_deref())
            .chain(params.kwonlyargs.iter().map(|p| &p.parameter))
            .chain(params.kwarg.as_deref())
            .filter_map(|p| Some((&p.name, p.annotation.as_deref()?)))
            .collect();
        let mut items: Vec<(Arc<str>, Expr)> = Vec::new();
        for (name, annotation) in annotated {
            items.push((name.as_str().into(), self.annotation(annotation)));
        }
        if let Some(returns) = def.returns.as_deref() {
            items.push(("return".into(), self.annotation(returns)));
        }
        self.annotations(items)
    }
}
