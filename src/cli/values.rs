//! Owns how single values of the command line are read: a runtime by its name, a duration, a size. Owns no
//! option: those that take them are in `args`.

use clap::builder::{PossibleValue, PossibleValuesParser};

use crate::base::VirtualDuration;
use crate::export;
use crate::realtime;
use crate::runtime::{self, RuntimeSpec};

/// What `PYTHON_GIL` says, which CPython reads where neither option is given.
pub(super) fn environment_gil() -> Result<Option<bool>, String> {
    match std::env::var("PYTHON_GIL").as_deref() {
        Ok("0") => Ok(Some(false)),
        Ok("1") => Ok(Some(true)),
        Ok("") | Err(_) => Ok(None),
        Ok(_) => Err("PYTHON_GIL must be \"0\" or \"1\"".to_owned()),
    }
}

pub(super) fn on_or_off(text: &str) -> Result<bool, String> {
    match text {
        "on" => Ok(true),
        "off" => Ok(false),
        _ => Err("on or off".to_owned()),
    }
}

pub(super) fn x_option(text: &str) -> Result<bool, String> {
    match text {
        "gil=1" => Ok(true),
        "gil=0" => Ok(false),
        _ => Err("of python3's -X options there are gil=0 and gil=1".to_owned()),
    }
}

/// What `compare --runtime` names.
#[derive(Clone, Copy, Debug)]
pub(super) enum Chosen {
    One(&'static RuntimeSpec),
    All,
}

pub(super) fn chosen(name: &str) -> Result<Chosen, String> {
    match name {
        "all" => Ok(Chosen::All),
        name => runtime_named(name).map(Chosen::One),
    }
}

pub(super) fn runtime_named(name: &str) -> Result<&'static RuntimeSpec, String> {
    runtime::find(name).ok_or_else(|| {
        let names: Vec<&str> = runtime::RUNTIMES.iter().map(|spec| spec.name).collect();
        format!("there is no such runtime; there are {}", names.join(", "))
    })
}

/// The size of a screen: `100x30`.
#[cfg(feature = "tui")]
pub(super) fn size(text: &str) -> Result<crate::view::Size, String> {
    let parts = text.split_once('x');
    let numbers = parts.and_then(|(a, b)| Some((a.parse().ok()?, b.parse().ok()?)));
    match numbers {
        Some((columns @ 60..=500, rows @ 16..=200)) => Ok(crate::view::Size { columns, rows }),
        _ => Err("a size is columns and rows, from 60x16 to 500x200: 100x30".to_owned()),
    }
}

/// Real runs have the lock of the newest CPython, or none.
pub(super) fn real_runtime_named(name: &str) -> Result<&'static RuntimeSpec, String> {
    runtime_named(name)
        .ok()
        .filter(|spec| realtime::has(spec))
        .ok_or_else(|| {
            "real threads have two runtimes, gil and free-threaded; the others are simulated only"
                .to_owned()
        })
}

/// A duration as a person writes it: `5ms`, `100us`, `1.5s`, `2m`; a bare number is seconds.
pub(super) fn duration(text: &str) -> Result<VirtualDuration, String> {
    let split = text
        .find(|c: char| !c.is_ascii_digit() && c != '.')
        .unwrap_or(text.len());
    let (number, unit) = text.split_at(split);
    let unit: u64 = match unit.trim() {
        "ns" => 1,
        "us" | "µs" | "μs" => 1_000,
        "ms" => 1_000_000,
        "s" | "" => 1_000_000_000,
        "m" | "min" => 60_000_000_000,
        "h" => 3_600_000_000_000,
        other => {
            return Err(format!(
                "`{other}` is no unit of time; write 5ms, 100us or 1s"
            ));
        }
    };
    let number: f64 = number
        .parse()
        .map_err(|_| "a duration is a number and a unit: 5ms, 100us, 1s".to_owned())?;
    let nanos = (number * unit as f64).round();
    if nanos < 1.0 {
        return Err("a duration must be longer than nothing".to_owned());
    }
    if nanos > 1e18 {
        return Err("that is more than thirty years".to_owned());
    }
    Ok(VirtualDuration::from_nanos(nanos as u64))
}

/// The registered formats, with what reads them, for the help.
pub(super) fn format_names() -> PossibleValuesParser {
    let formats = export::FORMATS.iter();
    PossibleValuesParser::new(formats.map(|f| PossibleValue::new(f.name).help(f.about)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_read_as_people_write_them() {
        let nanos = |text| duration(text).map(VirtualDuration::nanos);
        assert_eq!(nanos("5ms"), Ok(5_000_000));
        assert_eq!(nanos("100us"), Ok(100_000));
        assert_eq!(nanos("1.5 s"), Ok(1_500_000_000));
        assert_eq!(nanos("2"), Ok(2_000_000_000));
        assert!(nanos("5 parsecs").is_err());
        assert!(nanos("ms").is_err());
        assert!(nanos("0s").is_err());
        assert!(nanos("-1s").is_err());
    }
}
