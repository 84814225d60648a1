//! Owns the instructions of function and class definitions, lambdas and module bodies.

use std::sync::Arc;

use super::calls::Callee;
use super::{Codegen, Context, Params};
use crate::base::Span;
use crate::bytecode::{CodeObject, Const, Dialect, Opcode, Shown};
use crate::frontend::ast::{
    self, Annotations, ClassDef, Expr, ExprKind, FunctionDef, Lambda, Param, Stmt, StmtKind,
};
use crate::frontend::code::{Label, Op};
use crate::frontend::scope::mangle;

/// Arguments of SET_FUNCTION_ATTRIBUTE.
const DEFAULTS: u32 = 1;
const KW_DEFAULTS: u32 = 2;
const CLOSURE: u32 = 8;
const ANNOTATE: u32 = 16;

impl<'a> Codegen<'a> {
    pub(super) fn module_body(&mut self, body: &'a [Stmt], annotations: Option<&'a Annotations>) {
        if let Some(annotations) = annotations {
            self.annotate_body("__annotate__", annotations);
        }
        self.body_with_doc(body);
        self.return_none();
    }

    /// `eval`: the value of the one expression is the result.
    pub(super) fn expression_body(&mut self, value: &'a Expr) {
        self.expr(value);
        self.emit(Opcode::ReturnValue, 0, value.span);
    }

    fn return_none(&mut self) {
        self.none(None);
        self.emit_nowhere(Opcode::ReturnValue, 0);
    }

    /// A module or class body: its docstring goes to `__doc__`.
    fn body_with_doc(&mut self, body: &'a [Stmt]) {
        let (doc, rest) = split_doc(body);
        if let Some((text, span)) = doc {
            self.constant(Const::Str(text), Some(span));
            self.name(&"__doc__".into(), Context::Store, Some(span));
        }
        self.stmts(rest);
    }

    pub(super) fn function_def(&mut self, def: &'a FunctionDef, span: Span) {
        def.decorators.iter().for_each(|d| self.expr(d));
        let mut flags = self.defaults(&def.params, span);
        if let Some(annotations) = &def.annotations {
            self.annotate(annotations, span);
            flags.push(ANNOTATE);
        }
        let home = Span::new(span.start, def.name.span.end);
        let params = self.param_names(&def.params);
        self.enter(def.scope, def.name.name.clone(), home, params);
        let (doc, rest) = split_doc(&def.body);
        let handler = self.start_generator();
        self.stmts(rest);
        self.return_none();
        self.end_generator(handler);
        let code = self.leave(doc.map(|(text, _)| text));
        self.make_function(code, &mut flags, span);
        self.decorate(&def.decorators);
        self.name(&def.bound.name, Context::Store, Some(span));
    }

    fn decorate(&mut self, decorators: &'a [Expr]) {
        // The function stands where self would.
        for decorator in decorators.iter().rev() {
            if self.since(Dialect::V3_11) {
                self.call_of(0, decorator.span);
            } else {
                self.code().emit(Opcode::Call, 0, None);
            }
        }
    }

    pub(super) fn lambda(&mut self, lambda: &'a Lambda, span: Span) {
        let mut flags = self.defaults(&lambda.params, span);
        let params = self.param_names(&lambda.params);
        self.enter(lambda.scope, "<lambda>".into(), span, params);
        let handler = self.start_generator();
        self.expr(&lambda.body);
        self.emit(Opcode::ReturnValue, 0, lambda.body.span);
        self.end_generator(handler);
        let code = self.leave(None);
        self.make_function(code, &mut flags, span);
    }

    /// In a generator or coroutine, protects the body: StopIteration must not leave it.
    pub(super) fn start_generator(&mut self) -> Option<Label> {
        if !self.scope().generator && !self.scope().coroutine {
            return None;
        }
        let home = self.unit().home;
        let handler = self.label();
        self.code().setup(handler, true, 0, None);
        self.emit(Opcode::Resume, 0, home);
        Some(handler)
    }

    pub(super) fn end_generator(&mut self, handler: Option<Label>) {
        if let Some(handler) = handler {
            self.code().pop_block();
            self.place(handler);
            // IntrinsicOp::StopIterationError
            self.emit_nowhere(Opcode::CallIntrinsic1, 1);
            self.new_in(Dialect::V3_12);
            self.emit_nowhere(Opcode::Reraise, 1);
            self.new_in(Dialect::V3_12);
        }
    }

