//! Owns the module `zlib`: deflate and its checksums, which let go of the GIL while they work
//! (zlibmodule.c); the checksums only above 5 KiB.
//!
//! The compressor is zlib-rs, a port of zlib-ng: its output is valid for every zlib, and its length is not
//! always that of the original zlib, which CPython is usually linked with. Levels 0, data of a few hundred bytes
//! and long runs of one byte come out alike; texts differ at level 6,
//! short repetitive ones by a tenth (79 bytes for CPython's 72). A
//! compression object holds its input back until it is flushed, but for the header.
//!
//! Owns neither objects that compress piece by piece (`objects`) nor `gzip`.

mod objects;

use std::sync::Arc;

use flate2::{Compress, Compression, Decompress, FlushCompress, FlushDecompress, Status};

use crate::base::ObjId;
use crate::vm::cx::Cx;
use crate::vm::memory::Memory;
use crate::vm::native::{Args, Ask, Done, Flow, NativeDef, NativeResult, Raise, Task};
use crate::vm::types;
use crate::vm::value::Value;

use super::buffer;
use super::hashes::released;
use super::kit::{self, Signature};

/// Picoseconds, on CPython 3.13.0 with zlib 1.2.13: a byte of 4 MB of one letter, and a byte of what
/// 300 kB of random words were compressed to. Best of seven runs.
const INPUT: [u64; 2] = [900, 1_850];
const OUTPUT: [u64; 2] = [18_000, 60_000];
const INFLATED: u64 = 400;
const DEFLATED: u64 = 8_000;
const CRC32: u64 = 130;
const ADLER32: u64 = 222;
/// zlibmodule.c: a checksum of less holds the GIL.
const CHECKSUM_GIL: usize = 5 * 1024;

pub(in crate::stdlib) fn natives<M: Memory>() -> &'static [NativeDef<M>] {
    const {
        &[
            NativeDef::new("compress", compress).cost(1_300_000),
            NativeDef::new("decompress", decompress).cost(300_000),
            NativeDef::new("crc32", crc32).cost(50_000),
            NativeDef::new("adler32", adler32).cost(50_000),
            NativeDef::new("compressobj", objects::compressobj).cost(1_000_000),
            NativeDef::new("decompressobj", objects::decompressobj).cost(300_000),
            NativeDef::new("Compress.compress", objects::compress).cost(100_000),
            NativeDef::new("Compress.flush", objects::flush).cost(100_000),
            NativeDef::new("Compress.copy", objects::copy_compress).cost(500_000),
            NativeDef::new("Decompress.decompress", objects::decompress).cost(100_000),
            NativeDef::new("Decompress.flush", objects::flush_rest).cost(100_000),
            NativeDef::new("Decompress.copy", objects::copy_decompress).cost(300_000),
            NativeDef::new("Decompress.eof", objects::eof),
            NativeDef::new("Decompress.unused_data", objects::unused_data),
            NativeDef::new("Decompress.unconsumed_tail", objects::unconsumed_tail),
        ]
    }
}

pub(in crate::stdlib) fn setup<M: Memory>(cx: &mut Cx<'_, M>, module: ObjId) -> Result<(), Raise> {
    const NUMBERS: [(&str, i64); 20] = [
        ("MAX_WBITS", 15),
        ("DEFLATED", 8),
        ("DEF_MEM_LEVEL", 8),
        ("DEF_BUF_SIZE", 16384),
        ("Z_BEST_SPEED", 1),
        ("Z_BEST_COMPRESSION", 9),
        ("Z_DEFAULT_COMPRESSION", -1),
        ("Z_NO_COMPRESSION", 0),
        ("Z_DEFAULT_STRATEGY", 0),
        ("Z_FILTERED", 1),
        ("Z_HUFFMAN_ONLY", 2),
        ("Z_RLE", 3),
        ("Z_FIXED", 4),
        ("Z_NO_FLUSH", 0),
        ("Z_PARTIAL_FLUSH", 1),
        ("Z_SYNC_FLUSH", 2),
        ("Z_FULL_FLUSH", 3),
        ("Z_FINISH", 4),
        ("Z_BLOCK", 5),
        ("Z_TREES", 6),
    ];
    for (name, number) in &NUMBERS {
        kit::set(cx, module, name, Value::Int(*number));
    }
    kit::set_str(cx, module, "ZLIB_VERSION", "1.2.13");
    kit::set_str(cx, module, "ZLIB_RUNTIME_VERSION", "1.2.13");
    kit::class(cx, module, "error", types::EXCEPTION);
    for name in ["Compress", "Decompress"] {
        let class = kit::class(cx, module, name, types::OBJECT);
        kit::methods(cx, module, class, name);
        if name == "Decompress" {
            for fact in ["eof", "unused_data", "unconsumed_tail"] {
                kit::property(cx, class, fact);
            }
        }
    }
    Ok(())
}

