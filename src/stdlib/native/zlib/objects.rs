//! Owns compression and decompression objects. Each keeps what it was given and works from the start of its
//! stream, because a copy of a run must copy it and the compressor's own state cannot be copied.

use std::any::Any;

use flate2::FlushCompress;

use crate::base::ObjId;
use crate::vm::cx::Cx;
use crate::vm::memory::Memory;
use crate::vm::native::{Args, Flow, NativeResult, Raise};
use crate::vm::object::Ext;
use crate::vm::sizes::room;
use crate::vm::value::Value;

use super::super::buffer;
use super::super::hashes::released;
use super::super::kit::{self, Signature};
use super::{MOST, Wrap, error};

#[derive(Clone, Debug)]
struct Compressor {
    class: ObjId,
    level: u32,
    wrap: Wrap,
    input: Vec<u8>,
    /// Where the input was flushed, and how.
    flushes: Vec<(usize, FlushCompress)>,
    given: usize,
    finished: bool,
}

#[derive(Clone, Debug)]
struct Decompressor {
    class: ObjId,
    wrap: Wrap,
    /// All input that was consumed, from the start.
    input: Vec<u8>,
    given: usize,
    ended: bool,
    unused: Vec<u8>,
    tail: Vec<u8>,
}

macro_rules! plain_ext {
    ($type:ty, $($bytes:ident),*) => {
        impl Ext for $type {
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
            fn heap_bytes(&self) -> usize {
                0 $(+ room(self.$bytes.len()))*
            }
        }
    };
}

plain_ext!(Compressor, input);
plain_ext!(Decompressor, input, unused, tail);

pub(super) fn compressobj<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    const NEW: Signature<6> = Signature::function(
        "compressobj",
        ["level", "method", "wbits", "memLevel", "strategy", "zdict"],
        0,
    );
    let [level, method, wbits, _, _, dictionary] = NEW.bind(cx, &args)?;
    let level = super::level(cx, level)?;
    if !method.is_null() && kit::index(cx, method)? != 8 {
        return Err(cx.value_error("Invalid initialization option"));
    }
    no_dictionary(cx, dictionary)?;
    let compressor = Compressor {
        class: kit::module_class(cx, "zlib", "Compress"),
        level,
        wrap: super::wrap(cx, wbits, false)?,
        input: Vec::new(),
        flushes: Vec::new(),
        given: 0,
        finished: false,
    };
    Ok(Flow::Value(kit::instance(cx, compressor)))
}

/// Preset dictionaries are not here: nothing that teaches threads uses them.
fn no_dictionary<M: Memory>(cx: &mut Cx<'_, M>, dictionary: Value) -> Result<(), Raise> {
    if matches!(dictionary, Value::Null | Value::None) {
        return Ok(());
    }
    Err(cx.raise(
        crate::vm::types::NOT_IMPLEMENTED_ERROR,
        "gilscope has no preset dictionaries for zlib",
    ))
}

impl Compressor {
    /// The whole stream up to the last flush.
    fn stream(&self) -> Vec<u8> {
        let mut state = super::deflater(self.level, self.wrap);
        let mut out = Vec::new();
        let mut from = 0;
        for (to, flush) in &self.flushes {
            super::deflate(&mut state, &self.input[from..*to], *flush, &mut out);
            from = *to;
        }
        out
    }

    /// Flushes; gives what was not given before.
    fn flush(&mut self, flush: FlushCompress) -> Vec<u8> {
        self.flushes.push((self.input.len(), flush));
        let stream = self.stream();
        let new = stream[self.given.min(stream.len())..].to_vec();
        self.given = stream.len();
        new
    }
}

pub(super) fn compress<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    const COMPRESS: Signature<1> = Signature::method("compress", ["/data"], 1);
    let [data] = COMPRESS.bind(cx, &args)?;
    let data = buffer::required(cx, data)?;
    let (out, level, usable) = kit::ext(cx, &args, "compress", |c: &mut Compressor| {
        c.input.extend_from_slice(&data);
        // The header is out as soon as there is data: CMF and FLG as zlib writes them for the level.
        let mut out = Vec::new();
        if c.given == 0
            && !data.is_empty()
            && let Wrap::Zlib(_) = c.wrap
        {
            let mut probe = Vec::new();
            let mut state = super::deflater(c.level, c.wrap);
            super::deflate(&mut state, &[], FlushCompress::Finish, &mut probe);
            out = probe[..2].to_vec();
            c.given = 2;
        }
        (out, c.level, !c.finished)
    })?;
    if !usable {
        return Err(error(
            cx,
            "Error -2 while compressing data: inconsistent stream state",
        ));
    }
    let ps = super::deflate_cost(level, data.len(), 0);
    let out = cx.bytes(out);
    released(cx, ps, out)
}