    fn param_names(&mut self, params: &ast::Params) -> Params {
        let class = self.unit().class.clone();
        Params {
            names: params
                .idents()
                .map(|ident| mangle(class.as_deref(), &ident.name))
                .collect(),
            pos_only: params.pos_only.len() as u32,
            args: params.positional().count() as u32,
            kw_only: params.kw_only.len() as u32,
            varargs: params.vararg.is_some(),
            varkeywords: params.kwarg.is_some(),
        }
    }

    /// Pushes the default values; what SET_FUNCTION_ATTRIBUTE has to set, in the order pushed.
    fn defaults(&mut self, params: &'a ast::Params, span: Span) -> Vec<u32> {
        let mut flags = Vec::new();
        let values: Vec<&'a Expr> = params
            .positional()
            .filter_map(|p| p.default.as_ref())
            .collect();
        if !values.is_empty() {
            self.tuple_of(&values, span);
            flags.push(DEFAULTS);
        }
        let named: Vec<(&'a Param, &'a Expr)> = params
            .kw_only
            .iter()
            .filter_map(|p| Some((p, p.default.as_ref()?)))
            .collect();
        if !named.is_empty() {
            let class = self.unit().class.clone();
            let keyed = !self.since(Dialect::V3_14);
            for (param, value) in &named {
                let name = mangle(class.as_deref(), &param.ident.name);
                self.constant(Const::Str(name), Some(span));
                if keyed {
                    self.code().show(Shown::Hidden);
                }
                self.expr(value);
            }
            self.build_map(named.len() as u32, keyed, span);
            flags.push(KW_DEFAULTS);
        }
        flags
    }

