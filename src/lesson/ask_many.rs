//! Owns questions about other runs, as they are written: `for_all`, `some`, `share`, `explore` and `when`, how many
//! runs they may be about, and what may be asked of all of them. Owns neither the other questions (`ask`)
//! nor the answers (`over`).

use std::ops::Range;

use crate::base::Diagnostic;

use super::lex::Token;
use super::model::constant_in;
use super::node::Node;
use super::over::{Domain, Over, Quantifier};
use super::parse::{Parsed, Parser, Part, truth};
use super::report::Helped;
use super::value::Kind;

/// Most bugs need no more (CHESS: Musuvathi and Qadeer, PLDI 2007).
const PREEMPTIONS: u32 = 2;
const MOST_PREEMPTIONS: f64 = 4.0;

/// A goal that needs more runs would keep everybody waiting.
const MOST_SEEDS: f64 = 1000.0;

impl Parser<'_> {
    /// After `for_all` or `some`: `(seeds=100): condition`.
    pub(super) fn over(&mut self, quantifier: Quantifier, range: Range<usize>) -> Parsed {
        self.open()?;
        let domain = self.domain()?;
        self.close()?;
        if !self.take_symbol(":") {
            return Err(self
                .expected("`:`")
                .help("as in `for_all(seeds=100): value(counter) = 200_000`"));
        }
        self.body(quantifier, domain, range)
    }

    /// After `share`: `(condition, seeds=100)`.
    pub(super) fn share(&mut self, range: Range<usize>) -> Parsed {
        self.open()?;
        let part = self.body(Quantifier::Share, Domain::Seeds(0), range.clone())?;
        if !self.take_symbol(",") {
            return Err(self
                .expected("`,`")
                .help("as in `share(value(counter) < 200_000, seeds=100)`"));
        }
        let domain = self.domain()?;
        self.close()?;
        let text = self.text_since(range.start);
        let Node::Over(over) = part.node else {
            unreachable!("`body` makes a question over many runs");
        };
        let node = Node::Over(Over {
            domain,
            text,
            ..over
        });
        Ok(Part {
            node,
            kind: Kind::Share,
            range,
        })
    }

    /// After `explore`: `(preemptions=2): condition`.
    pub(super) fn explore(&mut self, range: Range<usize>) -> Parsed {
        let help = "as in `explore(preemptions=2): deadlock_free and invariant(total == 100)`";
        let mut preemptions = PREEMPTIONS;
        if self.take_symbol("(") {
            if !self.take_word("preemptions") || !self.take_symbol("=") {
                return Err(self.expected("`preemptions=` and a number").help(help));
            }
            let Some((Token::Number(x), at)) = self.peek() else {
                return Err(self.expected("a number"));
            };
            let count = *x;
            self.next += 1;
            if count.fract() != 0.0 || !(0.0..=MOST_PREEMPTIONS).contains(&count) {
                let message = format!("there can be 0 to {MOST_PREEMPTIONS} preemptions");
                return Err(self.written.at(at, message));
            }
            preemptions = count as u32;
            self.close()?;
        }
        if !self.take_symbol(":") {
            return Err(self.expected("`:`").help(help));
        }
        let from = self.peek().map_or(range.end, |(_, at)| at.start);
        let part = self.body(Quantifier::All, Domain::Schedules { preemptions }, range)?;
        if let Node::Over(over) = &part.node
            && over.body.assertions().is_none()
        {
            let at = from..self.end_of_last();
            let message = "this cannot be asked of every schedule";
            return Err(self.written.at(at, message).help(
                "what can: `deadlock_free`, `not raised`, `invariant(…)`, and `value(…)` or \
                 `refcount(…)` compared with a constant, joined by `and`; put the rest before `explore`",
            ));
        }
        Ok(part)
    }

    /// After `when`: `(N = 1000): condition`.
    pub(super) fn when(&mut self, range: Range<usize>) -> Parsed {
        let help = "as in `when(N = 1000): value(total) = 1000`";
        self.open()?;
        let Some((Token::Name(name), at)) = self.peek() else {
            return Err(self.expected("a constant of the program").help(help));
        };
        let name = name.clone();
        self.next += 1;
        if !self.take_symbol("=") {
            return Err(self.expected("`=`").help(help));
        }
        let Some((Token::Number(x), _)) = self.peek() else {
            return Err(self.expected("a number").help(help));
        };
        let value = x.to_string();
        self.next += 1;
        self.close()?;
        if !self.take_symbol(":") {
            return Err(self.expected("`:`").help(help));
        }
        let domain = Domain::Constant {
            name: name.clone(),
            value,
        };
        let part = self.body(Quantifier::All, domain, range)?;
        let runs = part
            .node
            .overs()
            .into_iter()
            .flat_map(|over| over.body.runs());
        let programs = self.scope.programs.iter();
        let mut programs = runs.filter_map(|run| programs.clone().find(|(known, _)| known == run));
        if programs.any(|(_, source)| constant_in(&source.text, &name).is_none()) {
            let message = format!("the program has no line `{name} = …`");
            return Err(self.written.at(at, message).help(help));
        }
        Ok(part)
    }

    fn domain(&mut self) -> Result<Domain, Diagnostic> {
        if !self.take_word("seeds") {
            return Err(self
                .expected("`seeds=` and a number")
                .help("as in `for_all(seeds=100): value(counter) = 200_000`"));
        }
        if !self.take_symbol("=") {
            return Err(self.expected("`=`"));
        }
        let Some((Token::Number(x), range)) = self.peek() else {
            return Err(self.expected("a number"));
        };
        let count = *x;
        self.next += 1;
        if count.fract() != 0.0 || !(1.0..=MOST_SEEDS).contains(&count) {
            let message = format!("there can be 1 to {MOST_SEEDS} seeds");
            return Err(self.written.at(range, message));
        }
        Ok(Domain::Seeds(count as u32))
    }

    fn body(&mut self, quantifier: Quantifier, domain: Domain, range: Range<usize>) -> Parsed {
        if self.over {
            let message = "a question about many runs cannot be inside of another";
            return Err(self.written.at(range, message));
        }
        self.over = true;
        let body = self.deeper(Self::any);
        self.over = false;
        let body = body?;
        self.want(&body, Kind::Truth)?;
        let over = Over {
            quantifier,
            domain,
            body: Box::new(body.node),
            text: self.text_since(range.start),
        };
        Ok(truth(&range, &body.range, Node::Over(over)))
    }

    /// The text from here to the last token that was read.
    fn text_since(&self, start: usize) -> String {
        let end = self.end_of_last();
        self.written.text.get(start..end).unwrap_or("").to_owned()
    }
}
