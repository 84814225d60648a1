//! `gilscope native`: the module `native` for a real Python, so that programs that import it run there.

use super::args::NativeArgs;
use super::{Exit, Trouble, output};

const STAND_IN: &str = include_str!("../../native/native.py");
const EXTENSION: &str = include_str!("../../native/lib.rs");

pub(super) fn run(args: &NativeArgs) -> Result<Exit, Trouble> {
    output::out(if args.rust { EXTENSION } else { STAND_IN })?;
    Ok(Exit::Ok)
}
