//! Owns matching: a backtracking machine with a stack of its own, in the order in which CPython's `sre` tries
//! things, so that what takes long there takes long here. Owns no pattern.

use super::program::{At, Class, Greed, Inst, Program, lower};

/// The text a pattern runs over, by characters.
#[derive(Clone, Debug)]
pub(super) enum Subject {
    Bytes(std::sync::Arc<[u8]>),
    Chars(std::sync::Arc<[char]>),
}

impl Subject {
    pub(super) fn len(&self) -> usize {
        match self {
            Self::Bytes(bytes) => bytes.len(),
            Self::Chars(chars) => chars.len(),
        }
    }

    pub(super) fn at(&self, at: usize) -> char {
        match self {
            Self::Bytes(bytes) => char::from(bytes[at]),
            Self::Chars(chars) => chars[at],
        }
    }

    pub(super) fn slice(&self, from: usize, to: usize) -> String {
        (from..to).map(|at| self.at(at)).collect()
    }
}

pub(super) const NONE: usize = usize::MAX;

/// Where groups begin and end; behind them the group that was closed last.
pub(super) type Slots = Vec<usize>;

/// What can be tried when a way fails.
#[derive(Clone, Debug)]
enum Back {
    Way(usize, usize),
    Slot(usize, usize),
    Counter(usize, (usize, usize)),
    /// A run may give back characters (or take more): behind it, fewest, where it is now.
    Shorter(usize, usize, usize),
    Longer(usize, usize, usize),
}

/// A search.
#[derive(Debug)]
pub(super) struct Matcher<'a> {
    program: &'a Program,
    text: &'a Subject,
    end: usize,
    slots: Slots,
    counters: Vec<(usize, usize)>,
    /// The match may not be empty when it begins here.
    not_empty_at: usize,
    whole: bool,
    pub steps: u64,
}

/// After so many steps a match is given up: 22 seconds of CPython's time.
const LIMIT: u64 = 4_000_000_000;

impl<'a> Matcher<'a> {
    pub(super) fn new(program: &'a Program, text: &'a Subject, end: usize) -> Self {
        Self {
            program,
            text,
            end,
            slots: vec![NONE; program.groups * 2 + 3],
            counters: vec![(0, NONE); program.counters],
            not_empty_at: NONE,
            whole: false,
            steps: 0,
        }
    }

    /// Whether a match was given up: then what was found means nothing.
    pub(super) fn gave_up(&self) -> bool {
        self.steps > LIMIT
    }

    /// A match that begins at a place.
    pub(super) fn match_at(&mut self, at: usize, whole: bool, not_empty: bool) -> Option<Slots> {
        self.whole = whole;
        self.not_empty_at = if not_empty { at } else { NONE };
        self.slots.fill(NONE);
        let end = self.run(0, at)?;
        let mut slots = self.slots.clone();
        slots[0] = at;
        slots[1] = end;
        Some(slots)
    }

    /// The first match from a place on.
    pub(super) fn search(&mut self, from: usize, not_empty: bool) -> Option<Slots> {
        let first = match self.program.code.first() {
            Some(Inst::Char(c)) => Some(*c),
            _ => None,
        };
        let mut at = from;
        while at <= self.end {
            if let Some(c) = first {
                while at < self.end && self.text.at(at) != c {
                    at += 1;
                    self.steps += 1;
                }
            }
            self.steps += 1;
            let found = self.match_at(at, false, not_empty && at == from);
            if found.is_some() || self.gave_up() {
                return found;
            }
            at += 1;
        }
        None
    }

    fn is_word(&self, at: usize, ascii: bool) -> bool {
        at < self.end && Class::Word.has(self.text.at(at), ascii)
    }

    fn holds(&self, what: At, at: usize) -> bool {
        let newline = |at: usize| at < self.end && self.text.at(at) == '\n';
        match what {
            At::Start => at == 0,
            At::End => at == self.end,
            At::LastLine => at == self.end || at + 1 == self.end && newline(at),
            At::LineStart => at == 0 || newline(at - 1),
            At::LineEnd => at == self.end || newline(at),
            At::Boundary(ascii) => {
                (at > 0 && self.is_word(at - 1, ascii)) != self.is_word(at, ascii)
            }
            At::NotBoundary(ascii) => {
                (at > 0 && self.is_word(at - 1, ascii)) == self.is_word(at, ascii)
            }
        }
    }

