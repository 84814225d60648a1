//! Owns how a lesson's questions are read: predictions, what is to be seen, investigations, reviews. Owns no
//! proof of their answers (that is `check`).

use toml::Spanned;

use crate::base::Span;

use super::fit::{Measured, Pane};
use super::format::{RawAnswer, RawInvestigation, RawQuiz, RawReview};
use super::model::{Investigation, Review};
use super::moment::Moment;
use super::parse::{self, Scope, instead};
use super::prose::bare_numbers;
use super::quiz::{Answer, Quiz};
use super::read::Reader;
use super::report::{Helped, diagnostic};

/// So far may a number in an answer be from the one that is proved: "about 7 ms", "less than 80000".
const ROUNDED: f64 = 0.1;

impl Reader<'_> {
    /// All of them, once each is read.
    pub(super) fn predictions(&mut self, raw: &[RawQuiz], scope: Scope<'_>) -> Option<Vec<Quiz>> {
        let read: Vec<Option<Quiz>> = raw.iter().map(|quiz| self.quiz(quiz, scope)).collect();
        if raw.is_empty() {
            self.wrong.push(diagnostic(
                &self.files.lesson,
                Span::default(),
                "a lesson needs at least one `[[predict]]`",
            ));
        }
        read.into_iter().collect()
    }

    pub(super) fn quiz(&mut self, raw: &RawQuiz, scope: Scope<'_>) -> Option<Quiz> {
        self.question(&raw.run, &raw.question, &raw.answer, scope)
    }

    pub(super) fn review(&mut self, raw: &RawReview, scope: Scope<'_>) -> Option<Review> {
        let misconception = self.tag(&raw.misconception);
        let quiz = self.question(&raw.run, &raw.question, &raw.answer, scope);
        Some(Review {
            misconception: misconception?,
            quiz: quiz?,
        })
    }

    fn question(
        &mut self,
        run: &Spanned<String>,
        question: &Spanned<String>,
        answers: &Spanned<Vec<RawAnswer>>,
        scope: Scope<'_>,
    ) -> Option<Quiz> {
        if !scope.runs.contains(run.get_ref()) {
            let runs = scope.runs.iter().map(String::as_str);
            let wrong = self
                .words(run)
                .whole(format!("there is no run named `{}`", run.get_ref()))
                .help(instead(run.get_ref(), "the runs here", runs));
            self.wrong.push(wrong);
            return None;
        }
        let scope = Scope {
            default: Some(run.get_ref()),
            ..scope
        };
        let asked = self.words(question);
        let question = self.prose(question, scope);
        let raw_answers = answers.get_ref();
        let read: Vec<Option<Answer>> = raw_answers
            .iter()
            .map(|raw| self.answer(raw, scope))
            .collect();
        let right = raw_answers.iter().filter(|a| a.right).count();
        if right != 1 || raw_answers.len() < 2 {
            let message = format!(
                "a question needs two answers or more, exactly one of them right; this one has {} and {right}",
                raw_answers.len()
            );
            let span = raw_answers
                .first()
                .map_or(answers.span(), |a| a.text.span());
            self.wrong.push(self.at(span, message));
        }
        let answers = read.into_iter().collect::<Option<Vec<_>>>()?;
        let texts = std::iter::once(&question).chain(answers.iter().map(|answer| &answer.text));
        self.measured
            .push(Measured::of(Pane::Question, texts, asked));
        Some(Quiz {
            run: run.get_ref().clone(),
            question,
            answers,
        })
    }

    fn answer(&mut self, raw: &RawAnswer, scope: Scope<'_>) -> Option<Answer> {
        let misconception = raw.misconception.as_ref().and_then(|tag| self.tag(tag));
        if raw.right == raw.misconception.is_some() {
            let wrong = self
                .words(&raw.text)
                .whole("an answer is either right or a misconception")
                .help("give it `right = true` or `misconception = \"M7\"`");
            self.wrong.push(wrong);
        }
        if let Some(belief) = &raw.belief
            && raw.right
        {
            let message = "a right answer has no belief to quote";
            self.wrong.push(self.at(belief.span(), message));
        }
        let text = self.text(&raw.text, scope);
        let feedback = self.prose(&raw.feedback, scope);
        self.measure(Pane::Feedback, &raw.feedback, &feedback);
        let place = self.words(&raw.expect);
        if raw.right {
            self.answer_numbers(&raw.text, &place.text);
        }
        let expect = self.keep(parse::condition(&place, scope))?;
        Some(Answer {
            text,
            right: raw.right,
            misconception,
            quotes_belief: raw.belief.as_ref().is_none_or(|quoted| *quoted.get_ref()),
            feedback,
            expect,
            place,
        })
    }

    /// What the right answer says in numbers must be what is proved of it, but for rounding.
    fn answer_numbers(&mut self, answer: &Spanned<String>, expect: &str) {
        let place = self.words(answer);
        let value = |number: &str| number.replace(['_', ','], "").parse::<f64>().ok();
        let plain = expect.replace('_', "");
        let proved = bare_numbers(&plain).into_iter();
        let proved: Vec<f64> = proved.filter_map(|range| value(&plain[range])).collect();
        for range in bare_numbers(&place.text) {
            let number = &place.text[range.clone()];
            let is_proved = value(number).is_some_and(|said| {
                let near = |known: &f64| (known - said).abs() <= ROUNDED * said.abs();
                proved.iter().any(near)
            });
            if !is_proved {
                let message = format!("the answer says {number}, but its `expect` does not");
                let help = "let `expect` prove it, or write the number as `{{…}}`";
                self.wrong.push(place.at(range.clone(), message).help(help));
            }
        }
    }

    pub(super) fn investigation(
        &mut self,
        raw: &RawInvestigation,
        scope: Scope<'_>,
    ) -> Option<Investigation> {
        let quiz = self.question(&raw.run, &raw.question, &raw.answer, scope);
        let place = self.words(&raw.at);
        let moment = self.keep(Moment::read(&place));
        let look = self.prose(&raw.look, scope);
        self.measure(Pane::Beside, &raw.look, &look);
        Some(Investigation {
            moment: moment?,
            look,
            quiz: quiz?,
            place,
        })
    }
}