    fn tuple_of(&mut self, values: &[&'a Expr], span: Span) {
        let constants: Option<Vec<Const>> = values
            .iter()
            .map(|e| match &e.kind {
                ExprKind::Constant(c) => Some(c.clone()),
                _ => None,
            })
            .collect();
        if let Some(constants) = constants {
            self.constant(Const::Tuple(constants), Some(span));
            return;
        }
        values.iter().for_each(|e| self.expr(e));
        self.emit(Opcode::BuildTuple, values.len() as u32, span);
    }

    /// Pushes the function of a code object, with its closure and attributes.
    pub(super) fn make_function(&mut self, code: CodeObject, flags: &mut Vec<u32>, span: Span) {
        let free = code.varnames[code.varnames.len() - code.free_count()..].to_vec();
        for name in &free {
            let var = *self
                .unit()
                .var_index
                .get(name)
                .expect("a free variable is a cell outside");
            self.code().push(Op::LoadClosure, var, None, Some(span));
            if !self.since(Dialect::V3_13) {
                self.code().show(Shown::As("LOAD_CLOSURE"));
            }
        }
        if !free.is_empty() {
            self.emit(Opcode::BuildTuple, free.len() as u32, span);
            flags.push(CLOSURE);
        }
        self.constant(Const::Code(Arc::new(code)), Some(span));
        if !self.since(Dialect::V3_11) && self.since(Dialect::PyPy) {
            // The qualified name.
            self.formality("LOAD_CONST", Some(span));
        }
        self.emit(Opcode::MakeFunction, 0, span);
        for flag in flags.iter().rev() {
            self.emit(Opcode::SetFunctionAttribute, *flag, span);
        }
    }

    pub(super) fn class_def(&mut self, def: &'a ClassDef, span: Span) {
        def.decorators.iter().for_each(|d| self.expr(d));
        let home = Span::new(span.start, def.name.span.end);
        self.enter(def.scope, def.name.name.clone(), home, Params::default());
        self.class_body(def, home);
        let code = self.leave(None);

        if self.since(Dialect::V3_11) && !self.since(Dialect::V3_13) {
            self.formality("PUSH_NULL", Some(span));
            self.emit(Opcode::LoadBuildClass, 0, span);
            self.hidden(Opcode::PushNull, 0, span);
        } else {
            self.emit(Opcode::LoadBuildClass, 0, span);
            self.emit(Opcode::PushNull, 0, span);
        }
        self.make_function(code, &mut Vec::new(), span);
        self.constant(Const::Str(def.name.name.clone()), Some(span));
        let unpacks = def
            .args
            .iter()
            .any(|a| matches!(a.kind, ExprKind::Starred(_)))
            || def.keywords.iter().any(|k| k.name.is_none());
        if unpacks {
            self.class_ex(def, span);
        } else {
            self.arguments((2, Callee::Function), &def.args, &def.keywords, span);
        }
        self.decorate(&def.decorators);
        self.name(&def.bound.name, Context::Store, Some(span));
    }

    /// Bases or keywords with `*` or `**`: body and name are the first items of the arguments.
    fn class_ex(&mut self, def: &'a ClassDef, span: Span) {
        self.emit(Opcode::BuildList, 2, span);
        for arg in &def.args {
            if let ExprKind::Starred(value) = &arg.kind {
                self.expr(value);
                self.emit(Opcode::ListExtend, 1, span);
            } else {
                self.expr(arg);
                self.emit(Opcode::ListAppend, 1, span);
            }
        }
        // IntrinsicOp::ListToTuple
        self.emit(Opcode::CallIntrinsic1, 3, span);
        self.keyword_dict(&def.keywords, span);
        self.emit(Opcode::CallFunctionEx, 0, span);
    }

    /// Pushes the function that evaluates annotations: names and values as a dict.
    fn annotate(&mut self, annotations: &'a Annotations, span: Span) {
        let class = self.unit().class.clone();
        self.enter(
            annotations.scope,
            "__annotate__".into(),
            span,
            Params::default(),
        );
        self.unit().class = class.clone();
        for (name, value) in &annotations.items {
            let name = mangle(class.as_deref(), name);
            self.constant(Const::Str(name), Some(value.span));
            self.expr(value);
        }
        self.emit(Opcode::BuildMap, annotations.items.len() as u32, span);
        self.emit_nowhere(Opcode::ReturnValue, 0);
        let code = self.leave(None);
        self.make_function(code, &mut Vec::new(), span);
    }

    /// The same for the names of a body, which keeps it under a name of its own.
    fn annotate_body(&mut self, name: &str, annotations: &'a Annotations) {
        let span = annotations.items[0].1.span;
        self.annotate(annotations, span);
        self.name(&name.into(), Context::Store, Some(span));
    }

    fn class_body(&mut self, def: &'a ClassDef, home: Span) {
        let place = Some(home);
        self.name(&"__name__".into(), Context::Load, place);
        self.name(&"__module__".into(), Context::Store, place);
        let qualname = self.unit().qualname.clone();
        self.constant(Const::Str(qualname), place);
        self.name(&"__qualname__".into(), Context::Store, place);
        self.body_with_doc(&def.body);
        if let Some(annotations) = &def.annotations {
            self.annotate_body("__annotate_func__", annotations);
        }
        if self.scope().needs_class_cell {
            let var = self.unit().var_index["__class__"];
            self.code().push(Op::LoadClosure, var, None, None);
            if !self.since(Dialect::V3_13) {
                self.code().show(Shown::As("LOAD_CLOSURE"));
            }
            self.emit_nowhere(Opcode::Copy, 1);
            self.name(&"__classcell__".into(), Context::Store, None);
        } else {
            self.none(None);
        }
        self.emit_nowhere(Opcode::ReturnValue, 0);
    }
}

/// Takes the docstring off a body.
fn split_doc(body: &[Stmt]) -> (Option<(Arc<str>, Span)>, &[Stmt]) {
    if let Some((first, rest)) = body.split_first()
        && let StmtKind::Expr(value) = &first.kind
        && let ExprKind::Constant(Const::Str(text)) = &value.kind
    {
        return (Some((dedent(text), value.span)), rest);
    }
    (None, body)
}

/// As `inspect.cleandoc`, which the compiler applies since 3.13.
fn dedent(text: &str) -> Arc<str> {
    let indent = |line: &&str| line.len() - line.trim_start_matches([' ', '\t']).len();
    let margin = text
        .lines()
        .skip(1)
        .filter(|line| !line.trim_matches([' ', '\t']).is_empty())
        .map(|line| indent(&line))
        .min()
        .unwrap_or(0);
    let mut lines = text.split('\n');
    let mut out = lines
        .next()
        .unwrap_or("")
        .trim_start_matches(' ')
        .to_owned();
    for line in lines {
        out.push('\n');
        out.push_str(line.get(margin.min(indent(&line))..).unwrap_or(""));
    }
    out.into()
}
