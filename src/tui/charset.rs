//! Whether the terminal can show more than ASCII.
//!
//! Owns: reading the locale and `TERM`. Does not own which ASCII character stands for which glyph;
//! that table is `view`'s.

/// Whether an environment, asked through `var`, calls for ASCII only: a locale that is not UTF-8, the
/// Linux console (its font lacks most of the glyphs) or a dumb terminal.
pub fn wants_ascii(var: impl Fn(&str) -> Option<String>) -> bool {
    if matches!(var("TERM").as_deref(), Some("linux" | "dumb")) {
        return true;
    }
    if cfg!(windows) {
        return false;
    }
    // POSIX: the first of these that is set and not empty decides.
    let locale = ["LC_ALL", "LC_CTYPE", "LANG"]
        .into_iter()
        .find_map(|name| var(name).filter(|value| !value.is_empty()))
        .unwrap_or_default()
        .to_ascii_lowercase();
    !(locale.contains("utf-8") || locale.contains("utf8"))
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[track_caller]
    fn check(environment: &[(&str, &str)], expected: bool) {
        let var = |name: &str| {
            let found = environment.iter().find(|(key, _)| *key == name);
            found.map(|(_, value)| (*value).to_owned())
        };
        assert_eq!(wants_ascii(var), expected, "{environment:?}");
    }

    #[test]
    fn the_first_locale_variable_that_is_set_decides() {
        check(&[("LANG", "en_US.UTF-8")], false);
        check(&[("LANG", "C.utf8")], false);
        check(&[("LANG", "en_US.UTF-8"), ("LC_ALL", "C")], true);
        check(
            &[("LANG", "C"), ("LC_CTYPE", "UTF-8"), ("LC_ALL", "")],
            false,
        );
        check(&[], true);
    }

    #[test]
    fn consoles_with_poor_fonts_get_ascii_whatever_the_locale() {
        check(&[("LANG", "en_US.UTF-8"), ("TERM", "linux")], true);
        check(&[("LANG", "en_US.UTF-8"), ("TERM", "dumb")], true);
        check(&[("LANG", "en_US.UTF-8"), ("TERM", "xterm")], false);
    }
}
