//! Owns being the scheduler: the run that a person decides, the chosen thread, a line that is being typed.
//! Owns no drawing and no run: that is `session`'s.

use std::sync::Arc;

use super::keys::Context;
use super::msg::Action;
use crate::base::ThreadId;
use crate::session::{Budget, HandScheduled, Offer, Program, RunConfig, Until};

/// A run that waits for a person's decisions.
#[derive(Debug)]
pub(super) struct Hand {
    pub(super) run: HandScheduled,
    /// The chosen one of the threads that can go on; `None`: the one that would go on by itself.
    cursor: Option<ThreadId>,
    /// What the last choice has led to, in a sentence.
    pub(super) done: Option<String>,
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
            recorded: None,
            ..config.clone()
        };
        let mut hand = Self {
            run: HandScheduled::new(program, &config),
            cursor: None,
            done: None,
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

    /// The threads that can go on, in the order of the lanes: a thread has the same place, and the same
    /// number, in every question.
    pub(super) fn offers(&self) -> Vec<&Offer> {
        let offers = self.run.question().map_or(&[][..], |q| &q.offers);
        let mut offers: Vec<&Offer> = offers.iter().collect();
        offers.sort_by_key(|offer| offer.thread);
        offers
    }

    /// The chosen thread.
    pub(super) fn offer(&self) -> Option<&Offer> {
        let offers = &self.run.question()?.offers;
        let chosen = offers
            .iter()
            .find(|offer| Some(offer.thread) == self.cursor);
        chosen.or(offers.first())
    }

    /// The neighbour of the chosen thread.
    fn choose_next(&mut self, down: bool) {
        let offers = self.offers();
        let chosen = self.offer().map(|offer| offer.thread);
        let at = offers.iter().position(|offer| Some(offer.thread) == chosen);
        let to = match (at, down) {
            (Some(at), true) => (at + 1).min(offers.len() - 1),
            (Some(at), false) => at.saturating_sub(1),
            (None, _) => return,
        };
        self.cursor = Some(offers[to].thread);
    }

    /// Where keys are looked up.
    pub(super) fn context(&self) -> Context {
        if self.line.is_some() {
            Context::HandLine
        } else {
            Context::Hand
        }
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
            Action::Up => self.choose_next(false),
            Action::Down => self.choose_next(true),
            Action::Accept => self.go_on(Until::Next),
            Action::Choose(number) => self.choose_number(ThreadId(u32::from(number))),
            Action::KeepRunning => {
                self.cursor = None;
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

    /// The thread with this number goes on.
    fn choose_number(&mut self, thread: ThreadId) {
        if self.offers().iter().any(|offer| offer.thread == thread) {
            self.cursor = Some(thread);
            self.go_on(Until::Next);
        } else if !self.has_ended() {
            self.said = Some(format!("Thread {} cannot go on now.", thread.0 + 1));
        }
    }

    fn go_on(&mut self, until: Until) {
        if let Some(offer) = self.offer().cloned() {
            self.run.choose(offer.thread, until);
            self.begin();
            let how = match until {
                Until::Next => offer.would,
                _ => "goes on".to_owned(),
            };
            self.done = Some(format!("{}: {how}", offer.name));
        }
    }

    fn begin(&mut self) {
        self.cursor = None;
        self.done = None;
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
