//! Owns questions about a program's text: which names of modules it uses, which functions it defines and
//! whether two texts of a function are the same code. Owns no compiling.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::Mode;
use super::ast::{Expr, ExprKind, Module, Stmt, StmtKind};
use super::parse;
use super::walk::{Child, expr_children, stmt_children};
use crate::bytecode::Const;

/// What a program uses and defines, as far as its text tells.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Names {
    /// Dotted, under the names that the modules themselves have: `threading.Lock`, however imported.
    pub used: Vec<String>,
    /// Functions, classes and methods (`Account.deposit`) with their code, free of layout and comments.
    pub defined: BTreeMap<String, String>,
}

/// The names of a program; `None` when it is no Python.
pub fn names(text: &str) -> Option<Names> {
    let module = parse::parse(text, Mode::Exec).ok()?;
    let mut reader = Reader {
        text,
        imports: BTreeMap::new(),
        stars: Vec::new(),
        bare: Vec::new(),
        names: Names::default(),
    };
    // Twice: a function may use what is imported below it.
    reader.module(&module);
    (reader.names, reader.bare) = Default::default();
    reader.module(&module);
    reader.open_stars();
    reader.names.used.sort();
    reader.names.used.dedup();
    Some(reader.names)
}

struct Reader<'a> {
    text: &'a str,
    /// What a bound name means: `Lock` is `threading.Lock`.
    imports: BTreeMap<Arc<str>, String>,
    /// Modules of which everything is imported: `from threading import *`.
    stars: Vec<String>,
    /// Names that nothing else explains.
    bare: Vec<Arc<str>>,
    names: Names,
}

impl Reader<'_> {
    fn module(&mut self, module: &Module) {
        self.stmts(&module.body, "");
    }

    fn stmts(&mut self, body: &[Stmt], inside: &str) {
        body.iter().for_each(|stmt| self.stmt(stmt, inside));
    }

    fn stmt(&mut self, stmt: &Stmt, inside: &str) {
        let mut within = inside.to_owned();
        match &stmt.kind {
            StmtKind::Import(aliases) => {
                for alias in aliases {
                    self.names.used.push(alias.name.name.to_string());
                    let first = alias.name.name.split('.').next().unwrap_or("");
                    let (bound, means) = match &alias.asname {
                        Some(bound) => (bound.name.clone(), alias.name.name.to_string()),
                        None => (first.into(), first.to_owned()),
                    };
                    self.imports.insert(bound, means);
                }
            }
            StmtKind::ImportFrom {
                module: Some(module),
                names,
                ..
            } => {
                self.names.used.push(module.to_string());
                for alias in names {
                    if &*alias.name.name == "*" {
                        self.stars.push(module.to_string());
                        continue;
                    }
                    let means = format!("{module}.{}", alias.name.name);
                    self.names.used.push(means.clone());
                    let bound = alias.asname.as_ref().unwrap_or(&alias.name);
                    self.imports.insert(bound.name.clone(), means);
                }
            }
            // `L = threading.Lock`: another name for it.
            StmtKind::Assign { targets, value } => {
                if let Some(means) = self.imported(value) {
                    for target in targets {
                        if let ExprKind::Name(name) = &target.kind {
                            self.imports.insert(name.clone(), means.clone());
                        }
                    }
                }
            }
            StmtKind::FunctionDef(def) => within = self.define(stmt, &def.name.name, inside),
            StmtKind::ClassDef(def) => within = self.define(stmt, &def.name.name, inside),
            _ => {}
        }
        let mut found: Vec<Expr> = Vec::new();
        let mut nested: Vec<Stmt> = Vec::new();
        stmt_children(stmt, &mut |child| match child {
            Child::Expr(expr) => found.push(expr.clone()),
            Child::Stmts(body) => nested.extend_from_slice(body),
            Child::Pattern(_) => {}
        });
        found.iter().for_each(|expr| self.expr(expr));
        self.stmts(&nested, &within);
    }

    /// Notes a definition; its name with what it is in before it.
    fn define(&mut self, stmt: &Stmt, name: &str, inside: &str) -> String {
        let whole = match inside {
            "" => name.to_owned(),
            inside => format!("{inside}.{name}"),
        };
        let span = stmt.span.start as usize..stmt.span.end as usize;
        let code = bare(self.text.get(span).unwrap_or(""));
        self.names.defined.insert(whole.clone(), code);
        whole
    }

    /// A name that is not the program's own may come from a module of which everything is imported.
    fn open_stars(&mut self) {
        for name in std::mem::take(&mut self.bare) {
            if !self.names.defined.contains_key(&*name) {
                let of = |module: &String| format!("{module}.{name}");
                self.names.used.extend(self.stars.iter().map(of));
            }
        }
    }

    /// The path of what is a module, or from one.
    fn imported(&self, expr: &Expr) -> Option<String> {
        let known = match &expr.kind {
            ExprKind::Name(name) => self.imports.contains_key(name),
            ExprKind::Attribute { value, .. } => self.imported(value).is_some(),
            ExprKind::Call { .. } => true,
            _ => false,
        };
        known.then(|| self.path(expr)).flatten()
    }

    fn expr(&mut self, expr: &Expr) {
        if let ExprKind::Name(name) = &expr.kind
            && !self.imports.contains_key(name)
        {
            self.bare.push(name.clone());
        }
        if let Some(path) = self.path(expr) {
            self.names.used.push(path);
        }
        expr_children(expr, &mut |child| self.expr(child));
    }

    /// `threading.Lock` for what means it.
    fn path(&self, expr: &Expr) -> Option<String> {
        match &expr.kind {
            ExprKind::Name(name) => self.imports.get(name).cloned().or(Some(name.to_string())),
            ExprKind::Attribute { value, attr } => {
                Some(format!("{}.{}", self.path(value)?, attr.name))
            }
            // `__import__("threading")`, `importlib.import_module("threading")`, `getattr(threading, "Lock")`.
            ExprKind::Call { func, args, .. } => match (self.path(func)?.as_str(), &args[..]) {
                ("__import__" | "importlib.import_module", [module]) => text_of(module),
                ("getattr", [of, name]) => Some(format!("{}.{}", self.path(of)?, text_of(name)?)),
                _ => None,
            },
            _ => None,
        }
    }
}

