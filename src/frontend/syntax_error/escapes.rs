//! Owns the words for bad escapes in string literals (`"C:\Users"`): those of CPython's decoder.

/// The message for the first bad escape of a literal, whose text is given with prefix and quotes. `near`:
/// where in it the parser stopped.
pub(super) fn explain(literal: &str, near: usize) -> Option<String> {
    let quote = literal.find(['"', '\''])?;
    let bytes = literal[..quote].contains(['b', 'B']);
    let mark = &literal[quote..=quote];
    let opening = if literal[quote..].starts_with(&mark.repeat(3)) {
        3
    } else {
        1
    };
    let start = quote + opening;
    let body = &literal[start..];
    let mut at = 0;
    while let Some(found) = body[at..].find('\\') {
        let escape = at + found;
        let rest = &body[escape + 1..];
        let kind = rest.chars().next()?;
        let position = body[..escape].chars().count();
        let hex = |most: usize| {
            let digits = rest[1..].chars().take(most);
            digits.take_while(char::is_ascii_hexdigit).count()
        };
        let (needed, shown) = match kind {
            'x' => (2, "truncated \\xXX escape"),
            'u' if !bytes => (4, "truncated \\uXXXX escape"),
            'U' if !bytes => (8, "truncated \\UXXXXXXXX escape"),
            _ => (0, ""),
        };
        if needed > 0 && hex(needed) < needed {
            if bytes {
                return Some(format!(
                    "(value error) invalid \\x escape at position {position}"
                ));
            }
            return Some(decoder(position, position + 1 + hex(needed), shown));
        }
        if needed == 8 && u32::from_str_radix(&rest[1..9], 16).is_ok_and(|c| c > 0x10_ffff) {
            return Some(decoder(position, position + 9, "illegal Unicode character"));
        }
        if kind == 'N' && !bytes {
            let Some(close) = rest.find('}').filter(|_| rest[1..].starts_with('{')) else {
                return Some(decoder(
                    position,
                    position + 1,
                    "malformed \\N character escape",
                ));
            };
            if (escape..=escape + 1 + close).contains(&near.saturating_sub(start)) {
                let last = position + 1 + rest[..close].chars().count();
                return Some(decoder(position, last, "unknown Unicode character name"));
            }
        }
        at = escape + 1 + kind.len_utf8();
    }
    None
}

fn decoder(from: usize, to: usize, what: &str) -> String {
    format!(
        "(unicode error) 'unicodeescape' codec can't decode bytes in position {from}-{to}: {what}"
    )
}
