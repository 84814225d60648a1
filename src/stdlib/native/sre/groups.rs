//! Owns the syntax of what stands in parentheses: groups, lookaround, conditions and flags.

use super::parse::{
    ASCII, Bad, DOTALL, IGNORECASE, LOCALE, MAX_DEPTH, MULTILINE, NO_PLACE, Node, Parser, TOO_DEEP,
    UNICODE, VERBOSE, bad,
};

impl Parser<'_> {
    /// What stands behind `(`; `None` for a comment or flags.
    pub(super) fn group(&mut self, start: usize) -> Result<Option<Node>, Bad> {
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
