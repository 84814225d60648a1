//! Owns how much of a run is drawn, and which part: zooming, scrubbing, following the shown moment.

use super::{CheckPoints, Watch};
use crate::base::{CoreId, ThreadId, VirtualDuration, VirtualTime};
use crate::session::Session;
use crate::trace::{Trace, Window};

/// So much of a run that its turns can be told apart, or all of it.
pub(in crate::app) fn suitable_length(
    trace: &Trace,
    known: VirtualTime,
    whole: bool,
) -> VirtualDuration {
    const SLICES: u64 = 44;
    let known = known.nanos().max(1_000);
    let slices = (0..trace.core_count())
        .map(|core| trace.core(CoreId(core as u16)).len() as u64)
        .max()
        .unwrap_or(0);
    let part = if slices > SLICES && !whole {
        u128::from(known) * u128::from(SLICES) / u128::from(slices)
    } else if trace.is_deadlocked() {
        // Waiting for ever is drawn behind the end.
        u128::from(known) * 5 / 4
    } else {
        u128::from(known) * 26 / 25
    };
    VirtualDuration(u64::try_from(part).unwrap_or(u64::MAX).max(1_000))
}

impl Watch {
    /// The part of the run that is drawn.
    pub(in crate::app) fn window(&self) -> Window {
        Window::new(self.start, self.start + self.length())
    }

    pub(super) fn length(&self) -> VirtualDuration {
        self.span.unwrap_or_else(|| self.suitable_length())
    }

    /// The whole run with a margin, unless it has so many turns that they could not be told apart (and the
    /// whole is not what it is about).
    fn suitable_length(&self) -> VirtualDuration {
        let whole = self.whole || self.is_beside();
        suitable_length(self.session().trace(), self.known(), whole)
    }

    /// Keeps the shown moment inside the window.
    pub(super) fn follow(&mut self) {
        let length = self.length().nanos();
        let whole = self.known().nanos();
        let now = self.at.nanos();
        let start = self.start.nanos();
        let start = if length > whole {
            0
        } else if now < start {
            now.saturating_sub(length / 2)
        } else if now > start + length / 10 * 8 {
            let place = if self.playing {
                length / 10 * 8
            } else {
                length / 2
            };
            now.saturating_sub(place)
                .min(whole.saturating_sub(length / 10 * 9))
        } else {
            start
        };
        self.start = VirtualTime(start);
    }

    pub(super) fn zoom(&mut self, numerator: u64, denominator: u64) {
        let old = self.length().nanos();
        let most = self.known().nanos().saturating_mul(2).max(1_000);
        let new = (old.saturating_mul(numerator) / denominator).clamp(100, most);
        // The shown moment stays where it is on the screen.
        let offset = self.at.nanos().saturating_sub(self.start.nanos()).min(old);
        let offset = (u128::from(offset) * u128::from(new) / u128::from(old.max(1))) as u64;
        self.span = Some(VirtualDuration(new));
        self.start = VirtualTime(self.at.nanos().saturating_sub(offset));
        self.follow();
        self.look_for_checks();
    }

    /// Finds the check points in the part that is drawn, where it is short enough for them to be told apart.
    /// While a run plays, that part moves on all the time.
    pub(super) fn look_for_checks(&mut self) {
        const LONGEST: VirtualDuration = VirtualDuration::from_millis(2);
        const MOST: usize = 300;
        let (of, window) = (self.current, self.window());
        let looked_at = |checks: &CheckPoints| checks.of == of && checks.window == window;
        if self.playing || self.checks.as_ref().is_some_and(looked_at) {
            return;
        }
        if window.length() > LONGEST || !self.session().settled() {
            self.checks = None;
            return;
        }
        let found = self.session_mut().checks_in(window, MOST);
        let moments = found.unwrap_or_default();
        self.checks = Some(CheckPoints {
            of,
            window,
            moments,
        });
    }

    /// The check points to be drawn in the lanes of a run.
    pub(in crate::app) fn checks_of(&self, session: &Session) -> &[(VirtualTime, ThreadId)] {
        let shown = self.checks.as_ref().filter(|checks| {
            checks.window == self.window()
                && checks.of == self.current
                && std::ptr::eq(session, self.session())
        });
        shown.map_or(&[], |checks| &checks.moments)
    }

    pub(super) fn scrub(&mut self, parts: u64, forward: bool) {
        let by = VirtualDuration((self.length().nanos() / parts).max(1));
        let target = if forward {
            (self.at + by).min(self.known())
        } else {
            self.at.saturating_sub(by)
        };
        self.jump(target);
    }
}
