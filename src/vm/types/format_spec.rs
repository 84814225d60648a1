//! Owns the format specification mini-language (`format(value, spec)`, f-strings) for numbers and text.
//! Owns no Python objects: numbers in, text out, or the message of the ValueError.

use num_bigint::{BigInt, Sign};

use super::float_text::{self, Form};

/// A parsed format specification: `[[fill]align][sign][z][#][0][width][grouping][.precision][type]`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Spec {
    pub fill: char,
    pub align: Option<char>,
    pub sign: Option<char>,
    pub no_negative_zero: bool,
    pub alternate: bool,
    pub width: usize,
    pub grouping: Option<char>,
    pub precision: Option<usize>,
    pub code: Option<char>,
}

/// The message of a ValueError.
pub(crate) type Refusal = String;

/// Widths and precisions beyond this are refused (CPython: those beyond the memory).
const TOO_WIDE: usize = 1 << 28;

impl Spec {
    /// Reads a specification for an object of a type (named in messages).
    pub(crate) fn parse(text: &str, type_name: &str) -> Result<Self, Refusal> {
        let invalid =
            || format!("Invalid format specifier '{text}' for object of type '{type_name}'");
        let chars: Vec<char> = text.chars().collect();
        let mut at = 0;
        let is_align = |c: Option<&char>| matches!(c, Some('<' | '>' | '=' | '^'));
        let mut spec = Self {
            fill: ' ',
            align: None,
            sign: None,
            no_negative_zero: false,
            alternate: false,
            width: 0,
            grouping: None,
            precision: None,
            code: None,
        };
        let mut filled = false;
        if is_align(chars.get(1)) {
            (spec.fill, spec.align) = (chars[0], Some(chars[1]));
            (at, filled) = (2, true);
        } else if is_align(chars.first()) {
            spec.align = Some(chars[0]);
            at = 1;
        }
        let take = |at: &mut usize, wanted: &[char]| {
            let found = chars.get(*at).copied().filter(|c| wanted.contains(c));
            *at += usize::from(found.is_some());
            found
        };
        spec.sign = take(&mut at, &['+', '-', ' ']);
        spec.no_negative_zero = take(&mut at, &['z']).is_some();
        spec.alternate = take(&mut at, &['#']).is_some();
        if !filled && take(&mut at, &['0']).is_some() {
            spec.fill = '0';
            if spec.align.is_none() && type_name != "str" {
                spec.align = Some('=');
            }
        }
        if let Some(width) = number(&chars, &mut at)? {
            spec.width = width;
        }
        spec.grouping = take(&mut at, &[',', '_']);
        if let Some(other) = take(&mut at, &[',', '_']) {
            return Err(if Some(other) == spec.grouping {
                format!("Cannot specify '{other}' with '{other}'.")
            } else {
                "Cannot specify both ',' and '_'.".to_owned()
            });
        }
        if take(&mut at, &['.']).is_some() {
            match number(&chars, &mut at)? {
                Some(precision) => spec.precision = Some(precision),
                None => return Err("Format specifier missing precision".to_owned()),
            }
        }
        match chars.len() - at {
            0 => {}
            1 => spec.code = Some(chars[at]),
            _ => return Err(invalid()),
        }
        spec.check_grouping()?;
        Ok(spec)
    }

    fn check_grouping(&self) -> Result<(), Refusal> {
        let Some(grouping) = self.grouping else {
            return Ok(());
        };
        let allowed = match self.code {
            None | Some('d' | 'e' | 'f' | 'g' | 'E' | 'F' | 'G' | '%') => true,
            Some('b' | 'o' | 'x' | 'X') => grouping == '_',
            Some(_) => false,
        };
        match self.code {
            Some(code) if !allowed => Err(format!("Cannot specify '{grouping}' with '{code}'.")),
            _ => Ok(()),
        }
    }

    fn unknown_code(&self, type_name: &str) -> Refusal {
        let code = self.code.unwrap_or(' ');
        if (' '..'\u{80}').contains(&code) {
            format!("Unknown format code '{code}' for object of type '{type_name}'")
        } else {
            format!(
                "Unknown format code '\\x{:x}' for object of type '{type_name}'",
                code as u32
            )
        }
    }
}