    /// Whether an instruction that tests one character holds for the one at a place.
    fn fits(&self, inst: &Inst, at: usize) -> bool {
        if at >= self.end {
            return false;
        }
        let c = self.text.at(at);
        match inst {
            Inst::Char(wanted) => c == *wanted,
            Inst::CharIgnore(wanted) => c == *wanted || lower(c) == *wanted,
            Inst::Any => true,
            Inst::AnyButNewline => c != '\n',
            Inst::Set(set) => set.has(c),
            _ => unreachable!("only tests of characters are asked"),
        }
    }

    /// The end of a match of a part of the program from a place on.
    fn run(&mut self, start: usize, at: usize) -> Option<usize> {
        let mut stack: Vec<Back> = Vec::new();
        let (mut pc, mut at) = (start, at);
        loop {
            self.steps += 1;
            match self.step(&mut stack, pc, at) {
                Step::Go(next, place) => (pc, at) = (next, place),
                Step::End => return Some(at),
                Step::Fail => match self.back(&mut stack) {
                    Some(next) => (pc, at) = next,
                    None => return None,
                },
            }
            if self.gave_up() {
                return None;
            }
        }
    }

    fn step(&mut self, stack: &mut Vec<Back>, pc: usize, at: usize) -> Step {
        let program = self.program;
        match &program.code[pc] {
            Inst::Char(_)
            | Inst::CharIgnore(_)
            | Inst::Any
            | Inst::AnyButNewline
            | Inst::Set(_) => {
                if self.fits(&program.code[pc], at) {
                    return Step::Go(pc + 1, at + 1);
                }
                Step::Fail
            }
            Inst::Split(first, second) => {
                stack.push(Back::Way(*second, at));
                Step::Go(*first, at)
            }
            Inst::Jump(to) => Step::Go(*to, at),
            Inst::Save(slot) => {
                self.save(stack, *slot, at);
                if slot % 2 == 1 {
                    let last = self.slots.len() - 1;
                    self.save(stack, last, slot / 2);
                }
                Step::Go(pc + 1, at)
            }
            Inst::Assert(what) if self.holds(*what, at) => Step::Go(pc + 1, at),
            Inst::Assert(_) => Step::Fail,
            Inst::Backref(group, ignore) => match self.repeated(*group, *ignore, at) {
                Some(next) => Step::Go(pc + 1, next),
                None => Step::Fail,
            },
            Inst::Run { min, max, kind } => self.take(stack, pc, at, (*min, *max, *kind)),
            Inst::LoopStart(counter) => {
                let old = std::mem::replace(&mut self.counters[*counter], (0, NONE));
                stack.push(Back::Counter(*counter, old));
                Step::Go(pc + 1, at)
            }
            Inst::Loop {
                counter,
                min,
                max,
                kind,
                body,
            } => self.round(stack, (pc, at), (*counter, *min, *max), *kind, *body),
            Inst::Look {
                behind,
                negative,
                end,
            } => self.look(stack, (pc, at), *behind, *negative, *end),
            Inst::Atomic(end) => {
                let before = self.slots.clone();
                match self.run(pc + 1, at) {
                    Some(place) => {
                        self.changed(stack, before);
                        Step::Go(*end, place)
                    }
                    None => {
                        self.slots = before;
                        Step::Fail
                    }
                }
            }
            Inst::IfGroup(group, other) => {
                if self.slots[group * 2 + 1] == NONE {
                    Step::Go(*other, at)
                } else {
                    Step::Go(pc + 1, at)
                }
            }
            Inst::Done => {
                let last = pc + 1 == program.code.len();
                if last && (self.whole && at != self.end || self.not_empty_at == at) {
                    return Step::Fail;
                }
                Step::End
            }
        }
    }

    fn save(&mut self, stack: &mut Vec<Back>, slot: usize, value: usize) {
        let old = std::mem::replace(&mut self.slots[slot], value);
        stack.push(Back::Slot(slot, old));
    }

