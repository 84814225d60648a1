//! Owns being the scheduler: the run that a person decides, the chosen thread, a line that is being typed.
//! Owns no drawing and no run: that is `session`'s.

use std::sync::Arc;

use super::keys::Context;
use super::msg::Action;
use crate::session::{Budget, HandScheduled, Offer, Program, RunConfig, Until};

/// A run that waits for a person's decisions.
#[derive(Debug)]
pub(super) struct Hand {
    pub(super) run: HandScheduled,
    /// The chosen one of the threads that can go on.
    pub(super) cursor: usize,
    /// The line to run to, as far as it has been typed.
    pub(super) line: Option<String>,
    /// What could not be done, in a sentence.
    pub(super) said: Option<String>,
    /// Whether more remains to be done before there is something to decide.
    pub(super) busy: bool,
}

/// Digits of a line's number.
const DIGITS: usize = 5;

impl Hand {
    pub(super) fn new(program: Arc<Program>, config: &RunConfig) -> Self {
        // A schedule is made here, not followed.
        let config = RunConfig {
            schedule: None,
            real: false,
            ..config.clone()
        };
        let mut hand = Self {
            run: HandScheduled::new(program, &config),
            cursor: 0,
            line: None,
            said: None,
            busy: true,
        };
        hand.tick();
        hand
    }

    /// Carries the run on towards the next question.
    pub(super) fn tick(&mut self) {
        self.busy = self.run.work(Budget::FRAME);
    }

    /// Whether it is about this program under these conditions.
    pub(super) fn is_of(&self, program: &Program, config: &RunConfig) -> bool {
        let known = self.run.config();
        let same = (known.runtime.name, known.cores) == (config.runtime.name, config.cores);
        same && self.run.program().source() == program.source()
    }

    pub(super) fn has_ended(&self) -> bool {
        self.run.outcome().is_some() && !self.busy
    }

    /// The chosen thread.
    pub(super) fn offer(&self) -> Option<&Offer> {
        self.run.question()?.offers.get(self.cursor)
    }

    /// Where keys are looked up.
    pub(super) fn context(&self) -> Context {
        if self.line.is_some() {
            Context::HandLine
        } else {
            Context::Hand
        }
    }

    fn offers(&self) -> usize {
        self.run.question().map_or(0, |q| q.offers.len())
    }

    pub(super) fn act(&mut self, action: Action) {
        self.said = None;
        match action {
            Action::Digit(digit) => {
                if let Some(line) = self.line.as_mut().filter(|line| line.len() < DIGITS) {
                    line.push(char::from(b'0' + digit.min(9)));
                }
            }
            Action::EraseDigit => {
                if let Some(line) = &mut self.line {
                    line.pop();
                }
            }
            Action::Accept if self.line.is_some() => self.run_to_line(),
            Action::Up => self.cursor = self.cursor.saturating_sub(1),
            Action::Down => self.cursor = (self.cursor + 1).min(self.offers().saturating_sub(1)),
            Action::Accept => self.go_on(Until::Next),
            Action::Choose(number) if usize::from(number) < self.offers() => {
                self.cursor = usize::from(number);
                self.go_on(Until::Next);
            }
            Action::KeepRunning => {
                self.cursor = 0;
                self.go_on(Until::Next);
            }
            Action::RunUntilItWaits => {
                if let Some(thread) = self.offer().map(|offer| offer.thread) {
                    self.go_on(Until::LetsGo(thread));
                }
            }
            Action::RunToLine if self.offer().is_some() => self.line = Some(String::new()),
            Action::FinishRun => self.go_on(Until::End),
            Action::OnlyShared => self.run.ask_only_shared(!self.run.only_shared()),
            Action::TakeBack => {
                if self.run.take_back() {
                    self.begin();
                } else {
                    self.said = Some("There is no choice to take back.".to_owned());
                }
            }
            Action::TakeAllBack => {
                self.run.begin_again();
                self.begin();
            }
            _ => {}
        }
    }

    /// Closes what is typed; false when nothing is.
    pub(super) fn close_line(&mut self) -> bool {
        self.line.take().is_some()
    }

    fn go_on(&mut self, until: Until) {
        if let Some(thread) = self.offer().map(|offer| offer.thread) {
            self.run.choose(thread, until);
            self.begin();
        }
    }

    fn begin(&mut self) {
        self.cursor = 0;
        self.busy = true;
        self.tick();
    }

    fn run_to_line(&mut self) {
        let typed = self.line.take().unwrap_or_default();
        let Ok(line) = typed.parse::<u32>() else {
            return;
        };
        let lines = self.run.lines();
        if !lines.contains(&line) {
            let listed: Vec<String> = lines.iter().map(ToString::to_string).collect();
            self.said = Some(format!(
                "At line {line} nobody can be stopped. At these one can: {}.",
                listed.join(", ")
            ));
            return;
        }
        if let Some(thread) = self.offer().map(|offer| offer.thread) {
            self.go_on(Until::Line(thread, line));
        }
    }
}
