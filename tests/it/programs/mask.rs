//! Owns what two runs of one program may differ in: clocks and ids, nothing else.
//!
//! In every program: addresses (`0x7f…`), times of day, dates, durations with their unit
//! (`2.01 seconds`) and the numbers of `METRIC` lines. A program whose clocks or ids look like any other
//! number says so in a line of its own:
//!
//! - `# masked: seconds`: every number with a decimal point is a clock's;
//! - `# masked: ids`: every integer of at least three digits is an id (of a thread, a process).

use std::sync::LazyLock;

use regex::{Captures, Regex};

struct Masks {
    address: Regex,
    date: Regex,
    time: Regex,
    duration: Regex,
    number: Regex,
    decimal: Regex,
    id: Regex,
}

static MASKS: LazyLock<Masks> = LazyLock::new(|| {
    let regex = |text| Regex::new(text).expect("a mask is a regular expression");
    Masks {
        address: regex(r"\b0x[0-9a-f]+\b"),
        date: regex(r"\b\d{4}-\d\d-\d\d\b"),
        time: regex(r"\b\d\d:\d\d:\d\d([.,]\d+)?\b"),
        duration: regex(
            r"-?\b\d+\.\d+(e-?\d+)?( ?)(s|secs?|seconds?|ms|milliseconds?|us|µs|microseconds?)\b",
        ),
        number: regex(r"-?\b\d+(\.\d+)?(e-?\d+)?\b"),
        decimal: regex(r"-?\b\d+\.\d+(e-?\d+)?\b"),
        id: regex(r"\b\d{3,}\b"),
    }
});

/// `text`, printed by `program`, without what may differ.
pub(super) fn mask(program: &str, text: &str) -> String {
    let masked: Vec<&str> = program
        .lines()
        .filter_map(|line| line.strip_prefix("# masked: "))
        .flat_map(|list| list.split(", "))
        .collect();
    for what in &masked {
        assert!(["seconds", "ids"].contains(what), "no such mask: {what}");
    }
    let m = &*MASKS;
    let text = m.address.replace_all(text, "<address>");
    let text = m.date.replace_all(&text, "<date>");
    let text = m.time.replace_all(&text, "<time>");
    let text = m.duration.replace_all(&text, |found: &Captures| {
        format!("<#>{}{}", &found[2], &found[3])
    });
    let mut out = String::new();
    for line in text.split_inclusive('\n') {
        let mut line = line.to_owned();
        if line.starts_with("METRIC ") {
            line = m.number.replace_all(&line, "<#>").into_owned();
        }
        if masked.contains(&"seconds") {
            line = m.decimal.replace_all(&line, "<#>").into_owned();
        }
        if masked.contains(&"ids") {
            line = m.id.replace_all(&line, "<id>").into_owned();
        }
        out.push_str(&line);
    }
    out
}

#[test]
fn clocks_and_ids_are_masked_and_nothing_else() {
    let line = "took 2.01 seconds (12 items, 3.5 each) at 12:00:01,123 <lock at 0x7f12> 1234\n";
    assert_eq!(
        mask("", line),
        "took <#> seconds (12 items, 3.5 each) at <time> <lock at <address>> 1234\n"
    );
    assert_eq!(
        mask("# masked: seconds, ids\n", line),
        "took <#> seconds (12 items, <#> each) at <time> <lock at <address>> <id>\n"
    );
    assert_eq!(mask("", "METRIC lost 17 0.5\n"), "METRIC lost <#> <#>\n");
}