fn error<M: Memory>(cx: &mut Cx<'_, M>, message: impl Into<Arc<str>>) -> Raise {
    let class = kit::module_class(cx, "zlib", "error");
    cx.raise(class, message)
}

/// What a stream is wrapped in, by `wbits` as zlib reads it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Wrap {
    Zlib(u8),
    Raw(u8),
    Gzip(u8),
    /// Either header, when reading.
    Auto,
}

fn wrap<M: Memory>(cx: &mut Cx<'_, M>, wbits: Value, reading: bool) -> Result<Wrap, Raise> {
    let bits = if wbits.is_null() {
        15
    } else {
        kit::index(cx, wbits)?
    };
    match bits {
        9..=15 => Ok(Wrap::Zlib(bits as u8)),
        0 if reading => Ok(Wrap::Zlib(15)),
        -15..=-9 => Ok(Wrap::Raw(-bits as u8)),
        25..=31 => Ok(Wrap::Gzip(bits as u8 - 16)),
        40..=47 if reading => Ok(Wrap::Auto),
        _ => Err(cx.value_error("Invalid initialization option")),
    }
}

fn level<M: Memory>(cx: &mut Cx<'_, M>, level: Value) -> Result<u32, Raise> {
    if level.is_null() {
        return Ok(6);
    }
    match kit::index(cx, level)? {
        -1 => Ok(6),
        level @ 0..=9 => Ok(level as u32),
        _ => Err(error(cx, "Bad compression level")),
    }
}

fn deflater(level: u32, wrap: Wrap) -> Compress {
    let level = Compression::new(level);
    match wrap {
        Wrap::Zlib(bits) => Compress::new_with_window_bits(level, true, bits),
        Wrap::Raw(bits) => Compress::new_with_window_bits(level, false, bits),
        Wrap::Gzip(bits) => Compress::new_gzip(level, bits),
        Wrap::Auto => unreachable!("not for writing"),
    }
}

/// Compresses one piece of a stream to the end of `out`.
fn deflate(state: &mut Compress, mut data: &[u8], flush: FlushCompress, out: &mut Vec<u8>) {
    loop {
        out.reserve(data.len() / 2 + 1024);
        let before = state.total_in();
        let spare = out.capacity();
        let status = state
            .compress_vec(data, out, flush)
            .expect("a compressor takes any data");
        data = &data[(state.total_in() - before) as usize..];
        let full = out.len() == spare;
        if status == Status::StreamEnd || (data.is_empty() && !full) {
            return;
        }
    }
}

fn deflate_cost(level: u32, input: usize, output: usize) -> u64 {
    let at = usize::from(level > 3);
    input as u64 * INPUT[at] + output as u64 * OUTPUT[at]
}

fn compress<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    const COMPRESS: Signature<3> = Signature::function("compress", ["/data", "level", "wbits"], 1);
    let [data, wanted, wbits] = COMPRESS.bind(cx, &args)?;
    let data = buffer::required(cx, data)?;
    let level = level(cx, wanted)?;
    let wrap = wrap(cx, wbits, false)?;
    let task = Task::new(move || {
        let mut out = Vec::new();
        let mut state = deflater(level, wrap);
        deflate(&mut state, &data, FlushCompress::Finish, &mut out);
        let ps = deflate_cost(level, data.len(), out.len());
        (Done::Bytes(out.into()), ps)
    });
    let releases_gil = true;
    Flow::ask(Ask::Compute { task, releases_gil })
}

/// How far a stream could be read.
struct Inflated {
    out: Vec<u8>,
    consumed: usize,
    ended: bool,
}

