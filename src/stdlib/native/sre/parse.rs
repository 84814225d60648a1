//! Owns the syntax of patterns, with CPython's complaints (re/_parser.py). Owns no instruction (`emit`).

use super::program::{At, Greed, Set};

pub(super) const IGNORECASE: u32 = 2;
pub(super) const LOCALE: u32 = 4;
pub(super) const MULTILINE: u32 = 8;
pub(super) const DOTALL: u32 = 16;
pub(super) const UNICODE: u32 = 32;
pub(super) const VERBOSE: u32 = 64;
pub(super) const ASCII: u32 = 256;

/// A pattern as a tree.
#[derive(Clone, Debug)]
pub(super) enum Node {
    Empty,
    Char(char, bool),
    Any(bool),
    Set(Set),
    Assert(At),
    Group(usize, Box<Node>),
    Concat(Vec<Node>),
    Either(Vec<Node>),
    Repeat(usize, usize, Greed, Box<Node>),
    Backref(usize, bool),
    Look(bool, bool, Box<Node>),
    Atomic(Box<Node>),
    IfGroup(usize, Box<Node>, Box<Node>),
}

impl Node {
    /// The fewest and the most characters it matches.
    pub(super) fn width(&self, groups: &[(usize, usize)]) -> (usize, usize) {
        match self {
            Self::Empty | Self::Assert(_) | Self::Look(..) => (0, 0),
            Self::Char(..) | Self::Any(_) | Self::Set(_) => (1, 1),
            Self::Group(_, inner) | Self::Atomic(inner) => inner.width(groups),
            Self::Concat(parts) => parts.iter().fold((0, 0), |(low, high), part| {
                let (a, b) = part.width(groups);
                (low.saturating_add(a), high.saturating_add(b))
            }),
            Self::Either(parts) => parts.iter().fold((usize::MAX, 0), |(low, high), part| {
                let (a, b) = part.width(groups);
                (low.min(a), high.max(b))
            }),
            Self::Repeat(min, max, _, inner) => {
                let (a, b) = inner.width(groups);
                (a.saturating_mul(*min), b.saturating_mul(*max))
            }
            Self::Backref(group, _) => groups.get(*group).copied().unwrap_or((0, usize::MAX)),
            Self::IfGroup(_, yes, no) => {
                let ((a, b), (c, d)) = (yes.width(groups), no.width(groups));
                (a.min(c), b.max(d))
            }
        }
    }
}

/// A complaint and its place.
pub(super) type Bad = (String, usize);

/// `_constants.py`: MAXREPEAT, the first count that is too large.
const MAX_REPEAT: usize = 4_294_967_295;

/// Complaints that `re` raises as other exceptions than PatternError.
pub(super) const TOO_LARGE: &str = "the repetition number is too large";
pub(super) const TOO_DEEP: &str = "maximum recursion depth exceeded";

/// So many groups inside of each other reach CPython 3.13's default recursion limit in `re._parser`.
pub(super) const MAX_DEPTH: usize = 496;

pub(super) struct Parsed {
    pub node: Node,
    pub groups: usize,
    pub names: Vec<(String, usize)>,
    pub flags: u32,
}

pub(super) struct Parser<'a> {
    pub text: &'a [char],
    pub at: usize,
    pub flags: u32,
    /// Widths of the groups that are closed; `None`: still open.
    pub groups: Vec<Option<(usize, usize)>>,
    pub names: Vec<(String, usize)>,
    pub bytes: bool,
    /// How many groups there are in all, for references forward in conditions.
    pub conditions: Vec<(usize, usize)>,
    /// How many groups are open.
    pub depth: usize,
    /// Where the flags end that the expression starts with.
    pub flags_end: usize,
}

pub(super) fn bad<T>(message: impl Into<String>, at: usize) -> Result<T, Bad> {
    Err((message.into(), at))
}

pub(super) fn parse(text: &[char], flags: u32, bytes: bool) -> Result<Parsed, Bad> {
    let mut parser = Parser {
        text,
        at: 0,
        flags,
        groups: vec![None],
        names: Vec::new(),
        bytes,
        conditions: Vec::new(),
        depth: 0,
        flags_end: 0,
    };
    if !bytes && flags & ASCII == 0 {
        parser.flags |= UNICODE;
    }
    let node = parser.either()?;
    if parser.at < text.len() {
        return bad("unbalanced parenthesis", parser.at);
    }
    for (group, at) in &parser.conditions {
        if *group >= parser.groups.len() {
            return bad(format!("invalid group reference {group}"), *at);
        }
    }
    Ok(Parsed {
        node,
        groups: parser.groups.len() - 1,
        names: parser.names,
        flags: parser.flags,
    })
}

