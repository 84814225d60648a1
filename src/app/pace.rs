//! Owns the pace of playing: how much virtual time passes in a second of real time, in steps that a
//! learner chooses among.

use std::time::Duration;

use crate::base::VirtualDuration;

/// Virtual time over real time, as fractions, slowest first.
const PACES: &[(u64, u64)] = &[
    (1, 100_000),
    (1, 50_000),
    (1, 20_000),
    (1, 10_000),
    (1, 5_000),
    (1, 2_000),
    (1, 1_000),
    (1, 500),
    (1, 200),
    (1, 100),
    (1, 50),
    (1, 20),
    (1, 10),
    (1, 5),
    (1, 2),
    (1, 1),
    (2, 1),
    (5, 1),
    (10, 1),
];

/// Real time that a whole run takes when nobody has chosen a pace.
const WHOLE_RUN: Duration = Duration::from_secs(8);

/// An index into the table of paces.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) struct Pace(usize);

impl Pace {
    /// The pace at which a run of this length takes about eight seconds.
    pub(super) fn for_run(length: VirtualDuration) -> Self {
        let wanted = length.as_secs_f64() / WHOLE_RUN.as_secs_f64();
        let distance = |(numerator, denominator): (u64, u64)| {
            let ratio = numerator as f64 / denominator as f64 / wanted.max(1e-9);
            ratio.ln().abs()
        };
        let mut best = 0;
        for (index, pace) in PACES.iter().enumerate() {
            if distance(*pace) < distance(PACES[best]) {
                best = index;
            }
        }
        Self(best)
    }

    pub(super) fn faster(self) -> Self {
        Self((self.0 + 1).min(PACES.len() - 1))
    }

    pub(super) fn slower(self) -> Self {
        Self(self.0.saturating_sub(1))
    }

    /// How much virtual time passes meanwhile.
    pub(super) fn passed(self, real: Duration) -> VirtualDuration {
        let (numerator, denominator) = PACES[self.0];
        let nanos = real.as_nanos() * u128::from(numerator) / u128::from(denominator);
        VirtualDuration(u64::try_from(nanos).unwrap_or(u64::MAX))
    }

    /// `×1/200`, `×2`
    pub(super) fn text(self) -> String {
        match PACES[self.0] {
            (numerator, 1) => format!("×{numerator}"),
            (numerator, denominator) => format!("×{numerator}/{denominator}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_run_takes_about_eight_seconds() {
        for (length, text) in [
            (VirtualDuration::from_micros(5), "×1/100000"),
            (VirtualDuration::from_millis(80), "×1/100"),
            (VirtualDuration::from_millis(1700), "×1/5"),
            (VirtualDuration::from_secs(8), "×1"),
            (VirtualDuration::from_secs(60), "×10"),
        ] {
            assert_eq!(Pace::for_run(length).text(), text);
        }
    }

    #[test]
    fn time_passes_in_proportion() {
        let pace = Pace::for_run(VirtualDuration::from_millis(80));
        let passed = pace.passed(Duration::from_secs(8));
        assert_eq!(passed, VirtualDuration::from_millis(80));
        assert!(pace.faster() > pace && pace.slower() < pace);
    }
}
