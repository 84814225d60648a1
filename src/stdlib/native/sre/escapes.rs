//! Owns what stands behind a backslash, and sets of characters.

use super::parse::{Bad, IGNORECASE, Node, Parser, bad};
use super::program::{At, Class, Set};

impl Parser<'_> {
    pub(super) fn class(&self, class: Class, inverted: bool) -> Node {
        Node::Set(Set {
            classes: vec![(class, inverted, self.ascii())],
            ..Set::default()
        })
    }

    /// What stands behind a backslash, outside of sets.
    pub(super) fn escape(&mut self, start: usize) -> Result<Node, Bad> {
        let Some(c) = self.peek() else {
            return bad("bad escape (end of pattern)", start);
        };
        if let Some(class) = class_of(c) {
            self.at += 1;
            return Ok(self.class(class, c.is_ascii_uppercase()));
        }
        let ascii = self.ascii();
        let at = match c {
            'A' => Some(At::Start),
            'Z' | 'z' => Some(At::End),
            'b' => Some(At::Boundary(ascii)),
            'B' => Some(At::NotBoundary(ascii)),
            _ => None,
        };
        if let Some(at) = at {
            self.at += 1;
            return Ok(Node::Assert(at));
        }
        if ('1'..='9').contains(&c) {
            let mut digits = c.to_string();
            self.at += 1;
            if let Some(next) = self.peek().filter(char::is_ascii_digit) {
                let third = self.text.get(self.at + 1).copied();
                let octal = |c: char| ('0'..='7').contains(&c);
                if octal(c) && octal(next) && third.is_some_and(octal) {
                    self.at += 2;
                    let digits: String = [c, next].into_iter().chain(third).collect();
                    let code = u32::from_str_radix(&digits, 8).unwrap_or(0);
                    if code > 0o377 {
                        let message =
                            format!("octal escape value \\{digits} outside of range 0-0o377");
                        return bad(message, start);
                    }
                    return Ok(self.char(char::from(code as u8)));
                }
                digits.push(next);
                self.at += 1;
            }
            let group: usize = digits.parse().expect("one or two digits");
            return match self.groups.get(group) {
                Some(Some(_)) => Ok(Node::Backref(group, self.has(IGNORECASE))),
                Some(None) => bad("cannot refer to an open group", start),
                None => bad(format!("invalid group reference {group}"), start + 1),
            };
        }
        let c = self.character(start)?;
        Ok(self.char(c))
    }

    /// A character behind a backslash.
    pub(super) fn character(&mut self, start: usize) -> Result<char, Bad> {
        let c = self.text[self.at];
        self.at += 1;
        let simple = match c {
            'a' => '\x07',
            'f' => '\x0c',
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            'v' => '\x0b',
            'x' => return self.code(start, 2),
            'u' if !self.bytes => return self.code(start, 4),
            'U' if !self.bytes => return self.code(start, 8),
            '0' => {
                let mut code = 0;
                for _ in 0..2 {
                    let Some(digit) = self.peek().and_then(|c| c.to_digit(8)) else {
                        break;
                    };
                    code = code * 8 + digit;
                    self.at += 1;
                }
                return Ok(char::from(code as u8));
            }
            c if c.is_ascii_alphanumeric() => return bad(format!("bad escape \\{c}"), start),
            c => c,
        };
        Ok(simple)
    }

    pub(super) fn code(&mut self, start: usize, digits: usize) -> Result<char, Bad> {
        let text: String = self.text[self.at..]
            .iter()
            .take(digits)
            .take_while(|c| c.is_ascii_hexdigit())
            .collect();
        self.at += text.len();
        let shown: String = self.text[start..self.at].iter().collect();
        if text.len() != digits {
            return bad(format!("incomplete escape {shown}"), start);
        }
        let code = u32::from_str_radix(&text, 16).ok().and_then(char::from_u32);
        match code {
            Some(c) => Ok(c),
            None => bad(format!("bad escape {shown}"), start),
        }
    }

    pub(super) fn set(&mut self, start: usize) -> Result<Node, Bad> {
        let mut set = Set {
            negated: self.eat('^'),
            ignore_case: self.has(IGNORECASE),
            ..Set::default()
        };
        let first = self.at;
        loop {
            let Some(c) = self.peek() else {
                return bad("unterminated character set", start);
            };
            if c == ']' && self.at > first {
                self.at += 1;
                break;
            }
            let place = self.at;
            let Some(low) = self.member(&mut set)? else {
                if self.peek() == Some('-') && self.text.get(self.at + 1).is_some_and(|c| *c != ']')
                {
                    let shown: String = self.text[place..self.at + 2].iter().collect();
                    return bad(format!("bad character range {shown}"), place);
                }
                continue;
            };
            let next = self.text.get(self.at + 1);
            if self.peek() != Some('-') || next == Some(&']') {
                set.ranges.push((low, low));
                continue;
            }
            if next.is_none() {
                return bad("unterminated character set", start);
            }
            self.at += 1;
            let mut other = Set::default();
            let high = self.member(&mut other)?;
            match high {
                Some(high) if low <= high => set.ranges.push((low, high)),
                _ => {
                    let shown: String = self.text[place..self.at].iter().collect();
                    return bad(format!("bad character range {shown}"), place);
                }
            }
        }
        if let ([(a, b)], true, false, false) = (
            &set.ranges[..],
            set.classes.is_empty(),
            set.negated,
            set.ignore_case,
        ) && a == b
        {
            return Ok(Node::Char(*a, false));
        }
        Ok(Node::Set(set))
    }

    /// A character of a set; `None` for a class, which is added.
    pub(super) fn member(&mut self, set: &mut Set) -> Result<Option<char>, Bad> {
        let start = self.at;
        let c = self.text[self.at];
        self.at += 1;
        if c != '\\' {
            return Ok(Some(c));
        }
        let Some(c) = self.peek() else {
            return bad("bad escape (end of pattern)", start);
        };
        if let Some(class) = class_of(c) {
            self.at += 1;
            set.classes
                .push((class, c.is_ascii_uppercase(), self.ascii()));
            return Ok(None);
        }
        if c == 'b' {
            self.at += 1;
            return Ok(Some('\x08'));
        }
        if ('1'..='7').contains(&c) {
            let mut code = 0;
            while let Some(digit) = self.peek().and_then(|c| c.to_digit(8)) {
                code = (code * 8 + digit) & 0xff;
                self.at += 1;
            }
            return Ok(Some(char::from(code as u8)));
        }
        self.character(start).map(Some)
    }
}

fn class_of(c: char) -> Option<Class> {
    match c {
        'd' | 'D' => Some(Class::Digit),
        's' | 'S' => Some(Class::Space),
        'w' | 'W' => Some(Class::Word),
        _ => None,
    }
}
