//! Owns what a thread finds out about its own presence on cores: which one it is on, and when the operating
//! system had taken it away. From two sources: the core and the clock at every look, which are cheap, and
//! now and then the time that it has been on a core, which is exact. Owns no clock and no notes.

use super::recorder::What;
use crate::base::{CoreId, VirtualTime};

/// A stretch without a look that is longer than this may hide an absence: the exact time is asked for.
const SUSPICIOUS: u64 = 100_000;
/// It is asked for at the latest after this: absences too short to be suspicious add up.
const ACCOUNT: u64 = 1_000_000;
/// Shorter absences are not shown yet, but kept in mind.
const ABSENT: u64 = 15_000;

/// A thread that is awake.
#[derive(Debug, Default)]
pub(super) struct Presence {
    core: Option<CoreId>,
    /// The last look.
    last: u64,
    /// When the exact time was asked for last, and what it was then.
    base: (u64, u64),
    /// Absence that was too short to be shown.
    owed: u64,
    /// The longest stretch without a look since then: its beginning, its end, and the core there.
    longest: (u64, u64, Option<CoreId>),
}

impl Presence {
    /// It is on a core again, after a wait or at its beginning.
    pub(super) fn begins(&mut self, now: VirtualTime, core: CoreId, exact: u64) {
        let now = now.nanos();
        *self = Self {
            core: Some(core),
            last: now,
            base: (now, exact),
            owed: 0,
            longest: (now, now, Some(core)),
        };
    }

    /// It is here, on this core: tells what follows from that, which may lie back a little.
    pub(super) fn look(
        &mut self,
        now: VirtualTime,
        core: CoreId,
        exact: impl FnOnce() -> u64,
        tell: &mut dyn FnMut(VirtualTime, What),
    ) {
        let at = now.nanos();
        let stretch = at.saturating_sub(self.last);
        self.stretch(at, core);
        if stretch > SUSPICIOUS || at.saturating_sub(self.base.0) > ACCOUNT {
            self.account(at, exact(), tell);
        }
        self.be_on(now, core, tell);
    }

    /// It is about to wait or to end: nothing may stay unsaid.
    pub(super) fn ends(
        &mut self,
        now: VirtualTime,
        core: CoreId,
        exact: u64,
        tell: &mut dyn FnMut(VirtualTime, What),
    ) {
        self.stretch(now.nanos(), core);
        self.account(now.nanos(), exact, tell);
        self.be_on(now, core, tell);
    }

    /// What it was doing until then is told.
    pub(super) fn told(&self) -> VirtualTime {
        VirtualTime(self.base.0)
    }

    fn stretch(&mut self, at: u64, core: CoreId) {
        let (from, to, _) = self.longest;
        if at.saturating_sub(self.last) > to - from {
            self.longest = (self.last, at, Some(core));
        }
        self.last = at;
    }

    fn be_on(&mut self, now: VirtualTime, core: CoreId, tell: &mut dyn FnMut(VirtualTime, What)) {
        if self.core != Some(core) {
            self.core = Some(core);
            tell(now, What::On(core));
        }
    }

    /// What is missing of the time since the last account was spent without a core: most likely in the
    /// longest stretch in which it could not look, and at its end, since it looks as soon as it is back.
    fn account(&mut self, at: u64, exact: u64, tell: &mut dyn FnMut(VirtualTime, What)) {
        let (since, before) = self.base;
        let passed = at.saturating_sub(since);
        let absent = self.owed + passed.saturating_sub(exact.saturating_sub(before));
        let (from, to, core) = self.longest;
        let shown = absent.min(to - from);
        self.owed = absent;
        if shown > ABSENT {
            self.owed -= shown;
            tell(VirtualTime(to - shown), What::Off);
            if let Some(back) = core {
                tell(VirtualTime(to), What::On(back));
            }
            if to == at {
                self.core = core;
            }
        }
        self.base = (at, exact);
        self.longest = (at, at, self.core);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ONE: CoreId = CoreId(1);
    const TWO: CoreId = CoreId(2);

    /// Looks of a thread: when, on which core, and how long it had been on one by then.
    fn told(looks: &[(u64, CoreId, u64)], ends: (u64, CoreId, u64)) -> Vec<(u64, String)> {
        let mut presence = Presence::default();
        let mut told = Vec::new();
        let mut tell = |at: VirtualTime, what: What| told.push((at.nanos(), format!("{what:?}")));
        presence.begins(VirtualTime(0), ONE, 0);
        for (at, core, exact) in looks {
            presence.look(VirtualTime(*at), *core, || *exact, &mut tell);
        }
        let (at, core, exact) = ends;
        presence.ends(VirtualTime(at), core, exact, &mut tell);
        told.sort_by_key(|(at, _)| *at);
        told
    }

    /// How long it was away, of what was told.
    fn absent(told: &[(u64, String)]) -> u64 {
        let mut since = None;
        let mut sum = 0;
        for (at, what) in told {
            match what.as_str() {
                "Off" => since = Some(*at),
                _ => sum += since.take().map_or(0, |since| at - since),
            }
        }
        sum
    }

    #[test]
    fn who_is_there_all_the_time_has_nothing_to_tell() {
        let looks: Vec<_> = (1..500).map(|n| (n * 20_000, ONE, n * 20_000)).collect();
        assert_eq!(told(&looks, (10_000_000, ONE, 10_000_000)), []);
    }

    #[test]
    fn a_move_between_two_looks_is_told_at_the_second() {
        let looks = [(20_000, ONE, 20_000), (40_000, TWO, 39_000)];
        let told = told(&looks, (60_000, TWO, 59_000));
        assert_eq!(told, [(40_000, "On(CoreId(2))".to_owned())]);
    }

    #[test]
    fn a_long_absence_ends_with_the_look_that_finds_it() {
        let looks = [(20_000, ONE, 20_000), (5_040_000, TWO, 40_000)];
        let told = told(&looks, (5_060_000, TWO, 60_000));
        let expected = [(40_000, "Off"), (5_040_000, "On(CoreId(2))")];
        let expected = expected.map(|(at, what)| (at, what.to_owned()));
        assert_eq!(told, expected);
        assert_eq!(absent(&told), 5_000_000);
    }

    /// Of each millisecond it is away 60 µs: not once for so long that it is noticed at once.
    #[test]
    fn short_absences_add_up() {
        let mut looks = Vec::new();
        for n in 1..=200_u64 {
            let away = n.div_ceil(50) * 60_000;
            looks.push((n * 20_000 + away, ONE, n * 20_000));
        }
        let told = told(&looks, (4_260_000, ONE, 4_020_000));
        assert_eq!(absent(&told), 240_000, "{told:?}");
    }

    #[test]
    fn an_absence_just_before_a_wait_is_told() {
        let told = told(&[(20_000, ONE, 20_000)], (130_000, ONE, 40_000));
        assert_eq!(absent(&told), 90_000, "{told:?}");
    }
}
