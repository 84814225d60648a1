//! Owns the way from a pattern's tree to instructions.

use super::parse::{Node, Parsed};
use super::program::{Greed, Inst, Program};

struct Emitter {
    code: Vec<Inst>,
    counters: usize,
}

pub(super) fn emit(parsed: Parsed) -> Program {
    let mut emitter = Emitter {
        code: Vec::new(),
        counters: 0,
    };
    emitter.node(&parsed.node);
    emitter.code.push(Inst::Done);
    Program {
        code: emitter.code,
        groups: parsed.groups,
        names: parsed.names,
        counters: emitter.counters,
        flags: parsed.flags,
    }
}

impl Emitter {
    fn node(&mut self, node: &Node) {
        match node {
            Node::Empty => {}
            Node::Char(c, false) => self.code.push(Inst::Char(*c)),
            Node::Char(c, true) => self.code.push(Inst::CharIgnore(*c)),
            Node::Any(true) => self.code.push(Inst::Any),
            Node::Any(false) => self.code.push(Inst::AnyButNewline),
            Node::Set(set) => self.code.push(Inst::Set(Box::new(set.clone()))),
            Node::Assert(at) => self.code.push(Inst::Assert(*at)),
            Node::Group(index, inner) => {
                self.code.push(Inst::Save(index * 2));
                self.node(inner);
                self.code.push(Inst::Save(index * 2 + 1));
            }
            Node::Concat(parts) => parts.iter().for_each(|part| self.node(part)),
            Node::Either(parts) => self.either(parts),
            Node::Repeat(min, max, kind, inner) => self.repeat(*min, *max, *kind, inner),
            Node::Backref(group, ignore) => self.code.push(Inst::Backref(*group, *ignore)),
            Node::Look(behind, negative, inner) => {
                let at = self.hole();
                self.node(inner);
                self.code.push(Inst::Done);
                let width = inner.width(&[]).0;
                self.code[at] = Inst::Look {
                    behind: behind.then_some(width),
                    negative: *negative,
                    end: self.code.len(),
                };
            }
            Node::Atomic(inner) => {
                let at = self.hole();
                self.node(inner);
                self.code.push(Inst::Done);
                self.code[at] = Inst::Atomic(self.code.len());
            }
            Node::IfGroup(group, yes, no) => {
                let test = self.hole();
                self.node(yes);
                let jump = self.hole();
                self.code[test] = Inst::IfGroup(*group, self.code.len());
                self.node(no);
                self.code[jump] = Inst::Jump(self.code.len());
            }
        }
    }

    /// A place for an instruction that is known later.
    fn hole(&mut self) -> usize {
        self.code.push(Inst::Done);
        self.code.len() - 1
    }

    fn either(&mut self, parts: &[Node]) {
        let mut jumps = Vec::new();
        for (at, part) in parts.iter().enumerate() {
            if at + 1 == parts.len() {
                self.node(part);
                break;
            }
            let split = self.hole();
            self.node(part);
            jumps.push(self.hole());
            self.code[split] = Inst::Split(split + 1, self.code.len());
        }
        for jump in jumps {
            self.code[jump] = Inst::Jump(self.code.len());
        }
    }

    fn repeat(&mut self, min: usize, max: usize, kind: Greed, inner: &Node) {
        if matches!(inner, Node::Char(..) | Node::Any(_) | Node::Set(_)) {
            self.code.push(Inst::Run { min, max, kind });
            return self.node(inner);
        }
        if kind == Greed::Possessive {
            let at = self.hole();
            self.repeat(min, max, Greed::Greedy, inner);
            self.code.push(Inst::Done);
            self.code[at] = Inst::Atomic(self.code.len());
            return;
        }
        let counter = self.counters;
        self.counters += 1;
        self.code.push(Inst::LoopStart(counter));
        let jump = self.hole();
        let body = self.code.len();
        self.node(inner);
        self.code[jump] = Inst::Jump(self.code.len());
        self.code.push(Inst::Loop {
            counter,
            min,
            max,
            kind,
            body,
        });
    }
}