/// Reads a stream from its start, up to `limit` bytes of output.
fn inflate(wrap: Wrap, data: &[u8], limit: usize) -> Result<Inflated, String> {
    let mut state = match wrap {
        Wrap::Auto if data.starts_with(&[0x1f, 0x8b]) => Decompress::new_gzip(15),
        Wrap::Zlib(_) | Wrap::Auto => Decompress::new(true),
        Wrap::Raw(_) => Decompress::new(false),
        Wrap::Gzip(_) => Decompress::new_gzip(15),
    };
    let mut out = Vec::new();
    let mut ended = false;
    while !ended && out.len() < limit {
        let room = (data.len() * 4 + 1024).min(limit - out.len());
        let start = out.len();
        out.resize(start + room, 0);
        let (before_in, before_out) = (state.total_in(), state.total_out());
        let rest = &data[before_in as usize..];
        let status = state.decompress(rest, &mut out[start..], FlushDecompress::None);
        let made = (state.total_out() - before_out) as usize;
        out.truncate(start + made);
        match status {
            Err(problem) => {
                let reason = problem.message().unwrap_or("invalid data").to_owned();
                return Err(reason);
            }
            Ok(Status::StreamEnd) => ended = true,
            Ok(_) if made == 0 && state.total_in() == before_in => break,
            Ok(_) => {}
        }
    }
    Ok(Inflated {
        out,
        consumed: state.total_in() as usize,
        ended,
    })
}

fn inflate_cost(input: usize, output: usize) -> u64 {
    input as u64 * DEFLATED + output as u64 * INFLATED
}

/// The most that a program may unpack at once.
const MOST: usize = 1 << 28;

fn decompress<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    const DECOMPRESS: Signature<3> =
        Signature::function("decompress", ["/data", "wbits", "bufsize"], 1);
    let [data, wbits, _] = DECOMPRESS.bind(cx, &args)?;
    let data = buffer::required(cx, data)?;
    let wrap = wrap(cx, wbits, true)?;
    let inflated = match inflate(wrap, &data, MOST) {
        Ok(inflated) => inflated,
        Err(reason) => {
            return Err(error(
                cx,
                format!("Error -3 while decompressing data: {reason}"),
            ));
        }
    };
    if !inflated.ended {
        return Err(error(
            cx,
            "Error -5 while decompressing data: incomplete or truncated stream",
        ));
    }
    let ps = inflate_cost(inflated.consumed, inflated.out.len());
    let result = cx.bytes(inflated.out);
    released(cx, ps, result)
}

fn checksum<M: Memory>(
    cx: &mut Cx<'_, M>,
    args: &Args<'_>,
    (name, start, byte_cost): (&'static str, u32, u64),
    sum: fn(u32, &[u8]) -> u32,
) -> NativeResult<M> {
    let signature: Signature<2> = Signature::function(name, ["/data", "/value"], 1);
    let [data, value] = signature.bind(cx, args)?;
    let data = buffer::required(cx, data)?;
    let start = if value.is_null() {
        start
    } else {
        let mask = num_bigint::BigInt::from(u32::MAX);
        let low = kit::integer(cx, value)? & mask;
        u32::try_from(low).expect("masked to 32 bits")
    };
    let result = Value::Int(i64::from(sum(start, &data)));
    let ps = data.len() as u64 * byte_cost;
    if data.len() > CHECKSUM_GIL {
        return released(cx, ps, result);
    }
    cx.charge(ps);
    Ok(Flow::Value(result))
}

pub(super) fn crc32<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    checksum(cx, &args, ("crc32", 0, CRC32), |start, data| {
        let crc = data.iter().fold(!start, |crc, byte| {
            CRC_TABLE[usize::from(crc as u8 ^ byte)] ^ crc >> 8
        });
        !crc
    })
}

const CRC_TABLE: [u32; 256] = {
    let mut table = [0; 256];
    let mut at = 0;
    while at < 256 {
        let mut crc = at as u32;
        let mut bit = 0;
        while bit < 8 {
            crc = if crc & 1 == 0 {
                crc >> 1
            } else {
                crc >> 1 ^ 0xedb8_8320
            };
            bit += 1;
        }
        table[at] = crc;
        at += 1;
    }
    table
};

fn adler32<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    checksum(cx, &args, ("adler32", 1, ADLER32), |start, data| {
        let (mut a, mut b) = (start & 0xffff, start >> 16);
        for byte in data {
            a = (a + u32::from(*byte)) % 65_521;
            b = (b + a) % 65_521;
        }
        b << 16 | a
    })
}
