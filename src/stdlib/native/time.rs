//! Owns the native part of the module `time`: clocks, and sleeping. Clocks are virtual: they begin at
//! a fixed date, so that a run is the same wherever and whenever it is made.

use crate::base::ObjId;
use crate::vm::cx::Cx;
use crate::vm::memory::Memory;
use crate::vm::native::{Args, Ask, Fact, Flow, NativeDef, NativeFrame, NativeResult, Raise};
use crate::vm::value::Value;

use super::kit::{self, Signature};

/// The wall clock when a program starts: 2026-01-01 09:00:00 UTC, in nanoseconds since the epoch.
pub(super) const START: i64 = 1_767_258_000 * 1_000_000_000;
/// `time.monotonic()` when a program starts: an hour after the machine was switched on.
const UPTIME: i64 = 3_600 * 1_000_000_000;

/// Cost of reading a clock, in picoseconds: clock_gettime(2) through the vDSO (CPython 3.14 on Linux:
/// `time.perf_counter()` takes 30 ns).
const CLOCK: u32 = 28_000;

pub(in crate::stdlib) fn natives<M: Memory>() -> &'static [NativeDef<M>] {
    const {
        &[
            NativeDef::new("sleep", sleep),
            NativeDef::new("time", |cx, _| clock(cx, START, false)).cost(CLOCK),
            NativeDef::new("time_ns", |cx, _| clock(cx, START, true)).cost(CLOCK),
            NativeDef::new("monotonic", |cx, _| clock(cx, UPTIME, false)).cost(CLOCK),
            NativeDef::new("monotonic_ns", |cx, _| clock(cx, UPTIME, true)).cost(CLOCK),
            NativeDef::new("perf_counter", |cx, _| clock(cx, UPTIME, false)).cost(CLOCK),
            NativeDef::new("perf_counter_ns", |cx, _| clock(cx, UPTIME, true)).cost(CLOCK),
            NativeDef::new("process_time", |_, _| Ok(cpu_time(false))).cost(200_000),
            NativeDef::new("process_time_ns", |_, _| Ok(cpu_time(true))).cost(200_000),
            NativeDef::new("thread_time", |cx, _| Ok(thread_time(cx, false))).cost(200_000),
            NativeDef::new("thread_time_ns", |cx, _| Ok(thread_time(cx, true))).cost(200_000),
            NativeDef::new("_civil", civil).cost(200_000),
        ]
    }
}

pub(in crate::stdlib) fn setup<M: Memory>(cx: &mut Cx<'_, M>, module: ObjId) -> Result<(), Raise> {
    kit::set(cx, module, "timezone", Value::Int(0));
    kit::set(cx, module, "altzone", Value::Int(0));
    kit::set(cx, module, "daylight", Value::Int(0));
    let utc = cx.str("UTC");
    let names = cx.tuple([utc, utc]);
    kit::set(cx, module, "tzname", names);
    Ok(())
}

/// Nanoseconds as seconds, as CPython divides (pytime.c: PyTime_AsSecondsDouble).
fn as_seconds(nanos: i64) -> Value {
    let second = 1_000_000_000;
    Value::Float(if nanos % second == 0 {
        (nanos / second) as f64
    } else {
        nanos as f64 / 1e9
    })
}

fn answer(nanos: i64, whole: bool) -> Value {
    if whole {
        Value::Int(nanos)
    } else {
        as_seconds(nanos)
    }
}

/// Asks `ask` for nanoseconds, adds an offset, and gives an int or a float.
fn read<M: Memory>(ask: Ask, offset: i64, whole: bool) -> Flow<M> {
    let mut then = NativeFrame::new(
        |_, frame, nanos| {
            let Value::Int(nanos) = nanos? else {
                unreachable!("the engine answers clocks with an int")
            };
            let whole = frame.vals[0] == Value::Bool(true);
            Ok(Flow::Value(answer(nanos + frame.n, whole)))
        },
        vec![Value::Bool(whole)],
    );
    then.n = offset;
    Flow::Ask {
        ask,
        then: Some(then),
    }
}

