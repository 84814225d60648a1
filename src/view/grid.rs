//! Owns the grid of cells that everything is drawn on, and boxes. Owns no layout: who draws what where
//! is `app`'s.

use super::role::{Attrs, Role};
use super::text::{Line, char_width};

/// Columns and rows, both may be 0.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Size {
    pub columns: u16,
    pub rows: u16,
}

/// A rectangle of cells; may be empty.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Area {
    pub x: u16,
    pub y: u16,
    pub width: u16,
    pub height: u16,
}

impl Area {
    pub const fn new(x: u16, y: u16, width: u16, height: u16) -> Self {
        Self {
            x,
            y,
            width,
            height,
        }
    }

    pub const fn is_empty(self) -> bool {
        self.width == 0 || self.height == 0
    }

    pub const fn contains(self, x: u16, y: u16) -> bool {
        x >= self.x && y >= self.y && x - self.x < self.width && y - self.y < self.height
    }

    /// The upper `rows` and the rest.
    #[must_use]
    pub fn split_rows(self, rows: u16) -> (Self, Self) {
        let rows = rows.min(self.height);
        (
            Self {
                height: rows,
                ..self
            },
            Self {
                y: self.y + rows,
                height: self.height - rows,
                ..self
            },
        )
    }

    /// The left `columns` and the rest.
    #[must_use]
    pub fn split_columns(self, columns: u16) -> (Self, Self) {
        let columns = columns.min(self.width);
        (
            Self {
                width: columns,
                ..self
            },
            Self {
                x: self.x + columns,
                width: self.width - columns,
                ..self
            },
        )
    }

    /// What a border leaves; empty when there is no room for both.
    #[must_use]
    pub fn inner(self) -> Self {
        Self {
            x: self.x + self.width.min(1),
            y: self.y + self.height.min(1),
            width: self.width.saturating_sub(2),
            height: self.height.saturating_sub(2),
        }
    }

    /// An area of at most this size in the middle.
    #[must_use]
    pub fn centred(self, width: u16, height: u16) -> Self {
        let (width, height) = (width.min(self.width), height.min(self.height));
        Self {
            x: self.x + (self.width - width) / 2,
            y: self.y + (self.height - height) / 2,
            width,
            height,
        }
    }
}

/// One cell. A character two columns wide is followed by a cell whose `ch` is `'\0'`: painters skip it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Cell {
    pub ch: char,
    pub role: Role,
    pub attrs: Attrs,
}

impl Cell {
    pub const BLANK: Self = Self {
        ch: ' ',
        role: Role::Text,
        attrs: Attrs::NONE,
    };
}

/// A grid of cells. Writing outside is cut off, never an error.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Grid {
    size: Size,
    cells: Vec<Cell>,
}

impl Grid {
    pub fn new(size: Size) -> Self {
        Self {
            size,
            cells: vec![Cell::BLANK; usize::from(size.columns) * usize::from(size.rows)],
        }
    }

    pub const fn size(&self) -> Size {
        self.size
    }

    pub const fn area(&self) -> Area {
        Area::new(0, 0, self.size.columns, self.size.rows)
    }

    /// The cells of a row from left to right; none below the last row.
    pub fn row(&self, y: u16) -> &[Cell] {
        let columns = usize::from(self.size.columns);
        let start = usize::from(y) * columns;
        self.cells.get(start..start + columns).unwrap_or(&[])
    }

    pub fn cell(&self, x: u16, y: u16) -> Option<Cell> {
        self.row(y).get(usize::from(x)).copied()
    }

    fn at(&mut self, x: u16, y: u16) -> Option<&mut Cell> {
        if x >= self.size.columns || y >= self.size.rows {
            return None;
        }
        self.cells
            .get_mut(usize::from(y) * usize::from(self.size.columns) + usize::from(x))
    }

    pub fn set(&mut self, x: u16, y: u16, ch: char, role: Role, attrs: Attrs) {
        if let Some(cell) = self.at(x, y) {
            *cell = Cell { ch, role, attrs };
        }
    }

