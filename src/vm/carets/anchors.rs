//! Owns the anchors of an expression in a traceback: the operator of a binary operation, the brackets of
//! a subscript or a call. Owns no parser: what is looked for shows in the tokens outside brackets.

use super::Place;

/// What is marked `^` inside the segment.
#[derive(Clone, Debug)]
pub(super) struct Anchors {
    pub(super) from: Place,
    pub(super) to: Place,
    pub(super) kind: Kind,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Kind {
    BinaryOrSubscript,
    /// `name(…)`.
    CallOfName,
    /// Any other call.
    Call,
}

#[derive(Clone, PartialEq, Debug)]
enum Token {
    /// A name, keyword or number.
    Word(String),
    Text,
    /// A pair of brackets with what is in it.
    Group(char),
    Sign(&'static str),
}

/// Longest first.
const SIGNS: &[&str] = &[
    "**=", "//=", ">>=", "<<=", "**", "//", ">>", "<<", "<=", ">=", "==", "!=", "->", ":=", "+=",
    "-=", "*=", "/=", "%=", "@=", "&=", "|=", "^=", "+", "-", "*", "/", "%", "@", "&", "|", "^",
    "~", "<", ">", "=", ".", ",", ":", ";",
];

/// Words and signs that make the expression something else than an operation or a call, or no
/// expression at all.
const OTHERS: &[&str] = &[
    "and", "or", "not", "if", "else", "in", "is", "lambda", "await", "yield", "for", "while",
    "with", "return", "raise", "import", "from", "del", "assert", "class", "def", "global",
    "nonlocal", "as", "**=", "//=", ">>=", "<<=", "<=", ">=", "==", "!=", "->", ":=", "+=", "-=",
    "*=", "/=", "%=", "@=", "&=", "|=", "^=", "<", ">", "=", ",", ":", ";",
];

/// Binary operators by how tightly they bind, loosest first.
fn precedence(sign: &str) -> Option<u32> {
    Some(match sign {
        "|" => 1,
        "^" => 2,
        "&" => 3,
        "<<" | ">>" => 4,
        "+" | "-" => 5,
        "*" | "/" | "//" | "%" | "@" => 6,
        "**" => POWER,
        _ => return None,
    })
}

/// Binds tighter than a sign before it.
const POWER: u32 = 8;

/// The anchors of a segment, if it is a binary operation, a subscript or a call.
pub(super) fn of(segment: &[Vec<char>]) -> Option<Anchors> {
    let tokens = Scan::new(segment).tokens()?;
    let other = |token: &Token| match token {
        Token::Word(word) => OTHERS.contains(&word.as_str()),
        Token::Sign(sign) => OTHERS.contains(sign),
        Token::Text | Token::Group(_) => false,
    };
    if tokens.iter().any(|(token, _)| other(token)) {
        return None;
    }
    let signed = matches!(tokens.first()?.0, Token::Sign(_));
    if let Some((at, binds)) = operator(&tokens) {
        let (Token::Sign(sign), (line, column)) = &tokens[at] else {
            unreachable!("an operator is a sign")
        };
        return (binds < POWER || !signed).then(|| Anchors {
            from: (*line, *column),
            to: (*line, column + sign.len()),
            kind: Kind::BinaryOrSubscript,
        });
    }
    let (Token::Group(open), from) = tokens.last()? else {
        return None;
    };
    let callee = tokens.len().checked_sub(2)?;
    if signed || *open == '{' || matches!(tokens[callee].0, Token::Sign(_)) {
        return None;
    }
    let kind = match (open, &tokens[..=callee]) {
        ('[', _) => Kind::BinaryOrSubscript,
        (_, [(Token::Word(_), _)]) => Kind::CallOfName,
        _ => Kind::Call,
    };
    Some(Anchors {
        from: *from,
        to: (segment.len() - 1, segment.last()?.len()),
        kind,
    })
}

/// The operator of the outermost operation: the loosest, of equals the last (of powers the first).
fn operator(tokens: &[(Token, Place)]) -> Option<(usize, u32)> {
    let mut found: Option<(usize, u32)> = None;
    for at in 1..tokens.len() {
        let (Token::Sign(sign), before) = (&tokens[at].0, &tokens[at - 1].0) else {
            continue;
        };
        let Some(binds) = precedence(sign) else {
            continue;
        };
        if matches!(before, Token::Sign(_)) {
            continue;
        }
        let looser = match found {
            None => true,
            Some((_, best)) => binds < best || binds == best && binds != POWER,
        };
        if looser {
            found = Some((at, binds));
        }
    }
    found
}

/// Reads the tokens outside brackets.
struct Scan {
    chars: Vec<(char, Place)>,
    at: usize,
}

impl Scan {
    fn new(segment: &[Vec<char>]) -> Self {
        let mut chars = Vec::new();
        for (line, text) in segment.iter().enumerate() {
            let places = text.iter().enumerate();
            chars.extend(places.map(|(column, c)| (*c, (line, column))));
            chars.push(('\n', (line, text.len())));
        }
        Self { chars, at: 0 }
    }