fn clock<M: Memory>(cx: &Cx<'_, M>, offset: i64, whole: bool) -> NativeResult<M> {
    Ok(match cx.now() {
        Some(nanos) => Flow::Value(answer(nanos as i64 + offset, whole)),
        None => read(Ask::Now, offset, whole),
    })
}

/// CPU time of all threads together.
fn cpu_time<M: Memory>(whole: bool) -> Flow<M> {
    read(Ask::Fact(Fact::CpuTime), 0, whole)
}

/// CPU time of this thread.
fn thread_time<M: Memory>(cx: &mut Cx<'_, M>, whole: bool) -> Flow<M> {
    let modelled = *cx.clock / 1000;
    read(Ask::Fact(Fact::ThreadTime { modelled }), 0, whole)
}

fn sleep<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    const SLEEP: Signature<1> = Signature::function("time.sleep", ["/seconds"], 1);
    let [seconds] = SLEEP.bind(cx, &args)?;
    match kit::seconds(cx, seconds) {
        Ok(duration) => Flow::ask(Ask::Sleep(duration)),
        Err(None) => Err(cx.value_error("sleep length must be non-negative")),
        Err(Some(raise)) => Err(raise),
    }
}

/// `_civil(seconds)`: (year, month, day, hour, minute, second, weekday from Monday, day of the year)
/// in UTC, the proleptic Gregorian calendar.
fn civil<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    const CIVIL: Signature<1> = Signature::function("_civil", ["/seconds"], 1);
    let [seconds] = CIVIL.bind(cx, &args)?;
    let seconds = match seconds {
        Value::Int(i) => i,
        other => kit::float(cx, other)?.floor() as i64,
    };
    if seconds.unsigned_abs() > 60_000_000_000_000 {
        return Err(cx.overflow_error("timestamp out of range for platform time_t"));
    }
    let (days, rest) = (seconds.div_euclid(86_400), seconds.rem_euclid(86_400));
    let (year, month, day) = date(days);
    let day_of_year = days - days_before(year) + 1;
    let fields = [
        year,
        month,
        day,
        rest / 3_600,
        rest / 60 % 60,
        rest % 60,
        (days + 3).rem_euclid(7),
        day_of_year,
    ];
    let fields: Vec<Value> = fields.into_iter().map(Value::Int).collect();
    Ok(Flow::Value(cx.tuple(fields)))
}

/// Days from 1970-01-01 to the first of January of a year.
fn days_before(year: i64) -> i64 {
    let y = year - 1;
    y * 365 + y.div_euclid(4) - y.div_euclid(100) + y.div_euclid(400) - 719_162
}

fn is_leap(year: i64) -> bool {
    year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
}

/// (year, month, day) of a day counted from 1970-01-01.
fn date(days: i64) -> (i64, i64, i64) {
    let mut year = 1970 + days.div_euclid(366);
    while days_before(year + 1) <= days {
        year += 1;
    }
    let mut left = days - days_before(year);
    let february = if is_leap(year) { 29 } else { 28 };
    let lengths = [31, february, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
    let mut month = 1;
    for length in lengths {
        if left < length {
            break;
        }
        left -= length;
        month += 1;
    }
    (year, month, left + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_follow_the_gregorian_calendar() {
        assert_eq!(date(0), (1970, 1, 1));
        assert_eq!(date(-1), (1969, 12, 31));
        assert_eq!(date(11_016), (2000, 2, 29));
        assert_eq!(date(START / 1_000_000_000 / 86_400), (2026, 1, 1));
    }

    #[test]
    fn whole_seconds_divide_exactly() {
        assert_eq!(as_seconds(2_000_000_000), Value::Float(2.0));
        assert_eq!(as_seconds(1_500_000_000), Value::Float(1.5));
    }
}
