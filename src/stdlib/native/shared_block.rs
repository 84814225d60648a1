//! Owns `_multiprocessing.SharedBlock`: bytes outside all heaps that processes share, as an anonymous
//! memory map is. (CPython's `multiprocessing.heap` gets such a block from `mmap` and reads and writes
//! it by `ctypes`.) Owns neither the bytes nor their order: each access is asked of the engine.

use std::any::Any;

use crate::base::ObjId;
use crate::vm::cx::Cx;
use crate::vm::memory::Memory;
use crate::vm::native::{Args, Ask, Flow, NativeFrame, NativeResult, Raise};
use crate::vm::object::Ext;
use crate::vm::system_call::{Number, SystemCall};
use crate::vm::types;
use crate::vm::value::Value;

use super::kit::{self, Signature};
use super::posix::system;

#[derive(Clone, Debug)]
struct SharedBlock {
    class: ObjId,
    handle: Number,
    size: usize,
}

impl Ext for SharedBlock {
    fn class(&self) -> ObjId {
        self.class
    }
    fn clone_box(&self) -> Box<dyn Ext> {
        Box::new(self.clone())
    }
    fn trace(&self, visit: &mut dyn FnMut(Value)) {
        visit(self.class.into());
    }
    fn as_any(&self) -> &dyn Any {
        self
    }
    fn as_any_mut(&mut self) -> &mut dyn Any {
        self
    }
}

fn receiver<M: Memory>(
    cx: &mut Cx<'_, M>,
    args: &Args<'_>,
    method: &str,
) -> Result<SharedBlock, Raise> {
    kit::ext(cx, args, method, |block: &mut SharedBlock| block.clone())
}

fn size_of<M: Memory>(cx: &mut Cx<'_, M>, value: Value) -> Result<usize, Raise> {
    let size = kit::index(cx, value)?;
    usize::try_from(size).map_err(|_| cx.value_error("a size or offset cannot be negative"))
}

pub(super) fn new<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    const NEW: Signature<1> = Signature::method("SharedBlock", ["size"], 1);
    let class = kit::asked_class(cx, &args)?;
    let [size] = NEW.bind(cx, &args)?;
    let size = size_of(cx, size)?;
    let block = SharedBlock {
        class,
        handle: 0,
        size,
    };
    let block = kit::instance(cx, block);
    Ok(Flow::Ask {
        ask: Ask::System(SystemCall::BlockNew(size)),
        then: Some(NativeFrame::new(
            |cx, frame, answer| {
                if let Value::Int(handle) = answer? {
                    kit::ext_of(cx, frame.vals[0], |b: &mut SharedBlock| b.handle = handle);
                }
                Ok(Flow::Value(frame.vals[0]))
            },
            vec![block],
        )),
    })
}

/// `_attach(handle, size)`: the block of a handle that another process made.
pub(super) fn attach<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    const ATTACH: Signature<2> = Signature::method("_attach", ["handle", "size"], 2);
    let class = kit::asked_class(cx, &args)?;
    let [handle, size] = ATTACH.bind(cx, &args)?;
    let block = SharedBlock {
        class,
        handle: kit::index(cx, handle)?,
        size: size_of(cx, size)?,
    };
    Ok(Flow::Value(kit::instance(cx, block)))
}

pub(super) fn handle<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    let block = receiver(cx, &args, "handle")?;
    Ok(Flow::Value(Value::Int(block.handle)))
}

pub(super) fn size<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    let block = receiver(cx, &args, "size")?;
    Ok(Flow::Value(Value::Int(block.size as i64)))
}

/// The offset, when `count` bytes from there on are in the block.
fn within<M: Memory>(
    cx: &mut Cx<'_, M>,
    block: &SharedBlock,
    offset: Value,
    count: usize,
) -> Result<usize, Raise> {
    let offset = size_of(cx, offset)?;
    if offset.saturating_add(count) > block.size {
        return Err(cx.index_error("offset out of range"));
    }
    Ok(offset)
}

/// `read(offset=0, n=None)`: bytes.
pub(super) fn read<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    const READ: Signature<2> = Signature::method("read", ["offset", "n"], 0);
    let block = receiver(cx, &args, "read")?;
    let [offset, count] = READ.bind(cx, &args)?;
    let offset = if offset.is_null() {
        Value::Int(0)
    } else {
        offset
    };
    let start = within(cx, &block, offset, 0)?;
    let count = match count {
        Value::Null | Value::None => block.size - start,
        count => size_of(cx, count)?,
    };
    let offset = within(cx, &block, offset, count)?;
    let handle = block.handle;
    system(SystemCall::BlockRead {
        handle,
        offset,
        count,
    })
}

/// `write(offset, data)`.
pub(super) fn write<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    const WRITE: Signature<2> = Signature::method("write", ["offset", "data"], 2);
    let block = receiver(cx, &args, "write")?;
    let [offset, data] = WRITE.bind(cx, &args)?;
    let data = kit::bytes(cx, data)?;
    let offset = within(cx, &block, offset, data.len())?;
    let handle = block.handle;
    system(SystemCall::BlockWrite {
        handle,
        offset,
        data,
    })
}

