//! Owns the pure projections of runs and lessons to drawable data: cells with a glyph and a role, lines of
//! styled text. Owns no colours (themes map roles), no state and no keys; changes nothing it looks at.

mod axis;
mod code;
mod compare;
mod glyph;
mod grid;
mod inspector;
pub mod lane;
mod limits;
mod output;
mod page;
mod quiz;
mod role;
mod text;
mod timeline;

pub use axis::{Tick, ticks};
pub use code::{CodePane, highlighted};
pub use compare::{Column, RealColumn, compare_table, reality_table};
pub use glyph::{GLYPHS, ascii};
pub use grid::{Area, Cell, Grid, Size};
pub use inspector::inspector;
pub use limits::{limits, limits_text};
pub use output::{foreign_module_hint, message, output};
pub use page::{inline, page, table, ticked};
pub use quiz::{QuizCard, answer_letter, confidence_word};
pub use role::{Attrs, Role};
pub use text::{Line, Piece, char_width, text_width};
pub use timeline::{Frame, Row, Subject, Timeline, short_name};