fn text_of(expr: &Expr) -> Option<String> {
    match &expr.kind {
        ExprKind::Constant(Const::Str(text)) => Some(text.to_string()),
        _ => None,
    }
}

/// Code without comments, blank lines and the layout inside its lines; indentation counts, relative to
/// the first line.
pub(super) fn bare(code: &str) -> String {
    let mut lines = Vec::new();
    for line in code.lines() {
        let text = without_comment(line);
        if text.trim().is_empty() {
            continue;
        }
        let indent = text.len() - text.trim_start().len();
        let words: Vec<&str> = text.split_whitespace().collect();
        lines.push(format!("{:indent$}{}", "", words.join(" ")));
    }
    lines.join("\n")
}

fn without_comment(line: &str) -> &str {
    let mut quote = None;
    for (at, c) in line.char_indices() {
        match (quote, c) {
            (None, '#') => return &line[..at],
            (None, '"' | '\'') => quote = Some(c),
            (Some(open), c) if open == c => quote = None,
            _ => {}
        }
    }
    line
}

#[cfg(test)]
mod tests {
    use super::names;

    #[test]
    fn names_are_those_of_the_modules() {
        let text = "import threading as t\nfrom queue import Queue as Q\nl = t.Lock()\nq = Q()\nprint(l)\n";
        let found = names(text).expect("it is Python");
        for used in ["threading.Lock", "queue.Queue", "print", "threading"] {
            assert!(found.used.iter().any(|name| name == used), "{used}");
        }
        assert!(!found.used.iter().any(|name| name == "threading.RLock"));
    }

    #[test]
    fn a_name_is_found_however_it_is_imported() {
        let ways = [
            "import threading as t\nt.Lock()\n",
            "import threading\nt = threading\nt.Lock()\n",
            "import threading\nL = threading.Lock\nL()\n",
            "from threading import *\nLock()\n",
            "def f():\n    return Lock()\nfrom threading import *\n",
            "def f():\n    return t.Lock()\nimport threading as t\n",
            "from threading import Lock as L\nM = L\nM()\n",
            "__import__('threading').Lock()\n",
            "import importlib as i\nt = i.import_module('threading')\nt.Lock()\n",
            "import threading\ngetattr(threading, 'Lock')()\n",
        ];
        let uses = |text: &str| {
            let names = names(text).expect("it is Python");
            names.used.iter().any(|name| name == "threading.Lock")
        };
        for way in ways {
            assert!(uses(way), "{way}");
        }
        // Its own, and others.
        assert!(!uses(
            "from threading import *\nclass Lock:\n    pass\nLock()\n"
        ));
        assert!(!uses("from threading import *\nRLock()\n"));
        assert!(!uses("from multiprocessing import Lock\nLock()\n"));
    }

    #[test]
    fn functions_are_compared_without_layout() {
        let one = "def f(x):\n    # a comment\n    return x +  1\n\nclass A:\n    def g(self):\n        pass\n";
        let two = "def f(x):\n    return x + 1  # another\nclass A:\n    def g(self):\n        return 1\n";
        let (one, two) = (names(one).unwrap().defined, names(two).unwrap().defined);
        assert_eq!(one["f"], two["f"]);
        assert_ne!(one["A.g"], two["A.g"]);
        assert!(names("def f(:").is_none());
    }
}
