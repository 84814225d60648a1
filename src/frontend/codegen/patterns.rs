//! Owns the instructions of `match`: each pattern consumes the subject on top of the stack, or jumps to where
//! what it left there is popped. Names are bound only when the whole pattern has matched.
//! Owns no mistakes in patterns (`frontend::patterns`).

use std::sync::Arc;

use super::{Codegen, Context};
use crate::base::Span;
use crate::bytecode::{BinaryOp, CompareOp, Const, Opcode};
use crate::frontend::ast::{Expr, Ident, MatchCase, Pattern, PatternKind};
use crate::frontend::code::{Label, Op};

/// COMPARE_OP makes a bool for the jump behind it.
const FOR_JUMP: u32 = 16;

/// What is on the stack above the subject (CPython's `pattern_context`).
#[derive(Default)]
struct Matching {
    /// Names to be bound; their values are on the stack, the first one on top.
    stores: Vec<Arc<str>>,
    /// Where a failure goes that leaves so many values to pop.
    fail_pop: Vec<Label>,
    /// Values on top that a failure pops beside those to be bound.
    on_top: usize,
}

impl<'a> Codegen<'a> {
    pub(super) fn match_stmt(&mut self, subject: &'a Expr, cases: &'a [MatchCase]) {
        self.expr(subject);
        let end = self.label();
        let (last, rest) = cases.split_last().expect("`match` has a case");
        let default = (!rest.is_empty() && is_wildcard(&last.pattern)).then_some(last);
        let tested = if default.is_some() { rest } else { cases };
        for (at, case) in tested.iter().enumerate() {
            let keeps_subject = at + 1 < tested.len();
            if keeps_subject {
                self.emit(Opcode::Copy, 1, case.pattern.span);
            }
            let mut matching = Matching::default();
            self.pattern(&case.pattern, &mut matching);
            for name in std::mem::take(&mut matching.stores) {
                self.name(&name, Context::Store, Some(case.pattern.span));
            }
            if let Some(guard) = &case.guard {
                let fail = self.fail_label(&mut matching, 0);
                self.jump_if(guard, fail, false);
            }
            if keeps_subject {
                self.emit(Opcode::PopTop, 0, case.pattern.span);
            }
            self.stmts(&case.body);
            self.jump(end);
            self.place_failures(&mut matching, case.pattern.span);
        }
        if let Some(case) = default {
            self.emit(Opcode::Nop, 0, case.pattern.span);
            if let Some(guard) = &case.guard {
                self.jump_if(guard, end, false);
            }
            self.stmts(&case.body);
        }
        self.place(end);
    }

    fn fail_label(&mut self, matching: &mut Matching, pops: usize) -> Label {
        while matching.fail_pop.len() <= pops {
            let label = self.label();
            matching.fail_pop.push(label);
        }
        matching.fail_pop[pops]
    }

    fn fail(&mut self, matching: &mut Matching, op: Op, span: Span) {
        let pops = matching.on_top + matching.stores.len();
        let label = self.fail_label(matching, pops);
        self.code().jump(op, label, Some(span));
    }

    fn fail_unless(&mut self, matching: &mut Matching, span: Span) {
        self.fail(matching, Op::Real(Opcode::PopJumpIfFalse), span);
    }

    /// One POP_TOP for each value left, entered as far up as there are values.
    fn place_failures(&mut self, matching: &mut Matching, span: Span) {
        while let Some(label) = matching.fail_pop.pop() {
            self.place(label);
            if !matching.fail_pop.is_empty() {
                self.emit(Opcode::PopTop, 0, span);
            }
        }
    }

    /// Moves the top below the `count - 1` values under it.
    fn rotate(&mut self, count: usize, span: Span) {
        for depth in (2..=count).rev() {
            self.emit(Opcode::Swap, depth as u32, span);
        }
    }

    fn capture(&mut self, name: Option<&Ident>, matching: &mut Matching, span: Span) {
        let Some(name) = name else {
            self.emit(Opcode::PopTop, 0, span);
            return;
        };
        self.rotate(matching.on_top + matching.stores.len() + 1, span);
        matching.stores.push(name.name.clone());
    }

