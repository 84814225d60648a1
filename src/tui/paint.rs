//! From a finished picture to the terminal's buffer.
//!
//! Owns: the copy, cell by cell. Does not own what is in the picture (`app`), nor colours (`theme`,
//! `color`).

use ratatui::buffer::Buffer;

use super::color::{self, ColorLevel};
use super::theme::{self, ThemeName};
use crate::app::Screen;
use crate::view::{self, Attrs, Role};

/// How pictures look in this terminal.
#[derive(Debug, Clone, Copy)]
pub struct Look {
    /// What roles look like.
    pub theme: ThemeName,
    /// How many colours there are.
    pub level: ColorLevel,
    /// Nothing outside ASCII may be written.
    pub ascii: bool,
}

/// Paints a picture; what does not fit into the buffer is cut off.
pub fn paint(screen: &Screen, look: Look, buffer: &mut Buffer) {
    let area = buffer.area;
    let blank = theme::style(look.theme, look.level, Role::Text, Attrs::NONE);
    buffer.set_style(area, blank);
    for (row, y) in (area.top()..area.bottom()).enumerate() {
        let cells = screen.grid.row(row as u16);
        for (cell, x) in cells.iter().zip(area.left()..area.right()) {
            let painted = &mut buffer[(x, y)];
            painted.set_style(theme::style(look.theme, look.level, cell.role, cell.attrs));
            match cell.ch {
                // The right half of a wide character: the terminal draws it with the left one.
                '\0' if look.ascii => painted.set_char(' '),
                '\0' => painted,
                ch if look.ascii && !ch.is_ascii() => painted.set_char(view::ascii(ch)),
                ch => painted.set_char(ch),
            };
        }
    }
    color::reduce(buffer, look.level);
}

#[cfg(test)]
mod tests {
    use ratatui::layout::Rect;
    use ratatui::style::{Color, Modifier};

    use super::*;
    use crate::view::{Area, Grid, Line, Size};

    const LOOK: Look = Look {
        theme: ThemeName::Dark,
        level: ColorLevel::True,
        ascii: false,
    };

    fn screen(text: &str, role: Role, attrs: Attrs) -> Screen {
        let columns = 8;
        let mut grid = Grid::new(Size { columns, rows: 1 });
        let line = Line::new().with_attrs(text, role, attrs);
        grid.write(Area::new(0, 0, columns, 1), &line);
        Screen {
            grid,
            cursor: None,
            targets: Vec::new(),
        }
    }

    fn painted(screen: &Screen, look: Look, columns: u16, rows: u16) -> Buffer {
        let mut buffer = Buffer::empty(Rect::new(0, 0, columns, rows));
        paint(screen, look, &mut buffer);
        buffer
    }

    fn text(buffer: &Buffer) -> String {
        buffer.content.iter().map(|cell| cell.symbol()).collect()
    }

    #[test]
    fn roles_become_the_themes_colours_and_emphasis_stays() {
        let screen = screen("AB", Role::Running, Attrs::REVERSE);
        let buffer = painted(&screen, LOOK, 8, 1);
        assert_eq!(text(&buffer), "AB      ");
        assert_eq!(buffer[(0, 0)].fg, Color::Green);
        assert_eq!(buffer[(0, 0)].modifier, Modifier::REVERSED);
        assert_eq!(buffer[(2, 0)].fg, Color::Reset);
    }

    #[test]
    fn without_colours_the_emphasis_is_all_that_is_left() {
        let look = Look {
            level: ColorLevel::None,
            theme: ThemeName::HighContrast,
            ..LOOK
        };
        let buffer = painted(&screen("A", Role::Right, Attrs::REVERSE), look, 2, 1);
        let cell = &buffer[(0, 0)];
        assert_eq!((cell.fg, cell.bg), (Color::Reset, Color::Reset));
        assert_eq!(cell.modifier, Modifier::REVERSED | Modifier::BOLD);
    }

    #[test]
    fn ascii_terminals_get_ascii_of_the_same_width() {
        let screen = screen("█─漢x", Role::Text, Attrs::NONE);
        assert_eq!(text(&painted(&screen, LOOK, 8, 1)), "█─漢 x   ");
        let look = Look {
            ascii: true,
            ..LOOK
        };
        assert_eq!(text(&painted(&screen, look, 8, 1)), "#-? x   ");
    }

    #[test]
    fn a_buffer_of_another_size_than_the_picture_is_painted_as_far_as_both_reach() {
        let screen = screen("ABCDEFGH", Role::Text, Attrs::NONE);
        assert_eq!(text(&painted(&screen, LOOK, 3, 1)), "ABC");
        assert_eq!(text(&painted(&screen, LOOK, 9, 2)), "ABCDEFGH          ");
        assert_eq!(text(&painted(&screen, LOOK, 0, 0)), "");
    }
}
