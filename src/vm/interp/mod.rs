//! Owns execution: frames, the operand stack, the instruction loop, calls and unwinding.

use super::value::Value;

/// A generator's frame while it is not running.
#[derive(Clone, Debug)]
pub struct Suspended {
    pub operands: Vec<Value>,
}

impl Suspended {
    pub fn trace(&self, visit: &mut dyn FnMut(Value)) {
        self.operands.iter().for_each(|v| visit(*v));
    }
}
