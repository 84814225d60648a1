//! Owns virtual time: whole nanoseconds since the simulated program started.
//! Owns no clock: nothing here can read the real one.

use std::fmt;
use std::ops::{Add, AddAssign, Sub};

/// A moment of virtual time, in nanoseconds since the program started. Range: 584 years.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default, serde::Serialize)]
pub struct VirtualTime(pub u64);

/// A length of virtual time, in nanoseconds.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default, serde::Serialize)]
pub struct VirtualDuration(pub u64);

impl VirtualTime {
    pub const ZERO: Self = Self(0);
    /// Later than anything that happens: the deadline of "never".
    pub const NEVER: Self = Self(u64::MAX);

    pub const fn nanos(self) -> u64 {
        self.0
    }

    /// How long after `earlier` this is; zero when it is not later.
    pub const fn since(self, earlier: Self) -> VirtualDuration {
        VirtualDuration(self.0.saturating_sub(earlier.0))
    }

    pub const fn saturating_sub(self, d: VirtualDuration) -> Self {
        Self(self.0.saturating_sub(d.0))
    }
}

impl VirtualDuration {
    pub const ZERO: Self = Self(0);

    pub const fn from_nanos(ns: u64) -> Self {
        Self(ns)
    }
    pub const fn from_micros(us: u64) -> Self {
        Self(us * 1_000)
    }
    pub const fn from_millis(ms: u64) -> Self {
        Self(ms * 1_000_000)
    }
    pub const fn from_secs(s: u64) -> Self {
        Self(s * 1_000_000_000)
    }
    pub const fn nanos(self) -> u64 {
        self.0
    }
    pub fn as_secs_f64(self) -> f64 {
        self.0 as f64 / 1e9
    }
    pub fn as_millis_f64(self) -> f64 {
        self.0 as f64 / 1e6
    }
}

impl Add<VirtualDuration> for VirtualTime {
    type Output = Self;
    fn add(self, d: VirtualDuration) -> Self {
        Self(self.0.saturating_add(d.0))
    }
}

impl Sub for VirtualTime {
    type Output = VirtualDuration;
    fn sub(self, earlier: Self) -> VirtualDuration {
        self.since(earlier)
    }
}

impl Add for VirtualDuration {
    type Output = Self;
    fn add(self, d: Self) -> Self {
        Self(self.0.saturating_add(d.0))
    }
}

impl AddAssign for VirtualDuration {
    fn add_assign(&mut self, d: Self) {
        self.0 = self.0.saturating_add(d.0);
    }
}

impl std::iter::Sum for VirtualDuration {
    fn sum<I: Iterator<Item = Self>>(iter: I) -> Self {
        iter.fold(Self::ZERO, |a, b| a + b)
    }
}

/// `7 ns`, `53.2 µs`, `12.403 ms`, `2.000 s`: three or four significant figures with the unit a
/// person would choose.
impl fmt::Display for VirtualDuration {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let ns = self.0;
        let text = match ns {
            0..1_000 => format!("{ns} ns"),
            1_000..1_000_000 => format!("{:.1} µs", ns as f64 / 1e3),
            1_000_000..1_000_000_000 => format!("{:.3} ms", ns as f64 / 1e6),
            _ => format!("{:.3} s", ns as f64 / 1e9),
        };
        f.pad(&text)
    }
}

impl fmt::Display for VirtualTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        VirtualDuration(self.0).fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_read_as_a_person_would_write_them() {
        assert_eq!(VirtualDuration(7).to_string(), "7 ns");
        assert_eq!(VirtualDuration(53_240).to_string(), "53.2 µs");
        assert_eq!(VirtualDuration(12_403_000).to_string(), "12.403 ms");
        assert_eq!(VirtualDuration(2_000_000_000).to_string(), "2.000 s");
    }
}
