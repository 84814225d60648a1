//! Owns the pure projections of runs and lessons to drawable data: cells with a glyph and a role, lines of
//! styled text. Owns no colours (themes map roles), no state and no keys; changes nothing it looks at.

mod axis;
mod glyph;
mod grid;
pub mod lane;
mod role;
mod text;
mod timeline;

pub use axis::{Tick, ticks};
pub use glyph::{GLYPHS, ascii};
pub use grid::{Area, Cell, Grid, Size};
pub use role::{Attrs, Role};
pub use text::{Line, Piece, char_width, text_width};
pub use timeline::{Frame, Row, Subject, Timeline};
