//! Owns the finished picture: a grid of cells, where the cursor stands, and what a click would do.
//! Owns no way of painting it.

use super::msg::Action;
use crate::view::{Area, Grid};

/// One picture, ready to be painted.
#[derive(Clone, PartialEq, Debug)]
pub struct Screen {
    pub grid: Grid,
    /// Column and row of the cursor, on what is selected (braille displays and magnifiers follow it);
    /// none: hidden.
    pub cursor: Option<(u16, u16)>,
    /// What a click does, the topmost last.
    pub targets: Vec<(Area, Action)>,
}

impl Screen {
    /// What a click on this cell does.
    pub fn target(&self, column: u16, row: u16) -> Option<Action> {
        self.targets
            .iter()
            .rev()
            .find(|(area, _)| area.contains(column, row))
            .map(|(_, action)| *action)
    }
}
