//! Owns what an expression may ask of a run, as it is written: the smallest parts of an expression. Owns no
//! question about many runs (`over` below; that is `ask_many`).
//!
//! ```text
//! atom  := number [unit] | "text" | "true" | "false" | "(" expr ")" | [run "."] ask | over
//! ask   := metric | metric "(" "name" ")" | statistic "(" series "(" "name" ")" ")"
//!        | "value" "(" python ")" | "seconds" "(" python ")" | "invariant" "(" python ")"
//!        | "refcount" "(" python ")" | "shared_mutable" | "raised" ["(" "class" ")"] | "uses" "(" "name" ")" | ("source_unchanged" | "only_changed") "(" function ")"
//!        | "same_work" "(" run "," run ")"
//! over  := ("for_all" | "some") "(" "seeds" "=" number ")" ":" expr
//!        | "share" "(" expr "," "seeds" "=" number ")"
//!        | "explore" ["(" "preemptions" "=" number ")"] ":" expr
//! unit  := "ns" | "us" | "µs" | "ms" | "s" | "%"
//! ```

use std::ops::Range;

use crate::base::{Diagnostic, Source};
use crate::frontend::{self, Mode, Options};

use super::lex::{Token, time_unit};
use super::metric::{Of, SERIES, metrics};
use super::node::{Node, Taken};
use super::over::Quantifier;
use super::parse::{Parsed, Parser, Part, instead, listed, truth};
use super::report::Helped;
use super::series::{STATISTICS, Statistic};
use super::value::{Kind, Value};

/// What can be asked beside metrics and statistics.
const OTHERS: &[&str] = &[
    "value",
    "seconds",
    "invariant",
    "refcount",
    "shared_mutable",
    "raised",
    "uses",
    "source_unchanged",
    "only_changed",
    "same_work",
    "for_all",
    "some",
    "share",
    "explore",
    "when",
];