    /// Notes which slots a part has changed, so that they can be set back.
    fn changed(&self, stack: &mut Vec<Back>, before: Slots) {
        for (slot, old) in before.into_iter().enumerate() {
            if self.slots[slot] != old {
                stack.push(Back::Slot(slot, old));
            }
        }
    }

    fn repeated(&self, group: usize, ignore: bool, at: usize) -> Option<usize> {
        let (from, to) = (self.slots[group * 2], self.slots[group * 2 + 1]);
        if from == NONE || to == NONE || at + (to - from) > self.end {
            return None;
        }
        let same = |a: char, b: char| a == b || ignore && lower(a) == lower(b);
        (0..to - from)
            .all(|i| same(self.text.at(from + i), self.text.at(at + i)))
            .then(|| at + (to - from))
    }

    fn take(
        &mut self,
        stack: &mut Vec<Back>,
        pc: usize,
        at: usize,
        (min, max, kind): (usize, usize, Greed),
    ) -> Step {
        let program = self.program;
        let test = &program.code[pc + 1];
        let most = if kind == Greed::Lazy { min } else { max };
        let mut place = at;
        while place - at < most && self.fits(test, place) {
            place += 1;
        }
        self.steps += ((place - at) / 3) as u64;
        if place - at < min {
            return Step::Fail;
        }
        match kind {
            Greed::Greedy if place - at > min => {
                stack.push(Back::Shorter(pc + 2, at + min, place));
            }
            Greed::Lazy => stack.push(Back::Longer(pc, at.saturating_add(max), place)),
            Greed::Greedy | Greed::Possessive => {}
        }
        Step::Go(pc + 2, place)
    }

    fn round(
        &mut self,
        stack: &mut Vec<Back>,
        (pc, at): (usize, usize),
        (counter, min, max): (usize, usize, usize),
        kind: Greed,
        body: usize,
    ) -> Step {
        let (count, last) = self.counters[counter];
        stack.push(Back::Counter(counter, (count, last)));
        let another = (count + 1, at);
        if count < min {
            self.counters[counter] = another;
            return Step::Go(body, at);
        }
        // A round that took nothing is not repeated.
        if count >= max || last == at {
            return Step::Go(pc + 1, at);
        }
        if kind == Greed::Lazy {
            stack.push(Back::Counter(counter, (count, last)));
            stack.push(Back::Way(body, at));
            stack.push(Back::Counter(counter, another));
            return Step::Go(pc + 1, at);
        }
        stack.push(Back::Way(pc + 1, at));
        stack.push(Back::Counter(counter, (count, last)));
        self.counters[counter] = another;
        Step::Go(body, at)
    }

    fn look(
        &mut self,
        stack: &mut Vec<Back>,
        (pc, at): (usize, usize),
        behind: Option<usize>,
        negative: bool,
        end: usize,
    ) -> Step {
        let from = match behind {
            None => Some(at),
            Some(width) => at.checked_sub(width),
        };
        let before = self.slots.clone();
        let found = match from {
            Some(from) => self.run(pc + 1, from).is_some(),
            None => false,
        };
        if !found || negative {
            self.slots = before;
        } else {
            self.changed(stack, before);
        }
        if found == negative {
            return Step::Fail;
        }
        Step::Go(end, at)
    }

    /// The last way that was left open.
    fn back(&mut self, stack: &mut Vec<Back>) -> Option<(usize, usize)> {
        loop {
            match stack.pop()? {
                Back::Way(pc, at) => return Some((pc, at)),
                Back::Slot(slot, old) => self.slots[slot] = old,
                Back::Counter(counter, old) => self.counters[counter] = old,
                Back::Shorter(pc, fewest, at) => {
                    let at = at - 1;
                    if at > fewest {
                        stack.push(Back::Shorter(pc, fewest, at));
                    }
                    return Some((pc, at));
                }
                Back::Longer(pc, most, at) => {
                    let program = self.program;
                    if at < most && self.fits(&program.code[pc + 1], at) {
                        stack.push(Back::Longer(pc, most, at + 1));
                        return Some((pc + 2, at + 1));
                    }
                }
            }
        }
    }
}

enum Step {
    Go(usize, usize),
    End,
    Fail,
}
