//! Owns how ints are read from text and written in a base, and CPython's limit on decimal digits.

use num_bigint::BigInt;
use num_traits::Num;

/// sys.int_info.default_max_str_digits: longer decimal conversions are refused (CVE-2020-10735).
pub(crate) const MAX_DIGITS: usize = 4300;

/// Why text is not an int.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum NotInt {
    Invalid,
    /// More decimal digits than allowed.
    TooLong(usize),
}

/// Reads an int as `int(text, base)` does; base 0 reads the prefix.
pub(crate) fn parse(text: &str, base: u32) -> Result<BigInt, NotInt> {
    let text = text.trim_matches(super::str_search::is_space);
    let (negative, unsigned) = match text.as_bytes().first() {
        Some(b'-') => (true, &text[1..]),
        Some(b'+') => (false, &text[1..]),
        _ => (false, text),
    };
    let (base, digits) = split_base(unsigned, base)?;
    let bytes = digits.as_bytes();
    let edge = bytes.first() == Some(&b'_') || bytes.last() == Some(&b'_');
    if digits.is_empty() || edge || digits.contains("__") {
        return Err(NotInt::Invalid);
    }
    let digits: String = digits
        .chars()
        .filter(|c| *c != '_')
        .map(|c| decimal_digit(c).unwrap_or(c))
        .collect();
    if !digits.chars().all(|c| c.is_digit(base)) {
        return Err(NotInt::Invalid);
    }
    if !base.is_power_of_two() && digits.len() > MAX_DIGITS {
        return Err(NotInt::TooLong(digits.len()));
    }
    let value = BigInt::from_str_radix(&digits, base).map_err(|_| NotInt::Invalid)?;
    Ok(if negative { -value } else { value })
}

/// The ASCII digit of a decimal digit of another script (the blocks whose zero is well known).
pub(crate) fn decimal_digit(c: char) -> Option<char> {
    const ZEROS: [u32; 7] = [0x660, 0x6f0, 0x966, 0x9e6, 0xe50, 0xff10, 0x1d7ce];
    let code = c as u32;
    let zero = ZEROS
        .iter()
        .find(|zero| (**zero..**zero + 10).contains(&code))?;
    char::from_digit(code - zero, 10)
}

/// Strips `0x`, `0o`, `0b` where the base allows it.
fn split_base(text: &str, base: u32) -> Result<(u32, &str), NotInt> {
    let prefix = match text.get(..2).map(str::to_ascii_lowercase).as_deref() {
        Some("0x") => 16,
        Some("0o") => 8,
        Some("0b") => 2,
        _ => 0,
    };
    if prefix != 0 && (base == 0 || base == prefix) {
        let digits = &text[2..];
        return Ok((prefix, digits.strip_prefix('_').unwrap_or(digits)));
    }
    if base != 0 {
        return Ok((base, text));
    }
    // Base 0 reads as source code does: no leading zeros but for zero itself.
    if text.starts_with('0') && text.chars().any(|c| c != '0' && c != '_') {
        return Err(NotInt::Invalid);
    }
    Ok((10, text))
}

/// Decimal digits of a large int, unless they are more than allowed.
pub(crate) fn decimal(value: &BigInt) -> Result<String, usize> {
    // Far too large ones are refused before the costly conversion.
    let at_least = (value.bits() as f64 * std::f64::consts::LOG10_2) as usize;
    if at_least > MAX_DIGITS + 1 {
        return Err(at_least);
    }
    let text = value.to_string();
    if text.trim_start_matches('-').len() > MAX_DIGITS {
        return Err(MAX_DIGITS);
    }
    Ok(text)
}
