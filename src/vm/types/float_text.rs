//! Owns how floats are written and read: shortest digits, fixed and exponent forms with exact rounding.
//! Owns no format specification (`format_spec`).

/// Python's `repr` of a float: the shortest digits that read back as the same number.
pub(crate) fn repr(x: f64) -> String {
    if let Some(text) = not_finite(x) {
        return text.to_owned();
    }
    let (digits, exponent) = shortest(x.abs());
    let mut text = String::new();
    if x.is_sign_negative() {
        text.push('-');
    }
    // Objects/floatobject.c: repr uses exponents below -4 and from 16 on.
    if (-4..16).contains(&exponent) {
        text.push_str(&place_point(&digits, exponent));
        if !text.contains('.') {
            text.push_str(".0");
        }
    } else {
        push_exponent(&mut text, &digits, exponent);
    }
    text
}

pub(crate) fn not_finite(x: f64) -> Option<&'static str> {
    if x.is_nan() {
        Some("nan")
    } else if x.is_infinite() {
        Some(if x > 0.0 { "inf" } else { "-inf" })
    } else {
        None
    }
}

/// Shortest decimal digits of a finite number and the exponent of the first one.
pub(crate) fn shortest(x: f64) -> (String, i32) {
    split_scientific(&format!("{x:e}"))
}

/// `digits` significant digits, correctly rounded, and the exponent of the first one.
pub(crate) fn significant(x: f64, digits: usize) -> (String, i32) {
    let digits = digits.max(1);
    split_scientific(&format!("{x:.*e}", digits - 1))
}

/// "1.25e-7" as ("125", -7).
fn split_scientific(text: &str) -> (String, i32) {
    let (mantissa, exponent) = text.split_once('e').expect("Rust's {:e} has an exponent");
    let digits = mantissa.chars().filter(|c| *c != '.').collect();
    (digits, exponent.parse().expect("an integer"))
}

/// Digits with the point where an exponent of the first digit puts it.
pub(crate) fn place_point(digits: &str, exponent: i32) -> String {
    if exponent < 0 {
        return format!("0.{}{digits}", "0".repeat(-exponent as usize - 1));
    }
    let whole = exponent as usize + 1;
    if digits.len() <= whole {
        return format!("{digits}{}", "0".repeat(whole - digits.len()));
    }
    format!("{}.{}", &digits[..whole], &digits[whole..])
}

/// "125", -7 as "1.25e-07".
pub(crate) fn push_exponent(text: &mut String, digits: &str, exponent: i32) {
    text.push_str(&digits[..1]);
    if digits.len() > 1 {
        text.push('.');
        text.push_str(&digits[1..]);
    }
    push_power(text, 'e', exponent);
}

fn push_power(text: &mut String, letter: char, exponent: i32) {
    let sign = if exponent < 0 { '-' } else { '+' };
    text.push_str(&format!("{letter}{sign}{:02}", exponent.unsigned_abs()));
}

/// How a float without sign is written: format codes e, f, g and `r` (repr) and the alternate form.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Form {
    /// `e`, `f`, `g`, or `r` for shortest.
    pub code: char,
    pub precision: usize,
    /// Keep the point and trailing zeros (`#`).
    pub alternate: bool,
    /// Add ".0" where there is no point (`format(x, "")`).
    pub add_point: bool,
}

/// The text of a finite, non-negative float.
pub(crate) fn write(x: f64, form: Form) -> String {
    let Form {
        code,
        precision,
        alternate,
        add_point,
    } = form;
    let mut text = match code {
        'f' => format!("{x:.precision$}"),
        'e' => {
            let (digits, exponent) = significant(x, precision + 1);
            let mut text = String::new();
            text.push_str(&digits[..1]);
            if digits.len() > 1 || alternate {
                text.push('.');
                text.push_str(&digits[1..]);
            }
            push_power(&mut text, 'e', exponent);
            return text;
        }
        'g' => return general(x, precision.max(1), alternate, add_point),
        _ => repr(x),
    };
    if alternate && !text.contains('.') {
        text.push('.');
    }
    text
}

fn general(x: f64, precision: usize, alternate: bool, add_point: bool) -> String {
    let (digits, exponent) = significant(x, precision);
    let kept = if alternate {
        digits.as_str()
    } else {
        match digits.trim_end_matches('0') {
            "" => "0",
            some => some,
        }
    };
    // With ".0" to be added the limit is one lower (Python/pystrtod.c: Py_DTSF_ADD_DOT_0).
    let limit = precision as i64 - i64::from(add_point);
    if exponent >= -4 && i64::from(exponent) < limit {
        let mut text = place_point(kept, exponent);
        if !text.contains('.') {
            if add_point {
                text.push_str(".0");
            } else if alternate {
                text.push('.');
            }
        }
        return text;
    }
    let mut text = String::new();
    text.push_str(&kept[..1]);
    if kept.len() > 1 || alternate {
        text.push('.');
        text.push_str(&kept[1..]);
    }
    push_power(&mut text, 'e', exponent);
    text
}

/// Reads a float as `float()` does: surrounding spaces, underscores between digits, inf and nan.
pub(crate) fn parse(text: &str) -> Option<f64> {
    let text = text.trim_matches(super::str_search::is_space);
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    let lower = unsigned.to_ascii_lowercase();
    let size = match lower.as_str() {
        "inf" | "infinity" => f64::INFINITY,
        "nan" => f64::NAN,
        _ => {
            let first = unsigned.chars().next()?;
            if !(first.is_ascii_digit() || first == '.') {
                return None;
            }
            return without_underscores(text)?.parse().ok();
        }
    };
    Some(if text.starts_with('-') { -size } else { size })
}

/// Removes underscores, each of which must stand between two digits.
pub(crate) fn without_underscores(text: &str) -> Option<String> {
    if !text.contains('_') {
        return Some(text.to_owned());
    }
    let bytes = text.as_bytes();
    let digit = |at: Option<usize>| {
        at.and_then(|at| bytes.get(at))
            .is_some_and(u8::is_ascii_digit)
    };
    for (at, _) in text.match_indices('_') {
        if !digit(at.checked_sub(1)) || !digit(Some(at + 1)) {
            return None;
        }
    }
    Some(text.replace('_', ""))
}