    /// Writes one line into the first row of `area`, cut at its width.
    pub fn write(&mut self, area: Area, line: &Line) {
        if area.is_empty() {
            return;
        }
        let end = area.x.saturating_add(area.width);
        let mut x = area.x;
        for piece in &line.pieces {
            for c in piece.text.chars() {
                let wide = char_width(c) as u16;
                if wide == 0 {
                    continue;
                }
                if x + wide > end {
                    return;
                }
                self.set(x, area.y, c, piece.role, piece.attrs);
                if wide == 2 {
                    self.set(x + 1, area.y, '\0', piece.role, piece.attrs);
                }
                x += wide;
            }
        }
    }

    /// Writes lines below one another.
    pub fn write_all(&mut self, area: Area, lines: &[Line]) {
        for (line, row) in lines.iter().zip(0..area.height) {
            let place = Area::new(area.x, area.y + row, area.width, 1);
            if line.width() > usize::from(area.width) {
                self.write(place, &line.clone().cut(usize::from(area.width)));
            } else {
                self.write(place, line);
            }
        }
    }

    pub fn clear(&mut self, area: Area) {
        for y in area.y..area.y.saturating_add(area.height) {
            for x in area.x..area.x.saturating_add(area.width) {
                self.set(x, y, ' ', Role::Text, Attrs::NONE);
            }
        }
    }

    /// Draws a border with titles at the upper left and right; gives back what is left inside.
    pub fn frame(&mut self, area: Area, title: &Line, right: &Line, role: Role) -> Area {
        if area.width < 2 || area.height < 2 {
            return Area { height: 0, ..area };
        }
        let (x1, y1) = (area.x + area.width - 1, area.y + area.height - 1);
        for x in area.x..=x1 {
            self.set(x, area.y, '─', role, Attrs::NONE);
            self.set(x, y1, '─', role, Attrs::NONE);
        }
        for y in area.y..=y1 {
            self.set(area.x, y, '│', role, Attrs::NONE);
            self.set(x1, y, '│', role, Attrs::NONE);
        }
        for (x, y, corner) in [
            (area.x, area.y, '┌'),
            (x1, area.y, '┐'),
            (area.x, y1, '└'),
            (x1, y1, '┘'),
        ] {
            self.set(x, y, corner, role, Attrs::NONE);
        }
        let room = usize::from(area.width).saturating_sub(4);
        let right_room = if title.width() + right.width() + 2 <= room {
            right.width()
        } else {
            0
        };
        let title_room = room - right_room.min(room);
        if title.width() > 0 && title_room > 2 {
            let shown = title.clone().cut(title_room - 1);
            let spaced = Line::new().with(" ", role);
            let mut spaced = spaced;
            spaced.extend(shown);
            spaced.push(" ", role, Attrs::NONE);
            self.write(Area::new(area.x + 1, area.y, area.width - 2, 1), &spaced);
        }
        if right_room > 0 {
            let mut spaced = Line::new().with(" ", role);
            spaced.extend(right.clone());
            spaced.push(" ", role, Attrs::NONE);
            let wide = spaced.width() as u16;
            self.write(Area::new(x1 - wide, area.y, wide, 1), &spaced);
        }
        area.inner()
    }

    /// Replaces every character outside ASCII by one of the same width that stands for it.
    pub fn make_ascii(&mut self) {
        for cell in &mut self.cells {
            if !cell.ch.is_ascii() {
                cell.ch = super::lane::ascii(cell.ch, cell.role);
            }
        }
    }

    /// The text of all rows, without the spaces at their ends.
    pub fn text(&self) -> String {
        self.lines(|cell| (cell.ch != '\0').then_some(cell.ch))
    }

    /// The letters of the roles of all cells, and `~` on reversed ones.
    pub fn mask(&self) -> String {
        self.lines(|cell| {
            Some(if cell.attrs.reverse {
                '~'
            } else {
                cell.role.letter()
            })
        })
    }

    fn lines(&self, f: impl Fn(&Cell) -> Option<char>) -> String {
        let mut out = String::new();
        for y in 0..self.size.rows {
            let row: String = self.row(y).iter().filter_map(&f).collect();
            out.push_str(row.trim_end());
            out.push('\n');
        }
        out
    }
}