    fn pattern(&mut self, pattern: &'a Pattern, matching: &mut Matching) {
        let span = pattern.span;
        match &pattern.kind {
            PatternKind::Value(value) => {
                self.expr(value);
                self.emit(Opcode::CompareOp, CompareOp::Eq as u32 | FOR_JUMP, span);
                self.fail_unless(matching, span);
            }
            PatternKind::Singleton(value) => {
                self.constant(value.clone(), Some(span));
                self.emit(Opcode::IsOp, 0, span);
                self.fail_unless(matching, span);
            }
            PatternKind::Sequence(patterns) => self.sequence(patterns, matching, span),
            PatternKind::Mapping {
                keys,
                patterns,
                rest,
            } => self.mapping(keys, patterns, rest.as_ref(), matching, span),
            PatternKind::Class {
                class,
                patterns,
                keywords,
            } => self.class_pattern(class, patterns, keywords, matching, span),
            PatternKind::Star(name) => self.capture(name.as_ref(), matching, span),
            PatternKind::As {
                pattern: None,
                name,
            } => {
                self.capture(name.as_ref(), matching, span);
            }
            PatternKind::As {
                pattern: Some(inner),
                name,
            } => {
                matching.on_top += 1;
                self.emit(Opcode::Copy, 1, span);
                self.pattern(inner, matching);
                matching.on_top -= 1;
                self.capture(name.as_ref(), matching, span);
            }
            PatternKind::Or(patterns) => self.or_pattern(patterns, matching, span),
        }
    }

    /// Compares the length of the subject on top, which stays.
    fn length(&mut self, op: CompareOp, length: usize, matching: &mut Matching, span: Span) {
        self.emit(Opcode::GetLen, 0, span);
        self.constant(Const::Int(length as i64), Some(span));
        self.emit(Opcode::CompareOp, op as u32 | FOR_JUMP, span);
        self.fail_unless(matching, span);
    }

    fn sequence(&mut self, patterns: &'a [Pattern], matching: &mut Matching, span: Span) {
        let star = patterns
            .iter()
            .position(|p| matches!(p.kind, PatternKind::Star(_)));
        let star_ignored = star.is_some_and(|at| is_ignored(&patterns[at]));
        matching.on_top += 1;
        self.emit(Opcode::MatchSequence, 0, span);
        self.fail_unless(matching, span);
        match star {
            None => self.length(CompareOp::Eq, patterns.len(), matching, span),
            Some(_) if patterns.len() > 1 => {
                self.length(CompareOp::Ge, patterns.len() - 1, matching, span);
            }
            Some(_) => {}
        }
        matching.on_top -= 1;
        if patterns.iter().all(is_ignored) {
            self.emit(Opcode::PopTop, 0, span);
        } else if let (Some(star), true) = (star, star_ignored) {
            self.items_by_index(patterns, star, matching, span);
        } else {
            self.unpacked_items(patterns, star, matching, span);
        }
    }

    fn unpacked_items(
        &mut self,
        patterns: &'a [Pattern],
        star: Option<usize>,
        matching: &mut Matching,
        span: Span,
    ) {
        match star {
            Some(at) => {
                let after = patterns.len() - at - 1;
                self.emit(Opcode::UnpackEx, (at | after << 8) as u32, span);
            }
            None => self.emit(Opcode::UnpackSequence, patterns.len() as u32, span),
        }
        matching.on_top += patterns.len();
        for pattern in patterns {
            matching.on_top -= 1;
            self.pattern(pattern, matching);
        }
    }

    /// `[a, *_, b]` makes no list of what nobody wants.
    fn items_by_index(
        &mut self,
        patterns: &'a [Pattern],
        star: usize,
        matching: &mut Matching,
        span: Span,
    ) {
        matching.on_top += 1;
        for (at, pattern) in patterns.iter().enumerate() {
            if is_ignored(pattern) {
                continue;
            }
            self.emit(Opcode::Copy, 1, span);
            if at < star {
                self.constant(Const::Int(at as i64), Some(span));
            } else {
                self.emit(Opcode::GetLen, 0, span);
                let from_end = (patterns.len() - at) as i64;
                self.constant(Const::Int(from_end), Some(span));
                self.emit(Opcode::BinaryOp, BinaryOp::Subtract as u32, span);
            }
            self.emit(Opcode::BinaryOp, BinaryOp::Subscr as u32, span);
            self.pattern(pattern, matching);
        }
        matching.on_top -= 1;
        self.emit(Opcode::PopTop, 0, span);
    }

