//! Owns the questions whether two programs differ only inside one function, what a learner may change, and
//! whether they are the same. Owns neither the code of a definition (`names`) nor any compiling.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::Mode;
use super::ast::{Expr, ExprKind, FunctionDef, Stmt, StmtKind};
use super::names::bare;
use super::parse;

/// Whether `now` is `before` but for the code of one function. What cannot change the rest may come with it:
/// imports, functions of new names, and new names for constants and for what a module makes.
pub fn differs_only_in(function: &str, before: &str, now: &str) -> bool {
    let (Some(before), Some(now)) = (Text::of(before), Text::of(now)) else {
        return false;
    };
    let mut expected = before.outside(function).peekable();
    for stmt in now.outside(function) {
        if expected
            .peek()
            .is_some_and(|old| before.code(old) == now.code(stmt))
        {
            expected.next();
        } else if !now.is_addition(stmt, &before) {
            return false;
        }
    }
    let same_meaning = now.imports.iter().all(|(bound, means)| {
        let known = before.imports.get(bound);
        known.map_or(!before.mentions(bound), |known| known == means)
    });
    expected.next().is_none() && same_meaning
}

/// Whether two programs are the same but for layout, comments and the order of imports.
pub fn is_same(one: &str, other: &str) -> bool {
    differs_only_in("", one, other) && differs_only_in("", other, one)
}

struct Text<'a> {
    text: &'a str,
    body: Vec<Stmt>,
    /// What is imported at the left margin: the bound name, and what of which module it is.
    imports: BTreeMap<Arc<str>, String>,
}

impl<'a> Text<'a> {
    fn of(text: &'a str) -> Option<Self> {
        let body = parse::parse(text, Mode::Exec).ok()?.body;
        let mut imports = BTreeMap::new();
        for stmt in &body {
            let (module, aliases) = match &stmt.kind {
                StmtKind::Import(aliases) => ("", aliases),
                StmtKind::ImportFrom { module, names, .. } => {
                    (module.as_deref().unwrap_or("."), names)
                }
                _ => continue,
            };
            for alias in aliases {
                let bound = alias.asname.as_ref().unwrap_or(&alias.name);
                let means = format!("{module}.{}", alias.name.name);
                imports.insert(bound.name.clone(), means);
            }
        }
        // Everything of a module: no name of its own.
        imports.remove("*");
        Some(Self {
            text,
            body,
            imports,
        })
    }

    /// The statements at the left margin but for imports, texts that stand by themselves, and the function.
    fn outside<'s>(&'s self, function: &'s str) -> impl Iterator<Item = &'s Stmt> {
        self.body.iter().filter(move |stmt| match &stmt.kind {
            StmtKind::Import(_) | StmtKind::ImportFrom { .. } => false,
            StmtKind::Expr(expr) => !matches!(expr.kind, ExprKind::Constant(_)),
            StmtKind::FunctionDef(def) => &*def.name.name != function || !is_plain(def),
            _ => true,
        })
    }

    fn code(&self, stmt: &Stmt) -> String {
        let span = stmt.span.start as usize..stmt.span.end as usize;
        bare(self.text.get(span).unwrap_or(""))
    }

    /// Whether this name stands anywhere in the text.
    fn mentions(&self, name: &str) -> bool {
        let words = self.text.split(|c: char| !c.is_alphanumeric() && c != '_');
        words.into_iter().any(|word| word == name)
    }

    /// Whether nothing of the other text can notice this statement.
    fn is_addition(&self, stmt: &Stmt, other: &Self) -> bool {
        match &stmt.kind {
            StmtKind::FunctionDef(def) => is_plain(def) && !other.mentions(&def.name.name),
            StmtKind::Assign { targets, value } => {
                let is_new = |target: &Expr| match &target.kind {
                    ExprKind::Name(name) => !other.mentions(name),
                    _ => false,
                };
                targets.iter().all(is_new) && self.is_made(value)
            }
            _ => false,
        }
    }

    /// A constant, or what a function of a module makes of constants.
    fn is_made(&self, value: &Expr) -> bool {
        let is_constant = |expr: &Expr| matches!(expr.kind, ExprKind::Constant(_));
        match &value.kind {
            ExprKind::Constant(_) => true,
            ExprKind::Call {
                func,
                args,
                keywords,
            } => {
                let imported = match &func.kind {
                    ExprKind::Name(name) => self.imports.contains_key(name),
                    _ => false,
                };
                imported && keywords.is_empty() && args.iter().all(is_constant)
            }
            _ => false,
        }
    }
}

/// Defining it does nothing else: no decorator, no default value that is computed.
fn is_plain(def: &FunctionDef) -> bool {
    let params = &def.params;
    let defaults = params.positional().chain(&params.kw_only);
    let mut defaults = defaults.filter_map(|param| param.default.as_ref());
    def.decorators.is_empty()
        && defaults.all(|expr| matches!(expr.kind, ExprKind::Constant(_) | ExprKind::Name(_)))
}

#[cfg(test)]
mod tests {
    use super::differs_only_in;

    const BEFORE: &str = "from threading import Lock, Thread\n\nlock = Lock()\n\n\n\
        def pay(n):\n    with lock:\n        print(n)\n\n\n\
        a = Thread(None, pay)\na.start()\na.join()\n";

    #[track_caller]
    fn check(old: &str, new: &str, expected: bool) {
        assert!(BEFORE.contains(old), "{old}");
        let now = BEFORE.replace(old, new);
        assert_eq!(differs_only_in("pay", BEFORE, &now), expected, "{now}");
    }

    #[test]
    fn the_function_may_change_and_nothing_else() {
        check("", "", true);
        check("print(n)", "print(n + 1)", true);
        check("a.start()\n", "a.start()  # now\n\n", true);
        check("a.start()\na.join()\n", "a.start()\n", false);
        check("a.start()", "a.run()", false);
        check("a.join()", "a.join()\nprint(1)", false);
        check("a = Thread(None, pay)", "a = Thread(None, print)", false);
    }

    #[test]
    fn what_the_rest_cannot_notice_may_be_added() {
        check(
            "from threading import Lock",
            "import time\nfrom threading import Lock",
            true,
        );
        check(
            "lock = Lock()",
            "lock = Lock()\nsecond = Lock()\nLIMIT = 3",
            true,
        );
        check(
            "lock = Lock()",
            "lock = Lock()\n\ndef both():\n    return lock",
            true,
        );
        check("a.start()", "_ = a.run()\na.start()", false);
        check(
            "a.start()",
            "def both(x=a.run()):\n    pass\na.start()",
            false,
        );
        check("a.start()", "def Thread():\n    pass\na.start()", false);
        check(
            "lock = Lock()",
            "from multiprocessing import Lock\nlock = Lock()",
            false,
        );
        check("def pay(n):", "@print\ndef pay(n):", false);
    }
}
