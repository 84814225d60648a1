//! Owns the module `_files`: system calls about files, as functions. Owns no file object: those are
//! Python, in `_io` and `os`.

use std::sync::Arc;

use crate::base::ObjId;
use crate::vm::cx::Cx;
use crate::vm::file_call::{FileCall, OpenFlags};
use crate::vm::memory::Memory;
use crate::vm::native::{Args, Ask, Flow, NativeDef, NativeResult, Raise};
use crate::vm::object::Body;
use crate::vm::types;
use crate::vm::value::Value;

use super::kit::{self, Signature};

pub(in crate::stdlib) fn natives<M: Memory>() -> &'static [NativeDef<M>] {
    const {
        &[
            NativeDef::new("open", open).cost(300_000),
            NativeDef::new("read", read).cost(60_000),
            NativeDef::new("write", write).cost(60_000),
            NativeDef::new("seek", seek).cost(60_000),
            NativeDef::new("truncate", truncate).cost(60_000),
            NativeDef::new("fsync", sync).cost(60_000),
            NativeDef::new("close", close).cost(60_000),
            NativeDef::new("stat", stat).cost(300_000),
            NativeDef::new("fstat", stat_open).cost(300_000),
            NativeDef::new("listdir", list).cost(300_000),
            NativeDef::new("mkdir", make_folder).cost(300_000),
            NativeDef::new("rmdir", remove_folder).cost(300_000),
            NativeDef::new("unlink", remove).cost(300_000),
            NativeDef::new("rename", rename).cost(300_000),
            NativeDef::new("touch", touch).cost(300_000),
            NativeDef::new("folder", folder),
            NativeDef::new("stdin", stdin).cost(60_000),
            NativeDef::new("entropy", |_, _| Flow::ask(Ask::Entropy)),
            NativeDef::new("network", network).cost(100_000),
        ]
    }
}

pub(in crate::stdlib) fn setup<M: Memory>(_: &mut Cx<'_, M>, _: ObjId) -> Result<(), Raise> {
    Ok(())
}

fn ask<M: Memory>(call: FileCall) -> NativeResult<M> {
    Flow::ask(Ask::File(call))
}

/// A path: `_io` and `os` have made it a str.
fn path<M: Memory>(cx: &mut Cx<'_, M>, value: Value) -> Result<Arc<str>, Raise> {
    match cx.text(value) {
        Some(path) if path.contains('\0') => Err(cx.value_error("embedded null byte")),
        Some(path) => Ok(path),
        None => {
            let class = cx.type_name(value);
            Err(cx.type_error(format!(
                "expected str, bytes or os.PathLike object, not {class}"
            )))
        }
    }
}

fn one_path<M: Memory>(
    cx: &mut Cx<'_, M>,
    args: &Args<'_>,
    name: &'static str,
) -> Result<Arc<str>, Raise> {
    let [given] = Signature::function(name, ["/path"], 1).bind(cx, args)?;
    path(cx, given)
}

/// `open(path, letters)`: letters of what is wanted, among `r w c x t a` (read, write, create,
/// exclusive, truncate, append).
fn open<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    let signature = Signature::function("open", ["/path", "/letters"], 2);
    let [file, letters] = signature.bind(cx, &args)?;
    let path = path(cx, file)?;
    let letters = cx.text(letters).unwrap_or_default();
    let flags = OpenFlags {
        read: letters.contains('r'),
        write: letters.contains('w'),
        create: letters.contains('c'),
        exclusive: letters.contains('x'),
        truncate: letters.contains('t'),
        append: letters.contains('a'),
    };
    ask(FileCall::Open { path, flags })
}

fn read<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    let [fd, size] = Signature::function("read", ["/fd", "/size"], 2).bind(cx, &args)?;
    let (fd, size) = (kit::index(cx, fd)?, kit::index(cx, size)?);
    let size = u64::try_from(size).ok();
    ask(FileCall::Read { fd, size })
}