    fn peek(&self) -> Option<char> {
        self.chars.get(self.at).map(|(c, _)| *c)
    }

    fn starts_with(&self, text: &str) -> bool {
        let rest = self.chars[self.at..].iter().map(|(c, _)| *c);
        text.chars().eq(rest.take(text.chars().count()))
    }

    fn tokens(mut self) -> Option<Vec<(Token, Place)>> {
        let mut tokens = Vec::new();
        while let Some(c) = self.peek() {
            let place = self.chars[self.at].1;
            if c.is_whitespace() || c == '\\' {
                self.at += 1;
            } else if c == '#' {
                self.comment();
            } else if "([{".contains(c) {
                self.group()?;
                tokens.push((Token::Group(c), place));
            } else if c == '"' || c == '\'' {
                self.string()?;
                tokens.push((Token::Text, place));
            } else if c.is_alphanumeric() || c == '_' {
                let word = self.word();
                // A prefix belongs to its string.
                if !matches!(self.peek(), Some('"' | '\'')) {
                    tokens.push((Token::Word(word), place));
                }
            } else if self.starts_with("...") {
                self.at += 3;
                tokens.push((Token::Text, place));
            } else {
                let sign = SIGNS.iter().find(|sign| self.starts_with(sign))?;
                self.at += sign.len();
                tokens.push((Token::Sign(sign), place));
            }
        }
        Some(tokens)
    }

    fn comment(&mut self) {
        while self.peek().is_some_and(|c| c != '\n') {
            self.at += 1;
        }
    }

    fn word(&mut self) -> String {
        let number = self.peek().is_some_and(|c| c.is_ascii_digit());
        let mut word = String::new();
        while let Some(c) = self.peek() {
            let exponent = number && "+-".contains(c) && word.ends_with(['e', 'E']);
            let exponent = exponent && !word.starts_with("0x");
            if !(c.is_alphanumeric() || c == '_' || number && c == '.' || exponent) {
                break;
            }
            word.push(c);
            self.at += 1;
        }
        word
    }

    /// Goes behind the closing bracket.
    fn group(&mut self) -> Option<()> {
        let mut depth = 0;
        loop {
            match self.peek()? {
                '"' | '\'' => {
                    self.string()?;
                    continue;
                }
                '#' => {
                    self.comment();
                    continue;
                }
                '(' | '[' | '{' => depth += 1,
                ')' | ']' | '}' => depth -= 1,
                _ => {}
            }
            self.at += 1;
            if depth == 0 {
                return Some(());
            }
        }
    }

    /// Goes behind the closing quote.
    fn string(&mut self) -> Option<()> {
        let quote = self.peek()?;
        let triple: String = [quote; 3].iter().collect();
        let close = if self.starts_with(&triple) {
            triple
        } else {
            quote.to_string()
        };
        self.at += close.len();
        while !self.starts_with(&close) {
            if self.peek()? == '\\' {
                self.at += 1;
            }
            self.at += 1;
            self.peek()?;
        }
        self.at += close.len();
        Some(())
    }
}
