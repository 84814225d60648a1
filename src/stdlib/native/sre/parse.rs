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
const MAX_DEPTH: usize = 496;

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
    depth: usize,
    /// Where the flags end that the expression starts with.
    flags_end: usize,
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

    fn either(&mut self) -> Result<Node, Bad> {
        let mut parts = vec![self.sequence()?];
        while self.eat('|') {
            parts.push(self.sequence()?);
        }
        match parts.len() {
            1 => Ok(parts.remove(0)),
            _ => Ok(Node::Either(parts)),
        }
    }

    fn sequence(&mut self) -> Result<Node, Bad> {
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
    fn counts(&mut self) -> Option<(usize, usize)> {
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

    fn repeat(&mut self, parts: &mut Vec<Node>, start: usize) -> Result<(), Bad> {
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

    /// What stands behind `(`; `None` for a comment or flags.
    fn group(&mut self, start: usize) -> Result<Option<Node>, Bad> {
        let mut name = None;
        let mut index = None;
        if self.eat('?') {
            let Some(c) = self.peek() else {
                return bad("unexpected end of pattern", self.at);
            };
            self.at += 1;
            match c {
                ':' => {}
                'P' if self.eat('<') => name = Some(self.name('>')?),
                'P' if self.eat('=') => {
                    let place = self.at;
                    let name = self.name(')')?;
                    let Some(group) = self.named(&name) else {
                        return bad(format!("unknown group name '{name}'"), place);
                    };
                    if self.groups[group].is_none() {
                        return bad("cannot refer to an open group", place);
                    }
                    return Ok(Some(Node::Backref(group, self.has(IGNORECASE))));
                }
                'P' => {
                    let shown: String = self.peek().map_or("?P".into(), |c| format!("?P{c}"));
                    if self.peek().is_none() {
                        return bad("unexpected end of pattern", self.at);
                    }
                    return bad(format!("unknown extension {shown}"), start + 1);
                }
                '#' => {
                    while let Some(c) = self.peek() {
                        self.at += 1;
                        if c == ')' {
                            return Ok(None);
                        }
                    }
                    return bad("missing ), unterminated comment", start);
                }
                '=' | '!' => return self.look(start, false, c == '!').map(Some),
                '<' => match self.peek() {
                    Some(c @ ('=' | '!')) => {
                        self.at += 1;
                        return self.look(start, true, c == '!').map(Some);
                    }
                    Some(c) => {
                        return bad(format!("unknown extension ?<{c}"), start + 1);
                    }
                    None => return bad("unexpected end of pattern", self.at),
                },
                '>' => {
                    let inner = self.inside(start)?;
                    return Ok(Some(Node::Atomic(Box::new(inner))));
                }
                '(' => return self.condition(start).map(Some),
                c if c == '-' || "aiLmsux".contains(c) => {
                    self.at -= 1;
                    return self.inline_flags(start);
                }
                c => return bad(format!("unknown extension ?{c}"), start + 1),
            }
            if name.is_none() {
                return self.bare(start);
            }
        }
        index.get_or_insert(self.groups.len());
        let index = index.expect("just set");
        if let Some(name) = name {
            if let Some(other) = self.named(&name) {
                let message = format!(
                    "redefinition of group name '{name}' as group {index}; was group {other}"
                );
                return bad(message, self.at - name.chars().count() - 1);
            }
            self.names.push((name, index));
        }
        self.groups.push(None);
        let inner = self.inside(start)?;
        let widths: Vec<(usize, usize)> = self.groups.iter().map(|w| w.unwrap_or((0, 0))).collect();
        self.groups[index] = Some(inner.width(&widths));
        Ok(Some(Node::Group(index, Box::new(inner))))
    }

    fn named(&self, name: &str) -> Option<usize> {
        self.names
            .iter()
            .find(|(n, _)| n == name)
            .map(|(_, at)| *at)
    }

    /// A group without a number: one part, whatever is in it, so that it may be repeated.
    fn bare(&mut self, start: usize) -> Result<Option<Node>, Bad> {
        let inner = self.inside(start)?;
        Ok(Some(match inner {
            Node::Empty | Node::Assert(_) | Node::Repeat(..) => Node::Concat(vec![inner]),
            inner => inner,
        }))
    }

    /// A part up to its closing parenthesis.
    fn inside(&mut self, start: usize) -> Result<Node, Bad> {
        let flags = self.flags;
        self.depth += 1;
        if self.depth >= MAX_DEPTH {
            return bad(TOO_DEEP, NO_PLACE);
        }
        let node = self.either()?;
        self.depth -= 1;
        if !self.eat(')') {
            return bad("missing ), unterminated subpattern", start);
        }
        // Verbose mode of an inner part ends with it.
        self.flags = flags | self.flags & !VERBOSE;
        Ok(node)
    }

    fn name(&mut self, end: char) -> Result<String, Bad> {
        let start = self.at;
        let mut name = String::new();
        loop {
            match self.peek() {
                None if name.is_empty() => return bad("missing group name", self.at),
                None => return bad(format!("missing {end}, unterminated name"), start),
                Some(c) if c == end => {
                    self.at += 1;
                    break;
                }
                Some(c) => {
                    name.push(c);
                    self.at += 1;
                }
            }
        }
        if name.is_empty() {
            return bad("missing group name", start);
        }
        let good =
            |(at, c): (usize, char)| c == '_' || c.is_alphabetic() || at > 0 && c.is_alphanumeric();
        if !name.chars().enumerate().all(good) {
            return bad(format!("bad character in group name '{name}'"), start);
        }
        Ok(name)
    }

    fn look(&mut self, start: usize, behind: bool, negative: bool) -> Result<Node, Bad> {
        let inner = self.inside(start)?;
        if behind {
            let widths: Vec<(usize, usize)> = self
                .groups
                .iter()
                .map(|w| w.unwrap_or((0, usize::MAX)))
                .collect();
            let (low, high) = inner.width(&widths);
            if low != high {
                return bad("look-behind requires fixed-width pattern", NO_PLACE);
            }
        }
        Ok(Node::Look(behind, negative, Box::new(inner)))
    }

    fn condition(&mut self, start: usize) -> Result<Node, Bad> {
        let place = self.at;
        let name = {
            let mut text = String::new();
            while let Some(c) = self.peek().filter(|c| *c != ')') {
                text.push(c);
                self.at += 1;
            }
            if !self.eat(')') {
                return bad("missing ), unterminated name", place);
            }
            text
        };
        let group = match name.parse::<usize>() {
            Ok(0) => return bad("bad group number", place),
            Ok(group) => group,
            Err(_) => match self.named(&name) {
                Some(group) => group,
                None => return bad(format!("unknown group name '{name}'"), place),
            },
        };
        self.conditions.push((group, place));
        let yes = self.sequence()?;
        let no = if self.eat('|') {
            self.sequence()?
        } else {
            Node::Empty
        };
        if self.peek() == Some('|') {
            return bad("conditional backref with more than two branches", self.at);
        }
        if !self.eat(')') {
            return bad("missing ), unterminated subpattern", start);
        }
        Ok(Node::IfGroup(group, Box::new(yes), Box::new(no)))
    }

    /// `(?i)` for the whole pattern, or `(?i-s:…)` for a part.
    fn inline_flags(&mut self, start: usize) -> Result<Option<Node>, Bad> {
        let (mut add, mut remove, mut minus) = (0, 0, false);
        loop {
            let Some(c) = self.peek() else {
                return bad("missing -, : or )", self.at);
            };
            self.at += 1;
            let flag = match c {
                'a' => ASCII,
                'i' => IGNORECASE,
                'L' => LOCALE,
                'm' => MULTILINE,
                's' => DOTALL,
                'u' => UNICODE,
                'x' => VERBOSE,
                '-' if !minus => {
                    minus = true;
                    continue;
                }
                ':' => {
                    let before = self.flags;
                    self.flags = (self.flags | add) & !remove;
                    let inner = self.bare(start)?;
                    self.flags = before;
                    return Ok(inner);
                }
                ')' if !minus => {
                    if start > self.flags_end {
                        let message = "global flags not at the start of the expression";
                        return bad(message, start);
                    }
                    self.flags |= add;
                    self.flags_end = self.at;
                    if add & ASCII != 0 {
                        self.flags &= !UNICODE;
                    }
                    return Ok(None);
                }
                _ => return bad("unknown flag", self.at - 1),
            };
            if minus {
                remove |= flag;
            } else {
                add |= flag;
            }
        }
    }
}

/// For complaints without a place.
pub(super) const NO_PLACE: usize = usize::MAX;