    fn mapping(
        &mut self,
        keys: &'a [Expr],
        patterns: &'a [Pattern],
        rest: Option<&Ident>,
        matching: &mut Matching,
        span: Span,
    ) {
        matching.on_top += 1;
        self.emit(Opcode::MatchMapping, 0, span);
        self.fail_unless(matching, span);
        if keys.is_empty() && rest.is_none() {
            matching.on_top -= 1;
            self.emit(Opcode::PopTop, 0, span);
            return;
        }
        if !keys.is_empty() {
            self.length(CompareOp::Ge, keys.len(), matching, span);
        }
        keys.iter().for_each(|key| self.expr(key));
        self.emit(Opcode::BuildTuple, keys.len() as u32, span);
        self.emit(Opcode::MatchKeys, 0, span);
        // The keys and the values are on top of the subject now.
        matching.on_top += 2;
        self.fail_if_none(matching, span);
        self.emit(Opcode::UnpackSequence, keys.len() as u32, span);
        matching.on_top += keys.len();
        matching.on_top -= 1;
        for pattern in patterns {
            matching.on_top -= 1;
            self.pattern(pattern, matching);
        }
        matching.on_top -= 2;
        match rest {
            Some(rest) => self.mapping_rest(keys.len(), rest, matching, span),
            None => {
                self.emit(Opcode::PopTop, 0, span);
                self.emit(Opcode::PopTop, 0, span);
            }
        }
    }

    /// A copy of the subject without the keys that were matched.
    fn mapping_rest(&mut self, keys: usize, rest: &Ident, matching: &mut Matching, span: Span) {
        self.emit(Opcode::BuildMap, 0, span);
        self.emit(Opcode::Swap, 3, span);
        self.emit(Opcode::DictUpdate, 2, span);
        self.emit(Opcode::UnpackSequence, keys as u32, span);
        for left in (1..=keys).rev() {
            self.emit(Opcode::Copy, 1 + left as u32, span);
            self.emit(Opcode::Swap, 2, span);
            self.emit(Opcode::DeleteSubscr, 0, span);
        }
        self.capture(Some(rest), matching, span);
    }

    fn fail_if_none(&mut self, matching: &mut Matching, span: Span) {
        self.emit(Opcode::Copy, 1, span);
        self.fail(matching, Op::Real(Opcode::PopJumpIfNone), span);
    }

    fn class_pattern(
        &mut self,
        class: &'a Expr,
        patterns: &'a [Pattern],
        keywords: &'a [(Ident, Pattern)],
        matching: &mut Matching,
        span: Span,
    ) {
        self.expr(class);
        let names = keywords
            .iter()
            .map(|(name, _)| Const::Str(name.name.clone()))
            .collect();
        self.constant(Const::Tuple(names), Some(span));
        self.emit(Opcode::MatchClass, patterns.len() as u32, span);
        matching.on_top += 1;
        self.fail_if_none(matching, span);
        let count = patterns.len() + keywords.len();
        self.emit(Opcode::UnpackSequence, count as u32, span);
        matching.on_top += count;
        matching.on_top -= 1;
        for pattern in patterns.iter().chain(keywords.iter().map(|(_, p)| p)) {
            matching.on_top -= 1;
            self.pattern(pattern, matching);
        }
    }

    fn or_pattern(&mut self, patterns: &'a [Pattern], matching: &mut Matching, span: Span) {
        let end = self.label();
        let mut first: Option<Vec<Arc<str>>> = None;
        for pattern in patterns {
            let mut own = Matching::default();
            self.emit(Opcode::Copy, 1, pattern.span);
            self.pattern(pattern, &mut own);
            match &first {
                Some(order) => self.reorder(&mut own.stores, order, pattern.span),
                None => first = Some(own.stores.clone()),
            }
            self.code().jump(Op::Jump, end, Some(pattern.span));
            self.place_failures(&mut own, pattern.span);
        }
        // Nothing matched: the copy of the subject goes.
        self.emit(Opcode::PopTop, 0, span);
        self.fail(matching, Op::Jump, span);
        self.place(end);
        let names = first.unwrap_or_default();
        let depth = names.len() + 1 + matching.on_top + matching.stores.len();
        for name in names {
            self.rotate(depth, span);
            matching.stores.push(name);
        }
        self.emit(Opcode::PopTop, 0, span);
    }

    /// Brings the values of an alternative's names into the order of the first alternative's.
    fn reorder(&mut self, stores: &mut Vec<Arc<str>>, order: &[Arc<str>], span: Span) {
        for place in (0..order.len()).rev() {
            let at = stores
                .iter()
                .position(|name| *name == order[place])
                .expect("alternatives bind the same names");
            if at == place {
                continue;
            }
            let rotated: Vec<_> = stores.drain(..=at).collect();
            let rotations = rotated.len();
            let to = place - at;
            stores.splice(to..to, rotated);
            for _ in 0..rotations {
                self.rotate(place + 1, span);
            }
        }
    }
}

fn is_wildcard(pattern: &Pattern) -> bool {
    matches!(
        pattern.kind,
        PatternKind::As {
            pattern: None,
            name: None
        }
    )
}

/// `_` or `*_`.
fn is_ignored(pattern: &Pattern) -> bool {
    is_wildcard(pattern) || matches!(pattern.kind, PatternKind::Star(None))
}
