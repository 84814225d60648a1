//! Owns compiled patterns: instructions of a backtracking matcher, and sets of characters. Owns neither parsing
//! (`parse`) nor matching (`matcher`).

/// One instruction.
#[derive(Clone, Debug)]
pub(super) enum Inst {
    Char(char),
    /// A character in any case.
    CharIgnore(char),
    Any,
    AnyButNewline,
    Set(Box<Set>),
    /// Tries the first place, then the second.
    Split(usize, usize),
    Jump(usize),
    /// Stores the position.
    Save(usize),
    Assert(At),
    Backref(usize, bool),
    /// A test of one character, `min` to `max` times; the instruction behind it is the test.
    Run {
        min: usize,
        max: usize,
        kind: Greed,
    },
    /// Sets a loop's counter to nothing.
    LoopStart(usize),
    /// Decides about another round.
    Loop {
        counter: usize,
        min: usize,
        max: usize,
        kind: Greed,
        body: usize,
    },
    /// What follows, up to `end`, must (not) match here, or `behind` characters before.
    Look {
        behind: Option<usize>,
        negative: bool,
        end: usize,
    },
    /// What follows, up to `end`, matches in its first way only.
    Atomic(usize),
    /// Goes on behind it when the group has matched, else at the place.
    IfGroup(usize, usize),
    /// The end of the pattern, or of a part.
    Done,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Greed {
    Greedy,
    Lazy,
    Possessive,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum At {
    Start,
    End,
    /// The end, or before a newline at the end.
    LastLine,
    LineStart,
    LineEnd,
    Boundary(bool),
    NotBoundary(bool),
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Class {
    Digit,
    Space,
    Word,
}

/// A set of characters.
#[derive(Clone, Default, Debug)]
pub(super) struct Set {
    pub negated: bool,
    pub ranges: Vec<(char, char)>,
    /// Classes; whether each is meant inverted, and in ASCII only.
    pub classes: Vec<(Class, bool, bool)>,
    pub ignore_case: bool,
}

impl Set {
    pub(super) fn has(&self, c: char) -> bool {
        let found = self.has_exactly(c)
            || self.ignore_case && (self.has_exactly(lower(c)) || self.has_exactly(upper(c)));
        found != self.negated
    }

    fn has_exactly(&self, c: char) -> bool {
        self.ranges
            .iter()
            .any(|(low, high)| (*low..=*high).contains(&c))
            || self
                .classes
                .iter()
                .any(|(class, inverted, ascii)| class.has(c, *ascii) != *inverted)
    }
}

impl Class {
    pub(super) fn has(self, c: char, ascii: bool) -> bool {
        if ascii && !c.is_ascii() {
            return false;
        }
        match self {
            Self::Digit => {
                c.is_ascii_digit() || crate::vm::types::int_text::decimal_digit(c).is_some()
            }
            Self::Space => c.is_whitespace() || ('\x1c'..='\x1f').contains(&c) && !ascii,
            Self::Word => c == '_' || c.is_alphanumeric(),
        }
    }
}

/// A character in lower case, when that is one character.
pub(super) fn lower(c: char) -> char {
    let mut all = c.to_lowercase();
    match (all.next(), all.next()) {
        (Some(one), None) => one,
        _ => c,
    }
}

fn upper(c: char) -> char {
    let mut all = c.to_uppercase();
    match (all.next(), all.next()) {
        (Some(one), None) => one,
        _ => c,
    }
}

/// A compiled pattern.
#[derive(Clone, Debug)]
pub(super) struct Program {
    pub code: Vec<Inst>,
    pub groups: usize,
    pub names: Vec<(String, usize)>,
    pub counters: usize,
    pub flags: u32,
}