/// A single element, as `struct` and `array` name it.
#[derive(Clone, Copy)]
enum Element {
    Signed(usize),
    Unsigned(usize),
    Float(usize),
    Bool,
    Char,
}

impl Element {
    fn of<M: Memory>(cx: &mut Cx<'_, M>, format: Value) -> Result<Self, Raise> {
        let text = cx.text(format).unwrap_or_default();
        Ok(match &*text {
            "c" => Self::Char,
            "?" => Self::Bool,
            "b" => Self::Signed(1),
            "B" => Self::Unsigned(1),
            "h" => Self::Signed(2),
            "H" => Self::Unsigned(2),
            "i" => Self::Signed(4),
            "I" => Self::Unsigned(4),
            "l" | "q" => Self::Signed(8),
            "L" | "Q" => Self::Unsigned(8),
            "f" => Self::Float(4),
            "d" => Self::Float(8),
            _ => return Err(cx.value_error("format must be one of c?bBhHiIlLqQfd")),
        })
    }

    const fn size(self) -> usize {
        match self {
            Self::Signed(size) | Self::Unsigned(size) | Self::Float(size) => size,
            Self::Bool | Self::Char => 1,
        }
    }

    fn value<M: Memory>(self, cx: &mut Cx<'_, M>, bytes: &[u8]) -> Value {
        let mut wide = [0; 8];
        wide[..bytes.len()].copy_from_slice(bytes);
        let unsigned = u64::from_le_bytes(wide);
        match self {
            Self::Signed(size) => {
                let shift = 64 - 8 * size as u32;
                Value::Int((unsigned << shift) as i64 >> shift)
            }
            Self::Unsigned(_) => cx.int(unsigned.into()),
            Self::Float(4) => Value::Float(f64::from(f32::from_bits(unsigned as u32))),
            Self::Float(_) => Value::Float(f64::from_bits(unsigned)),
            Self::Bool => Value::Bool(unsigned != 0),
            Self::Char => cx.bytes(bytes),
        }
    }

    /// The bytes of a value; what does not fit is cut off, as in `ctypes`.
    fn bytes<M: Memory>(self, cx: &mut Cx<'_, M>, value: Value) -> Result<Vec<u8>, Raise> {
        let wide = match self {
            Self::Char => return Ok(kit::bytes(cx, value)?.to_vec()),
            Self::Bool => u64::from(kit::flag(cx, value)),
            Self::Float(4) => u64::from((kit::float(cx, value)? as f32).to_bits()),
            Self::Float(_) => kit::float(cx, value)?.to_bits(),
            Self::Signed(_) | Self::Unsigned(_) => {
                let big = kit::integer(cx, value)?;
                let digits = big.to_signed_bytes_le();
                let sign = digits
                    .last()
                    .map_or(0, |top| if *top >= 128 { 255 } else { 0 });
                let mut wide = [sign; 8];
                let count = digits.len().min(8);
                wide[..count].copy_from_slice(&digits[..count]);
                u64::from_le_bytes(wide)
            }
        };
        Ok(wide.to_le_bytes()[..self.size()].to_vec())
    }
}

/// `load(format, offset)`: one element.
pub(super) fn load<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    const LOAD: Signature<2> = Signature::method("load", ["format", "offset"], 2);
    let block = receiver(cx, &args, "load")?;
    let [format, offset] = LOAD.bind(cx, &args)?;
    let element = Element::of(cx, format)?;
    let count = element.size();
    let offset = within(cx, &block, offset, count)?;
    let handle = block.handle;
    Ok(Flow::Ask {
        ask: Ask::System(SystemCall::BlockRead {
            handle,
            offset,
            count,
        }),
        then: Some(NativeFrame::new(
            |cx, frame, answer| {
                let answer = answer?;
                let element = Element::of(cx, frame.vals[0])?;
                let bytes = kit::bytes(cx, answer)?;
                Ok(Flow::Value(element.value(cx, &bytes)))
            },
            vec![format],
        )),
    })
}

/// `store(format, offset, value)`: one element, in one step; reading, changing and storing it takes
/// three, between which another process may do the same.
pub(super) fn store<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    const STORE: Signature<3> = Signature::method("store", ["format", "offset", "value"], 3);
    let block = receiver(cx, &args, "store")?;
    let [format, offset, value] = STORE.bind(cx, &args)?;
    let element = Element::of(cx, format)?;
    let data = element.bytes(cx, value)?;
    if data.len() != element.size() {
        let message = "one character bytes, bytearray or integer expected";
        return Err(cx.raise(types::TYPE_ERROR, message));
    }
    let offset = within(cx, &block, offset, data.len())?;
    system(SystemCall::BlockWrite {
        handle: block.handle,
        offset,
        data: data.into(),
    })
}
