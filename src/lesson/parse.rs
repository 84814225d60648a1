//! Owns the syntax of expressions over runs: precedence, kinds, and errors that point at the token.
//! Owns neither tokens (`lex`) nor meaning (`goal`).
//!
//! ```text
//! expr    := both ("or" both)*
//! both    := not ("and" not)*
//! not     := "not" not | test
//! test    := sum [("<" "<=" ">" ">=" "=" "!=") sum | "~" sum ("±" | "within") sum | "contains" sum]
//! sum     := term (("+" | "-") term)*
//! term    := atom (("*" | "/") atom)*
//! atom    := number [unit] | "text" | [run "."] metric ["(" "thread" ")"]
//!          | "same_work" "(" run "," run ")" | "(" expr ")"
//! unit    := "ns" | "us" | "µs" | "ms" | "s" | "%"
//! ```

use std::ops::Range;

use crate::base::Diagnostic;

use super::goal::{Arith, Compare, Expr, Kind, METRICS, MetricRow, Node, Value};
use super::lex::{Token, time_unit, tokens};
use super::report::{Helped, Written};

/// Which runs an expression may name, and which one a bare metric means.
#[derive(Clone, Copy, Debug)]
pub(super) struct Scope<'a> {
    pub(super) runs: &'a [String],
    pub(super) default: Option<&'a str>,
}

/// Reads an expression that is true or false.
pub(super) fn condition(written: &Written, scope: Scope<'_>) -> Result<Expr, Diagnostic> {
    let expr = quantity(written, scope)?;
    if expr.kind != Kind::Truth {
        return Err(written
            .whole(format!("this is {}, not a condition", expr.kind.noun()))
            .help("compare it, as in `makespan ~ 80ms ± 5%` or `parallelism > 1.9`"));
    }
    Ok(expr)
}

/// Reads an expression of any kind.
pub(super) fn quantity(written: &Written, scope: Scope<'_>) -> Result<Expr, Diagnostic> {
    let tokens = tokens(written)?;
    let mut parser = Parser {
        written,
        scope,
        tokens,
        next: 0,
        depth: 0,
    };
    let part = parser.any()?;
    if let Some((token, range)) = parser.peek() {
        let message = format!(
            "expected the end of the expression, found {}",
            token.shown()
        );
        return Err(written.at(range, message));
    }
    Ok(Expr {
        node: part.node,
        kind: part.kind,
        text: written.text.clone(),
    })
}

/// Brackets and `not`s inside each other: far more than anyone can read.
const MAX_DEPTH: usize = 32;

/// A part of the tree with what the checks need to know of it.
struct Part {
    node: Node,
    kind: Kind,
    range: Range<usize>,
}

struct Parser<'a> {
    written: &'a Written,
    scope: Scope<'a>,
    tokens: Vec<(Token, Range<usize>)>,
    next: usize,
    depth: usize,
}

type Parsed = Result<Part, Diagnostic>;

