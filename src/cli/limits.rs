//! `gilscope limits`: what the model leaves out, and how large the effect is.

use super::{Exit, Trouble, output};
use crate::view;

/// Columns, where nobody says how many there are.
const WIDTH: usize = 96;

pub(super) fn run() -> Result<Exit, Trouble> {
    let mut text = String::new();
    for line in view::limits(WIDTH) {
        text.push_str(line.text().trim_end());
        text.push('\n');
    }
    output::out(&text)?;
    Ok(Exit::Ok)
}
