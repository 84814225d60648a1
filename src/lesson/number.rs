//! Owns how a computed number is written into prose. Owns no number.

use super::value::Value;

/// How a computed number is written into a page.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum NumberFormat {
    /// By its kind: `80 ms`, `19`, `1.98`, `52 %`.
    #[default]
    Plain,
    /// Whole milliseconds: `80 ms`.
    Milliseconds,
    /// Milliseconds with one decimal: `80.4 ms`.
    TenthsOfMilliseconds,
    /// Whole microseconds: `53 µs`.
    Microseconds,
    /// Seconds with two decimals: `0.08 s`.
    Seconds,
    /// A ratio with one decimal: `1.9×`.
    Times,
    /// Whole percent: `52 %`.
    Percent,
    /// A whole number: `19`.
    Count,
}

/// The words after `|` in `{{run.metric|format}}`.
pub(super) const FORMATS: &[(&str, NumberFormat)] = &[
    ("ms", NumberFormat::Milliseconds),
    ("ms.1", NumberFormat::TenthsOfMilliseconds),
    ("µs", NumberFormat::Microseconds),
    ("us", NumberFormat::Microseconds),
    ("s", NumberFormat::Seconds),
    ("x", NumberFormat::Times),
    ("%", NumberFormat::Percent),
    ("n", NumberFormat::Count),
];

impl NumberFormat {
    /// The value in words.
    pub fn write(self, value: &Value) -> String {
        let x = match value {
            Value::Text(text) => return text.trim_end().to_owned(),
            Value::Truth(truth) => return truth.to_string(),
            Value::Time(x) | Value::Number(x) | Value::Share(x) => *x,
        };
        match self {
            Self::Plain if matches!(value, Value::Time(ns) if *ns > 0.0 && *ns < 1e6) => {
                Self::Microseconds.write(value)
            }
            Self::Plain if matches!(value, Value::Time(_)) => Self::Milliseconds.write(value),
            // Never nothing for what is something.
            Self::Milliseconds if x > 0.0 && x < 0.5e6 => Self::TenthsOfMilliseconds.write(value),
            Self::TenthsOfMilliseconds if x > 0.0 && x < 0.05e6 => format!("{:.3} ms", x / 1e6),
            Self::Plain => value.to_string(),
            Self::Milliseconds => format!("{:.0} ms", x / 1e6),
            Self::TenthsOfMilliseconds => format!("{:.1} ms", x / 1e6),
            Self::Microseconds => format!("{:.0} µs", x / 1e3),
            Self::Seconds => format!("{:.2} s", x / 1e9),
            Self::Times => format!("{x:.1}×"),
            Self::Percent => format!("{:.0} %", x * 100.0),
            Self::Count => format!("{x:.0}"),
        }
    }
}