impl Parser<'_> {
    pub(super) fn atom(&mut self) -> Parsed {
        let Some((token, range)) = self.peek() else {
            return Err(self.expected("a metric or a value"));
        };
        let constant = |value: Value, kind: Kind, range: Range<usize>| Part {
            node: Node::Const(value),
            kind,
            range,
        };
        match token.clone() {
            Token::Number(x) => {
                self.next += 1;
                Ok(self.with_unit(x, range))
            }
            Token::Text(text) => {
                self.next += 1;
                Ok(constant(Value::Text(text), Kind::Text, range))
            }
            Token::Name(name) => {
                self.next += 1;
                match name.as_str() {
                    "true" | "True" => Ok(constant(Value::Truth(true), Kind::Truth, range)),
                    "false" | "False" => Ok(constant(Value::Truth(false), Kind::Truth, range)),
                    "same_work" => self.same_work(range),
                    "for_all" => self.over(Quantifier::All, range),
                    "some" => self.over(Quantifier::Some, range),
                    "share" => self.share(range),
                    "explore" => self.explore(range),
                    "when" => self.when(range),
                    _ => self.question(&name, range),
                }
            }
            Token::Symbol("(") => {
                self.next += 1;
                let part = self.deeper(Self::any)?;
                self.close()?;
                Ok(part)
            }
            Token::Symbol(_) | Token::Python(_) => Err(self.expected("a metric or a value")),
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
            range: range.start..self.end_of_last(),
        }
    }

    pub(super) fn open(&mut self) -> Result<(), Diagnostic> {
        if self.take_symbol("(") {
            return Ok(());
        }
        Err(self.expected("`(`"))
    }

    pub(super) fn close(&mut self) -> Result<(), Diagnostic> {
        if self.take_symbol(")") {
            return Ok(());
        }
        Err(self.expected("`)`"))
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
        self.close()?;
        Ok(truth(&range, &range, Node::SameWork(a, b)))
    }

    fn known_run(&self, name: &str, range: Range<usize>) -> Result<String, Diagnostic> {
        if self.scope.runs.iter().any(|r| r == name) {
            return Ok(name.to_owned());
        }
        let runs = self.scope.runs.iter().map(String::as_str);
        Err(self
            .written
            .at(range, format!("there is no run named `{name}`"))
            .help(instead(name, "the runs here", runs)))
    }

    /// After the first name of `run.metric("thread")`, `metric`, `p95(run.latency("thread"))`, ….
    fn question(&mut self, first: &str, first_range: Range<usize>) -> Parsed {
        let (run, name, range) = if self.take_symbol(".") {
            let run = self.known_run(first, first_range.clone())?;
            match self.peek() {
                Some((Token::Name(name), range)) => {
                    let name = name.clone();
                    self.next += 1;
                    (Some(run), name, range)
                }
                _ => return Err(self.expected("a metric after `.`")),
            }
        } else {
            (None, first.to_owned(), first_range.clone())
        };
        let (node, kind) = self.asked(run, &name, range.clone())?;
        Ok(Part {
            node,
            kind,
            range: first_range.start..range.end,
        })
    }

    fn asked(
        &mut self,
        run: Option<String>,
        name: &str,
        range: Range<usize>,
    ) -> Result<(Node, Kind), Diagnostic> {
        if let Some((_, statistic)) = STATISTICS.iter().find(|(word, _)| *word == name) {
            return self.statistic(run, *statistic, name, range);
        }
        let run_of = |parser: &Self| parser.run_meant(run.clone(), name, range.clone());
        let taken = [
            Taken::Value,
            Taken::Seconds,
            Taken::Invariant,
            Taken::Refcount,
        ];
        if let Some(taken) = taken.into_iter().find(|taken| taken.word() == name) {
            return self.python(run_of(self)?, taken, range);
        }
        match name {
            "shared_mutable" => {
                let node = Node::Python {
                    run: run_of(self)?,
                    taken: Taken::SharedMutable,
                    text: String::new(),
                };
                Ok((node, Kind::Number))
            }
            "raised" => {
                let run = run_of(self)?;
                let class = self.optional_text()?;
                Ok((Node::Raised { run, class }, Kind::Truth))
            }
            "uses" => {
                let run = run_of(self)?;
                let name =
                    self.text_in_brackets("the name in quotes, as in `\"threading.Lock\"`")?;
                Ok((Node::Uses { run, name }, Kind::Truth))
            }
            "source_unchanged" => {
                let run = run_of(self)?;
                self.unchanged(run)
            }
            "only_changed" => {
                let run = run_of(self)?;
                let (function, _) = self.function(&run)?;
                let (_, source) = self.program(&run).expect("it has this function");
                let before = source.text.to_string();
                let node = Node::OnlyChanged {
                    run,
                    function,
                    before,
                };
                Ok((node, Kind::Truth))
            }
            _ => self.metric(run, name, range),
        }
    }

    /// The run that is named, or the only one it can be.
    fn run_meant(
        &self,
        run: Option<String>,
        name: &str,
        range: Range<usize>,
    ) -> Result<String, Diagnostic> {
        if let Some(run) = run.or(self.scope.default.map(str::to_owned)) {
            return Ok(run);
        }
        let runs = self.scope.runs.iter().map(String::as_str);
        Err(self
            .written
            .at(range, format!("which run's `{name}` is meant?"))
            .help(format!(
                "write the run before it; the runs here are {}",
                listed(runs)
            )))
    }

    fn metric(
        &mut self,
        run: Option<String>,
        name: &str,
        range: Range<usize>,
    ) -> Result<(Node, Kind), Diagnostic> {
        let Some(row) = metrics().find(|row| row.name == name) else {
            return Err(self.no_metric(name, range));
        };
        let run = self.run_meant(run, name, range.clone())?;
        let of = match row.of {
            Of::Run => None,
            of => Some(self.name_of(of, row.name, range)?),
        };
        let node = Node::Metric {
            run,
            metric: row.metric,
            name: of,
        };
        Ok((node, row.kind))
    }

    fn no_metric(&self, name: &str, range: Range<usize>) -> Diagnostic {
        if let Some((_, _, of)) = SERIES.iter().find(|(word, ..)| *word == name) {
            let help = format!(
                "say what of it: `p95({name}(\"{}\"))`; there are {}",
                of.example(),
                listed(STATISTICS.iter().map(|(word, _)| *word))
            );
            let message = format!("`{name}` is a series, not a number");
            return self.written.at(range, message).help(help);
        }
        let names = metrics().map(|row| row.name);
        let words = STATISTICS.iter().map(|(word, _)| *word);
        let all = names.chain(words).chain(OTHERS.iter().copied());
        self.written
            .at(range, format!("there is no metric named `{name}`"))
            .help(instead(name, "the metrics", all))
    }

    /// The quoted thread or lock that is asked about.
    fn name_of(&mut self, of: Of, name: &str, range: Range<usize>) -> Result<String, Diagnostic> {
        let noun = of.noun();
        if !self.take_symbol("(") {
            let wrong = format!("`{name}` needs a {noun}");
            let help = format!("write the {noun}'s name: `{name}(\"{}\")`", of.example());
            return Err(self.written.at(range, wrong).help(help));
        }
        let found = self.text(&format!("the {noun}'s name in quotes"))?;
        self.close()?;
        Ok(found)
    }

    fn text(&mut self, what: &str) -> Result<String, Diagnostic> {
        let Some((Token::Text(text), _)) = self.peek() else {
            return Err(self.expected(what));
        };
        let text = text.clone();
        self.next += 1;
        Ok(text)
    }

    fn text_in_brackets(&mut self, what: &str) -> Result<String, Diagnostic> {
        self.open()?;
        let text = self.text(what)?;
        self.close()?;
        Ok(text)
    }

    fn optional_text(&mut self) -> Result<Option<String>, Diagnostic> {
        if !self.take_symbol("(") {
            return Ok(None);
        }
        let text = self.text("the exception's name in quotes, as in `\"IndexError\"`")?;
        self.close()?;
        Ok(Some(text))
    }

    /// After `p95`: `(latency("A"))`, with the run before either.
    fn statistic(
        &mut self,
        run: Option<String>,
        statistic: Statistic,
        word: &str,
        range: Range<usize>,
    ) -> Result<(Node, Kind), Diagnostic> {
        self.open()?;
        let Some((Token::Name(first), at)) = self.peek() else {
            return Err(self.expected(&format!("a series, as in `{word}(latency(\"A\"))`")));
        };
        let (mut name, mut at) = (first.clone(), at);
        self.next += 1;
        let mut run = run;
        if self.take_symbol(".") {
            run = Some(self.known_run(&name, at)?);
            let Some((Token::Name(series), after)) = self.peek() else {
                return Err(self.expected("a series after `.`"));
            };
            (name, at) = (series.clone(), after);
            self.next += 1;
        }
        let Some((series, of)) = SERIES
            .iter()
            .find(|(known, ..)| *known == name)
            .map(|(known, series, of)| ((*known, *series), *of))
        else {
            let known = SERIES.iter().map(|(known, ..)| *known);
            return Err(self
                .written
                .at(at, format!("there is no series named `{name}`"))
                .help(instead(&name, "the series", known)));
        };
        let run = self.run_meant(run, word, range)?;
        let name = self.name_of(of, series.0, at)?;
        self.close()?;
        let kind = match statistic {
            Statistic::Count => Kind::Number,
            _ => Kind::Time,
        };
        let node = Node::Statistic {
            run,
            statistic,
            series,
            name,
        };
        Ok((node, kind))
    }

    fn python(
        &mut self,
        run: String,
        taken: Taken,
        range: Range<usize>,
    ) -> Result<(Node, Kind), Diagnostic> {
        let word = taken.word();
        if !self.take_symbol("(") {
            let wrong = format!("`{word}` needs a Python expression in brackets");
            let help = format!("as in `{word}(counter)`");
            return Err(self.written.at(range, wrong).help(help));
        }
        let Some((Token::Python(text), at)) = self.peek() else {
            return Err(self.expected("a Python expression"));
        };
        let text = text.trim().to_owned();
        self.next += 1;
        self.close()?;
        let options = Options {
            mode: Mode::Eval,
            ..Options::default()
        };
        if let Err(wrong) = frontend::compile(&Source::new("expression", text.as_str()), options) {
            let why = wrong.first().map_or("", |first| first.message.as_str());
            let message = format!("this is no Python expression: {why}");
            return Err(self.written.at(at, message));
        }
        let kind = match taken {
            Taken::Value => Kind::Any,
            Taken::Seconds => Kind::Time,
            Taken::Invariant => Kind::Truth,
            Taken::Refcount | Taken::SharedMutable => Kind::Number,
        };
        Ok((Node::Python { run, taken, text }, kind))
    }

    fn unchanged(&mut self, run: String) -> Result<(Node, Kind), Diagnostic> {
        let (function, code) = self.function(&run)?;
        let node = Node::Unchanged {
            run,
            function,
            code,
        };
        Ok((node, Kind::Truth))
    }

    /// What a run's program is at first.
    fn program(&self, run: &str) -> Option<&(String, Source)> {
        self.scope.programs.iter().find(|(name, _)| name == run)
    }

    /// A function of the run's program, in brackets, and its code.
    fn function(&mut self, run: &str) -> Result<(String, String), Diagnostic> {
        self.open()?;
        let from = self.peek().map_or(0, |(_, range)| range.start);
        let mut function = String::new();
        let mut range = from..from;
        while let Some((token, at)) = self.peek() {
            match token {
                Token::Text(text) | Token::Name(text) => function.push_str(text),
                Token::Symbol(".") => function.push('.'),
                _ => break,
            }
            range.end = at.end;
            self.next += 1;
        }
        self.close()?;
        let program = self.program(run);
        let names = program.and_then(|(_, source)| frontend::names(&source.text));
        let defined = names.unwrap_or_default().defined;
        let Some(code) = defined.get(&function).cloned() else {
            let known = defined.keys().map(String::as_str);
            return Err(self
                .written
                .at(range, format!("the program defines no `{function}`"))
                .help(instead(&function, "its functions and classes", known)));
        };
        Ok((function, code))
    }
}
