//! Owns the visit of everything a lesson says and asks: its questions, its texts, its expressions.

use super::goal::Expr;
use super::markdown::{Block, Inline, Number, Text};
use super::model::Lesson;
use super::quiz::Quiz;

impl Lesson {
    /// Every question, in the order in which they are met.
    pub(super) fn quizzes(&self) -> impl Iterator<Item = &Quiz> {
        let predicted = self.predict.iter().chain([&self.see]);
        let investigated = self.investigate.iter().map(|task| &task.quiz);
        let reviewed = self.reviews.iter().map(|review| &review.quiz);
        predicted.chain(investigated).chain(reviewed)
    }

    /// Every text about the lesson's own runs.
    pub(super) fn texts(&self) -> Vec<&Inline> {
        let mut texts: Vec<&Inline> = self.idea.iter().collect();
        for block in self.page.sections.iter().flat_map(|s| &s.blocks) {
            texts.extend(inlines(block));
        }
        for quiz in self.quizzes() {
            texts.extend(&quiz.question);
            for answer in &quiz.answers {
                texts.extend(answer.text.iter().chain(&answer.feedback));
            }
        }
        texts.extend(self.investigate.iter().flat_map(|task| &task.look));
        texts
    }

    /// Every text about the runs of the task.
    pub(super) fn task_texts(&self) -> Vec<&Inline> {
        let change = &self.change;
        let lines = change.lines.iter().flat_map(|lines| &lines.lines);
        let texts: Vec<&Text> = [&change.task, &change.success]
            .into_iter()
            .chain(&change.hints)
            .chain(lines.map(|line| &line.feedback))
            .collect();
        texts.into_iter().flatten().collect()
    }

    /// The Python expressions that somebody asks of the run with this name.
    pub fn asks(&self, run: &str) -> Vec<String> {
        let mut asked: Vec<String> = Vec::new();
        let mut ask = |expr: &Expr| {
            for text in expr.asks(run) {
                if !asked.contains(&text) {
                    asked.push(text);
                }
            }
        };
        for quiz in self.quizzes() {
            quiz.answers.iter().for_each(|answer| ask(&answer.expect));
        }
        ask(&self.change.goal.expr);
        let made = self.make.iter().filter_map(|make| make.goal.as_ref());
        made.for_each(|goal| ask(&goal.expr));
        numbers(self.texts().into_iter().chain(self.task_texts()))
            .for_each(|number| ask(&number.expr));
        asked
    }
}

/// The numbers in a text.
pub(super) fn numbers<'n>(
    texts: impl IntoIterator<Item = &'n Inline>,
) -> impl Iterator<Item = &'n Number> {
    texts.into_iter().filter_map(|inline| match inline {
        Inline::Number(number) => Some(&**number),
        _ => None,
    })
}

fn inlines(block: &Block) -> Vec<&Inline> {
    match block {
        Block::Heading { text, .. }
        | Block::Paragraph(text)
        | Block::Quote(text)
        | Block::Note(text) => text.iter().collect(),
        Block::List { items, .. } => items.iter().flatten().collect(),
        Block::Table { head, rows } => head.iter().chain(rows.iter().flatten()).flatten().collect(),
        Block::Code { .. } => Vec::new(),
    }
}
