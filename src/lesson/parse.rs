//! Owns the syntax of expressions over runs: precedence, kinds, and errors that point at the token.
//! Owns neither tokens (`lex`), what may be asked of a run (`ask`), nor meaning (`goal`).
//!
//! ```text
//! expr    := both ("or" both)*
//! both    := not ("and" not)*
//! not     := "not" not | test
//! test    := sum [("<" "<=" ">" ">=" "=" "!=") sum | "~" sum ("±" | "within") sum | "contains" sum]
//! sum     := term (("+" | "-") term)*
//! term    := atom (("*" | "/") atom)*
//! ```
//!
//! What an `atom` is, `ask` says.

use std::ops::Range;

use crate::base::{Diagnostic, Source};

use super::goal::Expr;
use super::lex::{Token, tokens};
use super::node::{Arith, Compare, Node};
use super::report::{Helped, Written};
use super::value::Kind;

/// Which runs an expression may name, and which one a bare metric means.
#[derive(Clone, Copy, Debug)]
pub(super) struct Scope<'a> {
    pub(super) runs: &'a [String],
    pub(super) default: Option<&'a str>,
    /// What each run's program is at first, by the run's name.
    pub(super) programs: &'a [(String, Source)],
}

/// Reads an expression that is true or false.
pub(super) fn condition(written: &Written, scope: Scope<'_>) -> Result<Expr, Diagnostic> {
    let expr = quantity(written, scope)?;
    if !expr.kind.is(Kind::Truth) {
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
        over: false,
    };
    let part = parser.any()?;
    if let Some((token, range)) = parser.peek() {
        let message = format!(
            "expected the end of the expression, found {}",
            token.shown()
        );
        return Err(written.at(range, message));
    }
    let clauses = parser.clauses();
    Ok(Expr {
        node: part.node,
        kind: part.kind,
        text: written.text.clone(),
        clauses,
    })
}

/// Brackets and `not`s inside each other: far more than anyone can read.
const MAX_DEPTH: usize = 32;

/// A part of the tree with what the checks need to know of it.
pub(super) struct Part {
    pub(super) node: Node,
    pub(super) kind: Kind,
    pub(super) range: Range<usize>,
}

pub(super) struct Parser<'a> {
    pub(super) written: &'a Written,
    pub(super) scope: Scope<'a>,
    tokens: Vec<(Token, Range<usize>)>,
    pub(super) next: usize,
    depth: usize,
    /// Inside of a question about many runs.
    pub(super) over: bool,
}

pub(super) type Parsed = Result<Part, Diagnostic>;

impl Parser<'_> {
    pub(super) fn peek(&self) -> Option<(&Token, Range<usize>)> {
        self.tokens.get(self.next).map(|(t, r)| (t, r.clone()))
    }

    /// Where the last token that was read ends.
    pub(super) fn end_of_last(&self) -> usize {
        let last = self.next.checked_sub(1).and_then(|at| self.tokens.get(at));
        last.map_or(0, |(_, range)| range.end)
    }

    pub(super) fn take_symbol(&mut self, symbol: &str) -> bool {
        let found = matches!(self.peek(), Some((Token::Symbol(s), _)) if *s == symbol);
        self.next += usize::from(found);
        found
    }

    pub(super) fn take_word(&mut self, word: &str) -> bool {
        let found = matches!(self.peek(), Some((Token::Name(n), _)) if n == word);
        self.next += usize::from(found);
        found
    }

    /// What was expected and what is there instead.
    pub(super) fn expected(&self, what: &str) -> Diagnostic {
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

    pub(super) fn want(&self, part: &Part, kind: Kind) -> Result<(), Diagnostic> {
        if part.kind.is(kind) {
            return Ok(());
        }
        let message = format!("expected {}, found {}", kind.noun(), part.kind.noun());
        Err(self.written.at(part.range.clone(), message))
    }

    pub(super) fn deeper(&mut self, read: fn(&mut Self) -> Parsed) -> Parsed {
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

    pub(super) fn any(&mut self) -> Parsed {
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

    /// The texts that the outermost `and`s join, and what each means; none when there are no such.
    fn clauses(&self) -> Vec<(String, Node)> {
        let mut depth = 0_usize;
        let mut cuts = Vec::new();
        for (at, (token, _)) in self.tokens.iter().enumerate() {
            match token {
                Token::Symbol("(") => depth += 1,
                Token::Symbol(")") => depth = depth.saturating_sub(1),
                Token::Name(name) if depth == 0 && name == "and" => cuts.push(at),
                // It is an alternative, or a condition for many runs: one whole.
                Token::Name(name)
                    if depth == 0
                        && matches!(
                            name.as_str(),
                            "or" | "for_all" | "some" | "explore" | "when"
                        ) =>
                {
                    if name == "or" {
                        return Vec::new();
                    }
                    break;
                }
                _ => {}
            }
        }
        if cuts.is_empty() {
            return Vec::new();
        }
        cuts.push(self.tokens.len());
        let mut clauses = Vec::new();
        let mut from = 0;
        for cut in cuts {
            let tokens = self.tokens[from..cut].to_vec();
            let (Some((_, first)), Some((_, last))) = (tokens.first(), tokens.last()) else {
                return Vec::new();
            };
            let text = self.written.text.get(first.start..last.end);
            let text = text.unwrap_or("").to_owned();
            let mut parser = Parser {
                written: self.written,
                scope: self.scope,
                tokens,
                next: 0,
                depth: 0,
                over: false,
            };
            let Ok(part) = parser.any() else {
                return Vec::new();
            };
            clauses.push((text, part.node));
            from = cut + 1;
        }
        clauses
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
        let plain_truths = left.kind == Kind::Truth && right.kind == Kind::Truth;
        if left.kind.is(right.kind) && !plain_truths {
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
            (Kind::Any, Kind::Time) | (Kind::Time, Kind::Any) => {
                "write `seconds(…)` for a variable that holds a number of seconds"
            }
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
            let kind = if left.kind == Kind::Any {
                right.kind
            } else {
                left.kind
            };
            left = calculated(op, kind, left, right);
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
            let number = |kind| {
                if kind == Kind::Any {
                    Kind::Number
                } else {
                    kind
                }
            };
            let kind = match (op, number(left.kind), number(right.kind)) {
                (Arith::Mul, Kind::Number, kind @ (Kind::Time | Kind::Share | Kind::Number))
                | (_, kind @ (Kind::Time | Kind::Share), Kind::Number)
                | (Arith::Div, kind @ Kind::Number, Kind::Number) => kind,
                (Arith::Div, Kind::Time, Kind::Time) | (Arith::Div, Kind::Share, Kind::Share) => {
                    Kind::Number
                }
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
}

pub(super) fn truth(from: &Range<usize>, to: &Range<usize>, node: Node) -> Part {
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

/// What to write instead of an unknown word: the one that was probably meant, or all there are.
pub(super) fn instead<'a>(
    word: &str,
    what: &str,
    there_are: impl Iterator<Item = &'a str> + Clone,
) -> String {
    match nearest(word, there_are.clone()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("{what} are {}", listed(there_are)),
    }
}

/// The word that was probably meant: at most a third of its letters differ.
fn nearest<'a>(word: &str, there_are: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let word = word.to_lowercase();
    there_are
        .map(|known| {
            (
                strsim::damerau_levenshtein(&word, &known.to_lowercase()),
                known,
            )
        })
        .filter(|(distance, known)| distance * 3 <= known.chars().count().max(3))
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, known)| known)
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
