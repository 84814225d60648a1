//! `gilscope native`: the modules `native` and `native_legacy` for a real Python, so that programs that
//! import them run there.

use super::args::NativeArgs;
use super::{Exit, Trouble, output};

const STAND_IN: &str = include_str!("../../native/native.py");
const EXTENSION: &str = include_str!("../../native/lib.rs");
const LEGACY_STAND_IN: &str = include_str!("../../native/native_legacy.py");
const LEGACY: &str = include_str!("../../native/legacy.rs");

pub(super) fn run(args: &NativeArgs) -> Result<Exit, Trouble> {
    output::out(match (args.legacy, args.rust) {
        (false, false) => STAND_IN,
        (false, true) => EXTENSION,
        (true, false) => LEGACY_STAND_IN,
        (true, true) => LEGACY,
    })?;
    Ok(Exit::Ok)
}