impl Parser<'_> {
    fn peek(&self) -> Option<(&Token, Range<usize>)> {
        self.tokens.get(self.next).map(|(t, r)| (t, r.clone()))
    }

    fn take_symbol(&mut self, symbol: &str) -> bool {
        let found = matches!(self.peek(), Some((Token::Symbol(s), _)) if *s == symbol);
        self.next += usize::from(found);
        found
    }

    fn take_word(&mut self, word: &str) -> bool {
        let found = matches!(self.peek(), Some((Token::Name(n), _)) if n == word);
        self.next += usize::from(found);
        found
    }

    /// What was expected and what is there instead.
    fn expected(&self, what: &str) -> Diagnostic {
        match self.peek() {
            Some((token, range)) => self
                .written
                .at(range, format!("expected {what}, found {}", token.shown())),
            None => {
                let end = self.written.text.len();
                let range = end.saturating_sub(1)..end;
                self.written.at(
                    range,
                    format!("expected {what}, found the end of the expression"),
                )
            }
        }
    }

    fn want(&self, part: &Part, kind: Kind) -> Result<(), Diagnostic> {
        if part.kind == kind {
            return Ok(());
        }
        let message = format!("expected {}, found {}", kind.noun(), part.kind.noun());
        Err(self.written.at(part.range.clone(), message))
    }

    fn deeper(&mut self, read: fn(&mut Self) -> Parsed) -> Parsed {
        if self.depth == MAX_DEPTH {
            return Err(self
                .written
                .whole(format!("this is nested more than {MAX_DEPTH} levels deep")));
        }
        self.depth += 1;
        let part = read(self);
        self.depth -= 1;
        part
    }

    fn any(&mut self) -> Parsed {
        let mut left = self.both()?;
        while self.take_word("or") {
            let right = self.both()?;
            left = self.logic(left, right, Node::Or)?;
        }
        Ok(left)
    }

    fn both(&mut self) -> Parsed {
        let mut left = self.not()?;
        while self.take_word("and") {
            let right = self.not()?;
            left = self.logic(left, right, Node::And)?;
        }
        Ok(left)
    }

    fn logic(&self, left: Part, right: Part, make: fn(Box<Node>, Box<Node>) -> Node) -> Parsed {
        self.want(&left, Kind::Truth)?;
        self.want(&right, Kind::Truth)?;
        Ok(truth(
            &left.range,
            &right.range,
            make(Box::new(left.node), Box::new(right.node)),
        ))
    }

    fn not(&mut self) -> Parsed {
        if !self.take_word("not") {
            return self.test();
        }
        let part = self.deeper(Self::not)?;
        self.want(&part, Kind::Truth)?;
        Ok(truth(
            &part.range,
            &part.range,
            Node::Not(Box::new(part.node)),
        ))
    }

    fn test(&mut self) -> Parsed {
        let left = self.sum()?;
        if self.take_word("contains") {
            let right = self.sum()?;
            self.want(&left, Kind::Text)?;
            self.want(&right, Kind::Text)?;
            let node = Node::Contains(Box::new(left.node), Box::new(right.node));
            return Ok(truth(&left.range, &right.range, node));
        }
        if self.take_symbol("~") {
            return self.near(left);
        }
        const OPS: &[(&str, Compare)] = &[
            ("<=", Compare::LessEqual),
            (">=", Compare::GreaterEqual),
            ("<", Compare::Less),
            (">", Compare::Greater),
            ("==", Compare::Equal),
            ("=", Compare::Equal),
            ("!=", Compare::NotEqual),
        ];
        let Some((_, op)) = OPS.iter().find(|(symbol, _)| self.take_symbol(symbol)) else {
            return Ok(left);
        };
        let right = self.sum()?;
        self.comparable(&left, &right)?;
        let node = Node::Compare(*op, Box::new(left.node), Box::new(right.node));
        Ok(truth(&left.range, &right.range, node))
    }

    /// After `left ~`.
    fn near(&mut self, left: Part) -> Parsed {
        let right = self.sum()?;
        self.comparable(&left, &right)?;
        if left.kind == Kind::Text {
            return Err(self
                .written
                .at(left.range, "a text is not near another")
                .help("use `=` or `contains`"));
        }
        if !(self.take_symbol("±") || self.take_symbol("+-") || self.take_word("within")) {
            return Err(self
                .expected("`±` and a tolerance after `~`")
                .help("write how near: `makespan ~ 80ms ± 5%`"));
        }
        let tolerance = self.sum()?;
        if tolerance.kind != Kind::Share {
            self.comparable(&left, &tolerance)?;
        }
        let node = Node::Near(
            Box::new(left.node),
            Box::new(right.node),
            Box::new(tolerance.node),
        );
        Ok(truth(&left.range, &tolerance.range, node))
    }

    fn comparable(&self, left: &Part, right: &Part) -> Result<(), Diagnostic> {
        if left.kind == right.kind && left.kind != Kind::Truth {
            return Ok(());
        }
        let message = format!(
            "{} cannot be compared with {}",
            left.kind.noun(),
            right.kind.noun()
        );
        let help = match (left.kind, right.kind) {
            (Kind::Time, Kind::Number) => "add a unit: `80ms`",
            (Kind::Share, Kind::Number) => "write a share in percent: `50%`",
            _ => "compare two durations, two numbers, two shares or two texts",
        };
        Err(self.written.at(right.range.clone(), message).help(help))
    }

    fn sum(&mut self) -> Parsed {
        let mut left = self.term()?;
        loop {
            let op = if self.take_symbol("+") {
                Arith::Add
            } else if self.take_symbol("-") {
                Arith::Sub
            } else {
                return Ok(left);
            };
            let right = self.term()?;
            self.comparable(&left, &right)?;
            left = calculated(op, left.kind, left, right);
        }
    }

    fn term(&mut self) -> Parsed {
        let mut left = self.atom()?;
        loop {
            let op = if self.take_symbol("*") {
                Arith::Mul
            } else if self.take_symbol("/") {
                Arith::Div
            } else {
                return Ok(left);
            };
            let right = self.atom()?;
            let kind = match (op, left.kind, right.kind) {
                (Arith::Mul, Kind::Number, kind @ (Kind::Time | Kind::Share | Kind::Number))
                | (_, kind @ (Kind::Time | Kind::Share), Kind::Number)
                | (Arith::Div, kind @ Kind::Number, Kind::Number) => kind,
                (Arith::Div, Kind::Time, Kind::Time) => Kind::Number,
                _ => {
                    let message = format!(
                        "{} and {} cannot be multiplied or divided",
                        left.kind.noun(),
                        right.kind.noun()
                    );
                    return Err(self.written.at(right.range, message));
                }
            };
            left = calculated(op, kind, left, right);
        }
    }

    fn atom(&mut self) -> Parsed {
        let Some((token, range)) = self.peek() else {
            return Err(self.expected("a metric or a value"));
        };
        match token.clone() {
            Token::Number(x) => {
                self.next += 1;
                Ok(self.with_unit(x, range))
            }
            Token::Text(text) => {
                self.next += 1;
                Ok(Part {
                    node: Node::Const(Value::Text(text)),
                    kind: Kind::Text,
                    range,
                })
            }
            Token::Name(name) if name == "same_work" => {
                self.next += 1;
                self.same_work(range)
            }
            Token::Name(name) => {
                self.next += 1;
                self.metric(&name, range)
            }
            Token::Symbol("(") => {
                self.next += 1;
                let part = self.deeper(Self::any)?;
                if !self.take_symbol(")") {
                    return Err(self.expected("`)`"));
                }
                Ok(part)
            }
            Token::Symbol(_) => Err(self.expected("a metric or a value")),
        }
    }

    fn with_unit(&mut self, x: f64, range: Range<usize>) -> Part {
        let (value, kind) = if self.take_symbol("%") {
            (Value::Share(x / 100.0), Kind::Share)
        } else if let Some((Token::Name(unit), _)) = self.peek()
            && let Some(scale) = time_unit(unit)
        {
            self.next += 1;
            (Value::Time(x * scale), Kind::Time)
        } else {
            (Value::Number(x), Kind::Number)
        };
        Part {
            node: Node::Const(value),
            kind,
            range,
        }
    }

    fn same_work(&mut self, range: Range<usize>) -> Parsed {
        let run = |parser: &mut Self, open: &str| {
            if !parser.take_symbol(open) {
                return Err(parser.expected(&format!("`{open}`")));
            }
            match parser.peek() {
                Some((Token::Name(name), at)) => {
                    let name = name.clone();
                    parser.next += 1;
                    parser.known_run(&name, at)
                }
                _ => Err(parser.expected("the name of a run")),
            }
        };
        let a = run(self, "(")?;
        let b = run(self, ",")?;
        if !self.take_symbol(")") {
            return Err(self.expected("`)`"));
        }
        Ok(truth(&range, &range, Node::SameWork(a, b)))
    }

    fn known_run(&self, name: &str, range: Range<usize>) -> Result<String, Diagnostic> {
        if self.scope.runs.iter().any(|r| r == name) {
            return Ok(name.to_owned());
        }
        Err(self
            .written
            .at(range, format!("there is no run named `{name}`"))
            .help(format!(
                "the runs here are {}",
                listed(self.scope.runs.iter().map(String::as_str))
            )))
    }

    /// After the first name of `run.metric(thread)` or `metric(thread)`.
    fn metric(&mut self, first: &str, first_range: Range<usize>) -> Parsed {
        let (run, name, range) = if self.take_symbol(".") {
            let run = self.known_run(first, first_range.clone())?;
            match self.peek() {
                Some((Token::Name(name), range)) => {
                    let name = name.clone();
                    self.next += 1;
                    (run, name, range)
                }
                _ => return Err(self.expected("a metric after `.`")),
            }
        } else {
            let run = match self.scope.default {
                Some(run) => run.to_owned(),
                None => {
                    return Err(self
                        .written
                        .at(first_range, format!("which run's `{first}` is meant?"))
                        .help(format!(
                            "write the run before it; the runs here are {}",
                            listed(self.scope.runs.iter().map(String::as_str))
                        )));
                }
            };
            (run, first.to_owned(), first_range.clone())
        };
        let Some(row) = METRICS.iter().find(|row| row.name == name) else {
            return Err(self
                .written
                .at(range, format!("there is no metric named `{name}`"))
                .help(format!(
                    "the metrics are {}",
                    listed(METRICS.iter().map(|row| row.name))
                )));
        };
        let thread = self.thread_of(row, range.clone())?;
        Ok(Part {
            node: Node::Metric {
                run,
                metric: row.metric,
                thread,
            },
            kind: row.kind,
            range: first_range.start..range.end,
        })
    }

    fn thread_of(
        &mut self,
        row: &MetricRow,
        at: Range<usize>,
    ) -> Result<Option<String>, Diagnostic> {
        if !row.of_thread {
            return Ok(None);
        }
        if !self.take_symbol("(") {
            return Err(self
                .written
                .at(at, format!("`{}` needs a thread", row.name))
                .help(format!("write the thread's name: `{}(\"A\")`", row.name)));
        }
        let Some((Token::Text(thread), _)) = self.peek() else {
            return Err(self.expected("the thread's name in quotes"));
        };
        let thread = thread.clone();
        self.next += 1;
        if !self.take_symbol(")") {
            return Err(self.expected("`)`"));
        }
        Ok(Some(thread))
    }
}

fn truth(from: &Range<usize>, to: &Range<usize>, node: Node) -> Part {
    Part {
        node,
        kind: Kind::Truth,
        range: from.start..to.end,
    }
}

fn calculated(op: Arith, kind: Kind, left: Part, right: Part) -> Part {
    Part {
        range: left.range.start..right.range.end,
        kind,
        node: Node::Arith(op, Box::new(left.node), Box::new(right.node)),
    }
}

/// `a`, `b` and `c` in backquotes.
pub(super) fn listed<'a>(names: impl Iterator<Item = &'a str>) -> String {
    let quoted: Vec<String> = names.map(|n| format!("`{n}`")).collect();
    match quoted.as_slice() {
        [] => "none".to_owned(),
        [one] => one.clone(),
        [init @ .., last] => format!("{} and {last}", init.join(", ")),
    }
}