pub(super) fn flush<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    const FLUSH: Signature<1> = Signature::method("flush", ["/mode"], 0);
    let [mode] = FLUSH.bind(cx, &args)?;
    let mode = match mode {
        Value::Null => 4,
        mode => kit::index(cx, mode)?,
    };
    let flush = match mode {
        0 => return Ok(Flow::Value(cx.bytes(Vec::new()))),
        1 => FlushCompress::Partial,
        2 => FlushCompress::Sync,
        3 => FlushCompress::Full,
        4 => FlushCompress::Finish,
        _ => {
            return Err(error(
                cx,
                "Error -2 while flushing: inconsistent stream state",
            ));
        }
    };
    let done = kit::ext(cx, &args, "flush", |c: &mut Compressor| {
        if c.finished {
            return None;
        }
        c.finished = mode == 4;
        Some((c.flush(flush), c.level))
    })?;
    let Some((out, level)) = done else {
        return Err(error(
            cx,
            "Error -2 while finishing compression: inconsistent stream state",
        ));
    };
    let ps = super::deflate_cost(level, 0, out.len());
    let out = cx.bytes(out);
    released(cx, ps, out)
}

pub(super) fn copy_compress<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    let same = kit::ext(cx, &args, "copy", |c: &mut Compressor| c.clone())?;
    Ok(Flow::Value(kit::instance(cx, same)))
}

pub(super) fn decompressobj<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    const NEW: Signature<2> = Signature::function("decompressobj", ["wbits", "zdict"], 0);
    let [wbits, dictionary] = NEW.bind(cx, &args)?;
    no_dictionary(cx, dictionary)?;
    let decompressor = Decompressor {
        class: kit::module_class(cx, "zlib", "Decompress"),
        wrap: super::wrap(cx, wbits, true)?,
        input: Vec::new(),
        given: 0,
        ended: false,
        unused: Vec::new(),
        tail: Vec::new(),
    };
    Ok(Flow::Value(kit::instance(cx, decompressor)))
}

impl Decompressor {
    /// Takes more of the stream; gives up to `most` new bytes.
    fn take(&mut self, data: &[u8], most: usize) -> Result<(Vec<u8>, usize), String> {
        if self.ended {
            self.unused.extend_from_slice(data);
            return Ok((Vec::new(), 0));
        }
        let before = self.input.len();
        self.input.extend_from_slice(data);
        let limit = self.given.saturating_add(most);
        let inflated = super::inflate(self.wrap, &self.input, limit)?;
        let rest = self.input.split_off(inflated.consumed);
        self.ended = inflated.ended;
        if self.ended {
            self.unused = rest;
            self.tail = Vec::new();
        } else {
            self.tail = rest;
        }
        let new = inflated.out[self.given.min(inflated.out.len())..].to_vec();
        self.given = inflated.out.len();
        Ok((new, self.input.len().saturating_sub(before)))
    }
}

fn inflated<M: Memory>(
    cx: &mut Cx<'_, M>,
    taken: Result<(Vec<u8>, usize), String>,
) -> NativeResult<M> {
    match taken {
        Ok((out, consumed)) => {
            let ps = super::inflate_cost(consumed, out.len());
            let out = cx.bytes(out);
            released(cx, ps, out)
        }
        Err(reason) => Err(error(
            cx,
            format!("Error -3 while decompressing data: {reason}"),
        )),
    }
}

pub(super) fn decompress<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    const DECOMPRESS: Signature<2> = Signature::method("decompress", ["/data", "max_length"], 1);
    let [data, most] = DECOMPRESS.bind(cx, &args)?;
    let data = buffer::required(cx, data)?;
    let most = match most {
        Value::Null => 0,
        most => kit::index(cx, most)?,
    };
    let most = match usize::try_from(most) {
        Ok(0) => MOST,
        Ok(most) => most,
        Err(_) => return Err(cx.value_error("max_length must be non-negative")),
    };
    let taken = kit::ext(cx, &args, "decompress", |d: &mut Decompressor| {
        d.take(&data, most)
    })?;
    inflated(cx, taken)
}

pub(super) fn flush_rest<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    let taken = kit::ext(cx, &args, "flush", |d: &mut Decompressor| {
        let tail = std::mem::take(&mut d.tail);
        d.take(&tail, MOST)
    })?;
    inflated(cx, taken)
}

pub(super) fn copy_decompress<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    let same = kit::ext(cx, &args, "copy", |d: &mut Decompressor| d.clone())?;
    Ok(Flow::Value(kit::instance(cx, same)))
}

pub(super) fn eof<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    let ended = kit::ext(cx, &args, "eof", |d: &mut Decompressor| d.ended)?;
    Ok(Flow::Value(Value::Bool(ended)))
}

pub(super) fn unused_data<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    let bytes = kit::ext(cx, &args, "unused_data", |d: &mut Decompressor| {
        d.unused.clone()
    })?;
    Ok(Flow::Value(cx.bytes(bytes)))
}

pub(super) fn unconsumed_tail<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    let bytes = kit::ext(cx, &args, "unconsumed_tail", |d: &mut Decompressor| {
        d.tail.clone()
    })?;
    Ok(Flow::Value(cx.bytes(bytes)))
}