impl Parser<'_> {
    pub(super) fn peek(&self) -> Option<char> {
        self.text.get(self.at).copied()
    }

    pub(super) fn has(&self, flag: u32) -> bool {
        self.flags & flag != 0
    }

    pub(super) fn eat(&mut self, c: char) -> bool {
        let found = self.peek() == Some(c);
        self.at += usize::from(found);
        found
    }

    pub(super) fn ascii(&self) -> bool {
        self.bytes || self.has(ASCII)
    }

    pub(super) fn either(&mut self) -> Result<Node, Bad> {
        let mut parts = vec![self.sequence()?];
        while self.eat('|') {
            parts.push(self.sequence()?);
        }
        match parts.len() {
            1 => Ok(parts.remove(0)),
            _ => Ok(Node::Either(parts)),
        }
    }

    pub(super) fn sequence(&mut self) -> Result<Node, Bad> {
        let mut parts = Vec::new();
        while let Some(c) = self.peek() {
            if c == '|' || c == ')' {
                break;
            }
            if self.has(VERBOSE) && (c.is_ascii_whitespace() || c == '\x0b') {
                self.at += 1;
                continue;
            }
            if self.has(VERBOSE) && c == '#' {
                while self.peek().is_some_and(|c| c != '\n') {
                    self.at += 1;
                }
                continue;
            }
            let start = self.at;
            self.at += 1;
            let node = match c {
                '.' => Node::Any(self.has(DOTALL)),
                '^' if self.has(MULTILINE) => Node::Assert(At::LineStart),
                '^' => Node::Assert(At::Start),
                '$' if self.has(MULTILINE) => Node::Assert(At::LineEnd),
                '$' => Node::Assert(At::LastLine),
                '[' => self.set(start)?,
                '(' => match self.group(start)? {
                    Some(node) => node,
                    None => continue,
                },
                '\\' => self.escape(start)?,
                '*' | '+' | '?' => {
                    self.at = start;
                    self.repeat(&mut parts, start)?;
                    continue;
                }
                '{' if self.counts().is_some() => {
                    self.at = start;
                    self.repeat(&mut parts, start)?;
                    continue;
                }
                c => self.char(c),
            };
            parts.push(node);
        }
        match parts.len() {
            0 => Ok(Node::Empty),
            1 => Ok(parts.remove(0)),
            _ => Ok(Node::Concat(parts)),
        }
    }

    pub(super) fn char(&self, c: char) -> Node {
        if self.has(IGNORECASE) && c.is_alphabetic() {
            Node::Char(super::program::lower(c), true)
        } else {
            Node::Char(c, false)
        }
    }

    /// The counts of `{m,n}` whose brace was just read; `None` (and nothing read) when it is none.
    pub(super) fn counts(&mut self) -> Option<(usize, usize)> {
        let start = self.at;
        let number = |parser: &mut Self| {
            let mut text = String::new();
            while let Some(c) = parser.peek().filter(char::is_ascii_digit) {
                text.push(c);
                parser.at += 1;
            }
            text
        };
        let low = number(self);
        let comma = self.eat(',');
        let high = if comma { number(self) } else { low.clone() };
        if !self.eat('}') || (low.is_empty() && !comma) {
            self.at = start;
            return None;
        }
        // More digits than a number has are more than may be repeated, too.
        let count = |digits: &str, none| match digits {
            "" => none,
            digits => digits.parse().unwrap_or(MAX_REPEAT),
        };
        Some((count(&low, 0), count(&high, usize::MAX)))
    }

    pub(super) fn repeat(&mut self, parts: &mut Vec<Node>, start: usize) -> Result<(), Bad> {
        let c = self.text[start];
        self.at += 1;
        let (min, max) = match c {
            '*' => (0, usize::MAX),
            '+' => (1, usize::MAX),
            '?' => (0, 1),
            _ => self.counts().expect("looked at before"),
        };
        if c == '{' && (min >= MAX_REPEAT || (MAX_REPEAT..usize::MAX).contains(&max)) {
            return bad(TOO_LARGE, NO_PLACE);
        }
        if min > max {
            return bad("min repeat greater than max repeat", start + 1);
        }
        let kind = if self.eat('?') {
            Greed::Lazy
        } else if self.eat('+') {
            Greed::Possessive
        } else {
            Greed::Greedy
        };
        match parts.pop() {
            None | Some(Node::Empty | Node::Assert(_)) => bad("nothing to repeat", start),
            Some(Node::Repeat(..)) => bad("multiple repeat", start),
            Some(node) => {
                parts.push(Node::Repeat(min, max, kind, Box::new(node)));
                Ok(())
            }
        }
    }
}

/// For complaints without a place.
pub(super) const NO_PLACE: usize = usize::MAX;
