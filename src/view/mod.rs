//! Owns the pure projections of runs and lessons to drawable data: cells with a glyph and a role, lines of
//! styled text. Owns no colours (themes map roles), no state and no keys; changes nothing it looks at.

mod glyph;
mod grid;
mod role;
mod text;

pub use glyph::{GLYPHS, ascii};
pub use grid::{Area, Cell, Grid, Size};
pub use role::{Attrs, Role};
pub use text::{Line, Piece, char_width, text_width};