fn write<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    let [fd, data] = Signature::function("write", ["/fd", "/data"], 2).bind(cx, &args)?;
    let fd = kit::index(cx, fd)?;
    let bytes = types::unwrap(cx.mem, data).obj();
    let bytes: Option<Arc<[u8]>> = bytes.and_then(|id| match &cx.mem.get(id).body {
        Body::Bytes(bytes) => Some(bytes.clone()),
        Body::ByteArray(bytes) => Some(bytes.as_slice().into()),
        _ => None,
    });
    match bytes {
        Some(data) => ask(FileCall::Write { fd, data }),
        None => {
            let class = cx.type_name(data);
            Err(cx.type_error(format!("a bytes-like object is required, not '{class}'")))
        }
    }
}

fn seek<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    let signature = Signature::function("seek", ["/fd", "/offset", "/whence"], 3);
    let [fd, offset, whence] = signature.bind(cx, &args)?;
    let (fd, offset) = (kit::index(cx, fd)?, kit::index(cx, offset)?);
    let whence = kit::index(cx, whence)?;
    ask(FileCall::Seek { fd, offset, whence })
}

fn truncate<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    let [fd, size] = Signature::function("truncate", ["/fd", "/size"], 2).bind(cx, &args)?;
    let (fd, size) = (kit::index(cx, fd)?, kit::index(cx, size)?);
    let size = u64::try_from(size).unwrap_or(0);
    ask(FileCall::Truncate { fd, size })
}

fn sync<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    let [fd] = Signature::function("fsync", ["/fd"], 1).bind(cx, &args)?;
    let fd = kit::index(cx, fd)?;
    ask(FileCall::Sync { fd })
}

fn close<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    let [fd] = Signature::function("close", ["/fd"], 1).bind(cx, &args)?;
    let fd = kit::index(cx, fd)?;
    ask(FileCall::Close { fd })
}

fn stat<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    let path = one_path(cx, &args, "stat")?;
    ask(FileCall::Stat { path })
}

fn stat_open<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    let [fd] = Signature::function("fstat", ["/fd"], 1).bind(cx, &args)?;
    let fd = kit::index(cx, fd)?;
    ask(FileCall::StatOpen { fd })
}

fn list<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    let path = one_path(cx, &args, "listdir")?;
    ask(FileCall::List { path })
}

fn make_folder<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    let path = one_path(cx, &args, "mkdir")?;
    ask(FileCall::MakeFolder { path })
}

fn remove_folder<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    let path = one_path(cx, &args, "rmdir")?;
    ask(FileCall::RemoveFolder { path })
}

fn remove<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    let path = one_path(cx, &args, "unlink")?;
    ask(FileCall::Remove { path })
}

fn rename<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    let [from, to] = Signature::function("rename", ["/src", "/dst"], 2).bind(cx, &args)?;
    let (from, to) = (path(cx, from)?, path(cx, to)?);
    ask(FileCall::Rename { from, to })
}

fn touch<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    let [file, nanos] = Signature::function("touch", ["/path", "/nanos"], 2).bind(cx, &args)?;
    let (path, nanos) = (path(cx, file)?, kit::index(cx, nanos)?);
    ask(FileCall::Touch { path, nanos })
}

/// `network(timeout)`: a request to the simulated network; whether the answer came in time.
fn network<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    let [timeout] = Signature::function("network", ["/timeout"], 1).bind(cx, &args)?;
    let timeout = match timeout {
        Value::None => None,
        given => match kit::seconds(cx, given) {
            Ok(most) => Some(most),
            Err(Some(raise)) => return Err(raise),
            Err(None) => return Err(cx.value_error("Timeout value out of range")),
        },
    };
    Flow::ask(Ask::Network { timeout })
}

/// The program's folder, which is the working directory.
fn folder<M: Memory>(cx: &mut Cx<'_, M>, _: Args<'_>) -> NativeResult<M> {
    let sources = cx.mem.world().sources.clone();
    let folder = sources.map_or_else(|| "/".to_owned(), |sources| sources.folder().to_owned());
    Ok(Flow::Value(cx.str(folder)))
}

/// `stdin(whole)`: a line of standard input with its end, or all of it; '' at the end.
fn stdin<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    let [whole] = Signature::function("stdin", ["/whole"], 1).bind(cx, &args)?;
    let whole = kit::flag(cx, whole);
    Flow::ask(Ask::ReadInput { whole })
}
