//! Owns the glyphs that are not letters, and what stands for each in a terminal without them.

macro_rules! glyphs {
    ($($glyph:literal $ascii:literal;)*) => {
        /// Every glyph the screen may use outside ASCII, all one column wide, and its stand-in.
        pub const GLYPHS: &[(char, char)] = &[$(($glyph, $ascii)),*];
    };
}

glyphs! {
    '─' '-'; '│' '|'; '┌' '+'; '┐' '+'; '└' '+'; '┘' '+'; '├' '+'; '┤' '+'; '┬' '+'; '┴' '+'; '┼' '+';
    '┃' '!'; '═' '=';
    '█' '#'; '▆' 'c'; '┈' 'a'; '▓' 'N'; '▒' 'n'; '░' 'w'; '╪' 'x'; '┄' 'r'; '▄' 'H'; '≈' 'i'; '≡' 'I'; '━' 'b'; '╌' 'j'; '▞' '%';
    '▲' '^'; '▼' 'v'; '▸' '>'; '▶' '>'; '◀' '<'; '◁' '<'; '●' '*'; '○' 'o'; '◆' '*'; '◇' 'o';
    '·' '.'; '…' '~'; '×' 'x'; '→' '>'; '←' '<'; '↑' '^'; '↓' 'v'; '↗' '/'; '↘' '\\'; '⇄' '='; '⇆' '=';
    '≤' '<'; '≥' '>'; '−' '-'; '–' '-'; '—' '-'; '“' '"'; '”' '"'; '‘' '\''; '’' '\'';
    '✓' 'v'; '✗' 'x'; 'µ' 'u'; '┊' ':'; '╎' ':'; '»' '>'; '«' '<'; '•' '*'; '⏸' '=';
}

/// What stands for a character in ASCII: of the same width, `?` for what has no stand-in.
pub fn ascii(c: char) -> char {
    GLYPHS
        .iter()
        .find(|(glyph, _)| *glyph == c)
        .map_or('?', |(_, ascii)| *ascii)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::view::text::char_width;

    #[test]
    fn every_glyph_is_one_column_wide_and_has_an_ascii_stand_in() {
        for (glyph, stand_in) in GLYPHS {
            assert_eq!(char_width(*glyph), 1, "{glyph}");
            assert!(stand_in.is_ascii_graphic(), "{glyph}");
        }
        assert_eq!(ascii('漢'), '?');
    }
}