fn number(chars: &[char], at: &mut usize) -> Result<Option<usize>, Refusal> {
    let digits: String = chars[*at..]
        .iter()
        .take_while(|c| c.is_ascii_digit())
        .collect();
    *at += digits.len();
    if digits.is_empty() {
        return Ok(None);
    }
    match digits.parse::<usize>() {
        Ok(n) if n <= TOO_WIDE => Ok(Some(n)),
        _ => Err("Too many decimal digits in format string".to_owned()),
    }
}

/// Fills text up to a width.
fn pad(text: &str, spec: &Spec, default: char) -> String {
    let missing = spec.width.saturating_sub(text.chars().count());
    let (left, right) = match spec.align.unwrap_or(default) {
        '<' => (0, missing),
        '^' => (missing / 2, missing - missing / 2),
        _ => (missing, 0),
    };
    let fill = |n: usize| spec.fill.to_string().repeat(n);
    format!("{}{text}{}", fill(left), fill(right))
}

/// `format(text, spec)`.
pub(crate) fn format_str(text: &str, spec: &Spec) -> Result<String, Refusal> {
    if !matches!(spec.code, None | Some('s')) {
        return Err(spec.unknown_code("str"));
    }
    if spec.sign.is_some() {
        let what = if spec.sign == Some(' ') {
            "Space"
        } else {
            "Sign"
        };
        return Err(format!("{what} not allowed in string format specifier"));
    }
    if spec.no_negative_zero {
        return Err("Negative zero coercion (z) not allowed in string format specifier".to_owned());
    }
    if spec.alternate {
        return Err("Alternate form (#) not allowed in string format specifier".to_owned());
    }
    if spec.align == Some('=') {
        return Err("'=' alignment not allowed in string format specifier".to_owned());
    }
    if let Some(grouping) = spec.grouping {
        return Err(format!("Cannot specify '{grouping}' with 's'."));
    }
    match spec.precision {
        Some(limit) => Ok(pad(
            &text.chars().take(limit).collect::<String>(),
            spec,
            '<',
        )),
        None => Ok(pad(text, spec, '<')),
    }
}

/// Sign, prefix, digits that may be grouped, and the rest (fraction, exponent, percent sign).
struct Parts<'a> {
    negative: bool,
    prefix: &'a str,
    digits: &'a str,
    rest: &'a str,
    group: usize,
}

fn assemble(parts: &Parts<'_>, spec: &Spec) -> String {
    let sign = match (parts.negative, spec.sign) {
        (true, _) => "-",
        (false, Some('+')) => "+",
        (false, Some(' ')) => " ",
        (false, _) => "",
    };
    let outside = sign.len() + parts.prefix.len() + parts.rest.chars().count();
    let zero_filled = spec.fill == '0' && spec.align == Some('=');
    let digits = match spec.grouping {
        Some(separator) => {
            let minimum = if zero_filled {
                spec.width.saturating_sub(outside)
            } else {
                0
            };
            grouped(parts.digits, separator, parts.group, minimum)
        }
        None => parts.digits.to_owned(),
    };
    let body = format!("{digits}{}", parts.rest);
    if spec.align == Some('=') {
        let used = sign.len() + parts.prefix.len() + body.chars().count();
        let fill = spec
            .fill
            .to_string()
            .repeat(spec.width.saturating_sub(used));
        return format!("{sign}{}{fill}{body}", parts.prefix);
    }
    pad(&format!("{sign}{}{body}", parts.prefix), spec, '>')
}

/// Digits with separators, with leading zeros up to a minimal width.
fn grouped(digits: &str, separator: char, group: usize, minimum: usize) -> String {
    let mut count = digits.len();
    let width = |count: usize| count + count.saturating_sub(1) / group;
    if digits.bytes().all(|b| b.is_ascii_hexdigit()) {
        while width(count) < minimum {
            count += 1;
        }
    }
    let zeros = count - digits.len();
    let all = std::iter::repeat_n('0', zeros).chain(digits.chars());
    let mut text = String::with_capacity(width(count));
    for (at, digit) in all.enumerate() {
        if at > 0 && (count - at).is_multiple_of(group) {
            text.push(separator);
        }
        text.push(digit);
    }
    text
}

