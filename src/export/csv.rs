//! Owns the format `csv` (RFC 4180): one row for each stay of a thread in a state, of a core with a
//! thread, of a lock with a holder. Times are whole nanoseconds of virtual time.

use std::io::{self, Write};

use super::{Format, Run};
use crate::base::{CoreId, ThreadId};
use crate::trace::Slice;

pub(super) const FORMAT: Format = Format {
    name: "csv",
    about: "rows of threads' states, cores and locks for a spreadsheet or pandas",
    write,
};

fn write(run: &Run<'_>, out: &mut dyn Write) -> io::Result<()> {
    let name = |thread: ThreadId| quoted(&run.trace.thread(thread).name);
    out.write_all(b"kind,track,state,start_ns,end_ns\r\n")?;
    for (_, thread) in run.trace.threads() {
        let track = quoted(&thread.name);
        for slice in super::stays(run.trace, thread.lanes()) {
            row(out, "thread", &track, &quoted(slice.class.word()), slice)?;
        }
    }
    for core in 0..run.trace.core_count() {
        for slice in super::stays(run.trace, run.trace.core(CoreId(core as u16))) {
            let holder = slice.class.map_or_else(String::new, name);
            row(out, "core", &core.to_string(), &holder, slice)?;
        }
    }
    for (place, (_, lock)) in run.trace.locks().enumerate() {
        let track = quoted(&super::name_of(place, lock));
        for slice in super::stays(run.trace, lock.holders()) {
            let holder = slice.class.map_or_else(String::new, name);
            row(out, "lock", &track, &holder, slice)?;
        }
    }
    Ok(())
}

fn row<C>(
    out: &mut dyn Write,
    kind: &str,
    track: &str,
    state: &str,
    slice: Slice<C>,
) -> io::Result<()> {
    let (start, end) = (slice.start.nanos(), slice.end.nanos());
    write!(out, "{kind},{track},{state},{start},{end}\r\n")
}

fn quoted(text: &str) -> String {
    if text.contains(['"', ',', '\r', '\n']) {
        format!("\"{}\"", text.replace('"', "\"\""))
    } else {
        text.to_owned()
    }
}
