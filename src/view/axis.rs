//! Owns the time axis: where the ticks stand and what they say.

use crate::base::VirtualTime;
use crate::trace::Window;

/// A tick: its column and its label.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Tick {
    pub column: usize,
    pub label: String,
}

/// Columns between two ticks at the least, so that labels do not touch.
const GAP: u64 = 10;

/// Ticks at round moments; the first one tells the unit.
pub fn ticks(window: Window, columns: usize) -> Vec<Tick> {
    let length = window.length().nanos();
    if length == 0 || columns == 0 {
        return Vec::new();
    }
    let least = (u128::from(length) * u128::from(GAP)).div_ceil(columns as u128);
    let step = round_step(u64::try_from(least).unwrap_or(u64::MAX).max(1));
    let (unit, name) = unit_of(step);
    let mut out: Vec<Tick> = Vec::new();
    let mut at = window.start.nanos().div_ceil(step).saturating_mul(step);
    while let Some(column) = window.column_of(VirtualTime(at), columns) {
        let number = number(at, unit);
        let label = if out.is_empty() {
            format!("{number} {name}")
        } else {
            number
        };
        let free = out
            .last()
            .map_or(0, |last| last.column + last.label.chars().count() + 1);
        if column >= free && column + label.chars().count() <= columns {
            out.push(Tick { column, label });
        }
        let Some(next) = at.checked_add(step) else {
            break;
        };
        at = next;
    }
    out
}

/// The smallest 1, 2 or 5 times a power of ten that is not less.
fn round_step(least: u64) -> u64 {
    let mut power = 1u64;
    loop {
        for factor in [1, 2, 5] {
            match power.checked_mul(factor) {
                Some(step) if step >= least => return step,
                Some(_) => {}
                None => return u64::MAX,
            }
        }
        match power.checked_mul(10) {
            Some(next) => power = next,
            None => return u64::MAX,
        }
    }
}

fn unit_of(step: u64) -> (u64, &'static str) {
    match step {
        0..1_000 => (1, "ns"),
        1_000..1_000_000 => (1_000, "µs"),
        1_000_000..1_000_000_000 => (1_000_000, "ms"),
        _ => (1_000_000_000, "s"),
    }
}

/// A whole number of units (steps are multiples of their unit), in groups of thousands.
fn number(at: u64, unit: u64) -> String {
    let digits = (at / unit).to_string();
    let mut out = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn axis(start: u64, end: u64, columns: usize) -> String {
        let mut row = vec![' '; columns];
        for tick in ticks(Window::new(VirtualTime(start), VirtualTime(end)), columns) {
            for (offset, c) in tick.label.chars().enumerate() {
                row[tick.column + offset] = c;
            }
        }
        row.into_iter().collect::<String>().trim_end().to_owned()
    }

    #[test]
    fn ticks_stand_at_round_moments() {
        assert_eq!(
            axis(0, 20_000_000, 60),
            "0 ms           5              10             15"
        );
        assert_eq!(
            axis(104_200_000, 104_300_000, 40),
            "104,200 µs  50"
                .replace("  50", &" ".repeat(10))
                .trim_end()
                .to_owned()
                + &" ".repeat(10)
                + "104,250"
        );
        assert_eq!(axis(0, 3_000_000_000, 30), "0 s       1         2");
        assert_eq!(axis(0, 0, 30), "");
        assert_eq!(axis(5, 6, 3), "");
    }

    #[test]
    fn any_window_at_any_width_has_an_axis_without_overlaps() {
        for end in [1, 7, 1_000, 123_456_789, u64::MAX] {
            for columns in 0..130 {
                let ticks = ticks(Window::new(VirtualTime(0), VirtualTime(end)), columns);
                for pair in ticks.windows(2) {
                    assert!(pair[0].column + pair[0].label.chars().count() < pair[1].column);
                }
            }
        }
    }
}