/// An int to be formatted: small ones need no big integer.
pub(crate) fn format_int(value: &BigInt, spec: &Spec) -> Result<String, Refusal> {
    let (radix, prefix) = match spec.code {
        None | Some('d' | 'n') => (10, ""),
        Some('b') => (2, "0b"),
        Some('o') => (8, "0o"),
        Some('x') => (16, "0x"),
        Some('X') => (16, "0X"),
        Some('c') => return format_char(value, spec),
        Some('e' | 'E' | 'f' | 'F' | 'g' | 'G' | '%') => {
            let x = num_traits::ToPrimitive::to_f64(value).unwrap_or(f64::INFINITY);
            return format_float(x, spec);
        }
        Some(_) => return Err(spec.unknown_code("int")),
    };
    if spec.precision.is_some() {
        return Err("Precision not allowed in integer format specifier".to_owned());
    }
    if spec.no_negative_zero {
        return Err("Negative zero coercion (z) not allowed in format specifier with integer presentation type".to_owned());
    }
    let mut digits = value.magnitude().to_str_radix(radix);
    if spec.code == Some('X') {
        digits.make_ascii_uppercase();
    }
    let parts = Parts {
        negative: value.sign() == Sign::Minus,
        prefix: if spec.alternate { prefix } else { "" },
        digits: &digits,
        rest: "",
        group: if radix == 10 { 3 } else { 4 },
    };
    Ok(assemble(&parts, spec))
}

fn format_char(value: &BigInt, spec: &Spec) -> Result<String, Refusal> {
    if spec.precision.is_some() {
        return Err("Precision not allowed in integer format specifier".to_owned());
    }
    if spec.sign.is_some() {
        return Err("Sign not allowed with integer format specifier 'c'".to_owned());
    }
    if spec.alternate {
        return Err("Alternate form (#) not allowed with integer format specifier 'c'".to_owned());
    }
    let code = u32::try_from(value).ok().and_then(char::from_u32);
    match code {
        Some(c) => Ok(pad(&c.to_string(), spec, '<')),
        None => Err("%c arg not in range(0x110000)".to_owned()),
    }
}

/// `format(x, spec)` of a float.
pub(crate) fn format_float(x: f64, spec: &Spec) -> Result<String, Refusal> {
    let lower = spec.code.map(|c| c.to_ascii_lowercase());
    let (code, precision, add_point) = match (lower, spec.precision) {
        (None, None) => ('r', 0, true),
        (None, Some(p)) => ('g', p, true),
        (Some('n'), p) => ('g', p.unwrap_or(6), false),
        (Some('%'), p) => ('f', p.unwrap_or(6), false),
        (Some(c @ ('e' | 'f' | 'g')), p) => (c, p.unwrap_or(6), false),
        (Some(_), _) => return Err(spec.unknown_code("float")),
    };
    if spec.code == Some('N') {
        return Err(spec.unknown_code("float"));
    }
    let percent = spec.code == Some('%');
    let x = if percent { x * 100.0 } else { x };
    let form = Form {
        code,
        precision,
        alternate: spec.alternate,
        add_point,
    };
    let mut text = match float_text::not_finite(x.abs()) {
        Some(word) => word.to_owned(),
        None => float_text::write(x.abs(), form),
    };
    if spec.code.is_some_and(|c| c.is_ascii_uppercase()) {
        text.make_ascii_uppercase();
    }
    if percent {
        text.push('%');
    }
    let mut negative = x.is_sign_negative() && !x.is_nan();
    if spec.no_negative_zero && !text.bytes().any(|b| (b'1'..=b'9').contains(&b)) && x.is_finite() {
        negative = false;
    }
    let split = text
        .find(|c: char| !c.is_ascii_digit())
        .unwrap_or(text.len());
    let parts = Parts {
        negative,
        prefix: "",
        digits: &text[..split],
        rest: &text[split..],
        group: 3,
    };
    Ok(assemble(&parts, spec))
}

/// `format(z, spec)` of a complex number.
pub(crate) fn format_complex(re: f64, im: f64, spec: &Spec) -> Result<String, Refusal> {
    if spec.fill == '0' {
        return Err("Zero padding is not allowed in complex format specifier".to_owned());
    }
    if spec.align == Some('=') {
        return Err("'=' alignment flag is not allowed in complex format specifier".to_owned());
    }
    if spec.code.is_none() && spec.precision.is_none() {
        return Ok(pad(&super::complex::repr(re, im), spec, '>'));
    }
    let part = Spec {
        width: 0,
        align: None,
        ..spec.clone()
    };
    let signed = Spec {
        sign: Some('+'),
        ..part.clone()
    };
    let text = format!(
        "{}{}j",
        format_float(re, &part)?,
        format_float(im, &signed)?
    );
    Ok(pad(&text, spec, '>'))
}
