//! Owns binding the arguments of a call to a Python function's parameters, with CPython's complaints
//! (Python/ceval.c: initialize_locals). Owns no frame.

use super::cx::Cx;
use super::link::Linked;
use super::memory::Memory;
use super::native::{Args, Raise};
use super::object::Body;
use super::suggestions;

use super::value::Value;
use crate::base::{ObjId, Symbol};

/// What a call takes more, in picoseconds, that must fill in defaults or sort out keywords, and that makes
/// a tuple for `*args`, a dict for `**kwargs` (CPython 3.12 and 3.13: 5 ns, 10, and 17 to 29).
const BIND: u64 = 5_000;
const VARARGS: u64 = 5_000;
const VARKEYWORDS: u64 = 13_000;

/// Fills `slots`, the variables of the new frame.
///
/// # Errors
/// TypeError, when arguments are missing, too many, unknown or given twice.
pub(super) fn bind<M: Memory>(
    cx: &mut Cx<'_, M>,
    linked: &Linked,
    function: ObjId,
    args: Args<'_>,
    slots: &mut [Value],
) -> Result<(), Raise> {
    cx.charge(BIND);
    let code = &linked.code;
    let positional = code.args as usize;
    let keyword_only = code.kw_only as usize;
    let parameters = positional + keyword_only;
    let given = args.pos.len().min(positional);
    slots[..given].copy_from_slice(&args.pos[..given]);

    let extra = &args.pos[given..];
    if code.flags.varargs {
        cx.charge(VARARGS);
        slots[parameters] = cx.tuple(extra.to_vec());
    }
    let rest = bind_keywords(cx, linked, function, args.kw, slots)?;
    if code.flags.varkeywords {
        cx.charge(VARKEYWORDS);
        let at = parameters + usize::from(code.flags.varargs);
        slots[at] = super::interp::dict_of_names(cx, &rest);
    }
    if !extra.is_empty() && !code.flags.varargs {
        return Err(too_many(cx, linked, function, args.pos.len(), slots));
    }
    fill_defaults(cx, linked, function, slots)
}

/// Binds keyword arguments; those without a parameter are given back for `**kwargs`.
fn bind_keywords<M: Memory>(
    cx: &mut Cx<'_, M>,
    linked: &Linked,
    function: ObjId,
    kw: &[(Symbol, Value)],
    slots: &mut [Value],
) -> Result<Vec<(Symbol, Value)>, Raise> {
    let code = &linked.code;
    let (pos_only, parameters) = (code.pos_only as usize, (code.args + code.kw_only) as usize);
    let mut rest = Vec::new();
    for (name, value) in kw {
        let found = linked.varnames[pos_only..parameters]
            .iter()
            .position(|param| param == name);
        match found.map(|at| at + pos_only) {
            Some(at) if slots[at].is_null() => slots[at] = *value,
            Some(_) => {
                let (text, shown) = (cx.mem.symbol_text(*name), qualname(cx, function));
                return Err(cx.type_error(format!(
                    "{}() got multiple values for argument '{text}'",
                    shown
                )));
            }
            None if code.flags.varkeywords => rest.push((*name, *value)),
            None => return Err(unknown_keyword(cx, linked, function, kw, *name)),
        }
    }
    Ok(rest)
}

fn unknown_keyword<M: Memory>(
    cx: &mut Cx<'_, M>,
    linked: &Linked,
    function: ObjId,
    kw: &[(Symbol, Value)],
    name: Symbol,
) -> Raise {
    let code = &linked.code;
    let pos_only = &linked.varnames[..code.pos_only as usize];
    let misused: Vec<_> = kw
        .iter()
        .filter(|(name, _)| pos_only.contains(name))
        .collect();
    if !misused.is_empty() {
        let names: Vec<_> = misused
            .iter()
            .map(|(name, _)| cx.mem.symbol_text(*name).to_string())
            .collect();
        let shown = qualname(cx, function);
        return cx.type_error(format!(
            "{}() got some positional-only arguments passed as keyword arguments: '{}'",
            shown,
            names.join(", ")
        ));
    }
    let parameters = code.pos_only as usize..(code.args + code.kw_only) as usize;
    let parameters: Vec<_> = linked.varnames[parameters]
        .iter()
        .map(|name| std::sync::Arc::from(&*cx.mem.symbol_text(*name)))
        .collect();
    let (text, shown) = (cx.mem.symbol_text(name), qualname(cx, function));
    let meant = suggestions::of_parameter(&text, &parameters);
    cx.type_error(format!(
        "{shown}() got an unexpected keyword argument '{text}'{meant}"
    ))
}

/// What a function says it is called, which may have been set.
fn qualname<M: Memory>(cx: &Cx<'_, M>, function: ObjId) -> std::sync::Arc<str> {
    let value = match &cx.mem.get(function).body {
        Body::Function(f) => f.qualname,
        _ => unreachable!("arguments are bound to functions"),
    };
    cx.text(value).unwrap_or_else(|| "?".into())
}

fn defaults<M: Memory>(cx: &Cx<'_, M>, function: ObjId) -> (Box<[Value]>, Box<[Value]>) {
    match &cx.mem.get(function).body {
        Body::Function(f) => (f.defaults.clone(), f.kw_defaults.clone()),
        _ => unreachable!("arguments are bound to functions"),
    }
}

fn fill_defaults<M: Memory>(
    cx: &mut Cx<'_, M>,
    linked: &Linked,
    function: ObjId,
    slots: &mut [Value],
) -> Result<(), Raise> {
    let positional = linked.code.args as usize;
    let keyword_only = linked.code.kw_only as usize;
    if slots[..positional + keyword_only]
        .iter()
        .all(|slot| !slot.is_null())
    {
        return Ok(());
    }
    let (defaults, kw_defaults) = defaults(cx, function);
    let first_default = positional - defaults.len();
    let mut missing = Vec::new();
    for (at, slot) in slots[..positional].iter_mut().enumerate() {
        if slot.is_null() {
            match at.checked_sub(first_default) {
                Some(default) => *slot = defaults[default],
                None => missing.push(at),
            }
        }
    }
    if !missing.is_empty() {
        return Err(missing_arguments(
            cx,
            linked,
            function,
            "positional",
            &missing,
        ));
    }
    for at in 0..keyword_only {
        if slots[positional + at].is_null() {
            match kw_defaults.get(at).filter(|value| !value.is_null()) {
                Some(value) => slots[positional + at] = *value,
                None => missing.push(positional + at),
            }
        }
    }
    if missing.is_empty() {
        Ok(())
    } else {
        Err(missing_arguments(
            cx,
            linked,
            function,
            "keyword-only",
            &missing,
        ))
    }
}

fn missing_arguments<M: Memory>(
    cx: &mut Cx<'_, M>,
    linked: &Linked,
    function: ObjId,
    kind: &str,
    missing: &[usize],
) -> Raise {
    let names: Vec<String> = missing
        .iter()
        .map(|at| format!("'{}'", linked.code.varnames[*at]))
        .collect();
    let list = match names.as_slice() {
        [one] => one.clone(),
        [one, two] => format!("{one} and {two}"),
        [first @ .., last] => format!("{}, and {last}", first.join(", ")),
        [] => String::new(),
    };
    let plural = if missing.len() == 1 { "" } else { "s" };
    let shown = qualname(cx, function);
    cx.type_error(format!(
        "{}() missing {} required {kind} argument{plural}: {list}",
        shown,
        missing.len()
    ))
}

fn too_many<M: Memory>(
    cx: &mut Cx<'_, M>,
    linked: &Linked,
    function: ObjId,
    given: usize,
    slots: &[Value],
) -> Raise {
    let code = &linked.code;
    let positional = code.args as usize;
    let optional = defaults(cx, function).0.len();
    let kw_given = slots[positional..positional + code.kw_only as usize]
        .iter()
        .filter(|s| !s.is_null())
        .count();
    let takes = if optional > 0 {
        format!("from {} to {positional}", positional - optional)
    } else {
        positional.to_string()
    };
    let plural = if positional == 1 && optional == 0 {
        ""
    } else {
        "s"
    };
    let with_kw = match kw_given {
        0 => String::new(),
        n => format!(
            " positional argument{} (and {n} keyword-only argument{})",
            if given == 1 { "" } else { "s" },
            if n == 1 { "" } else { "s" }
        ),
    };
    let verb = if given == 1 && kw_given == 0 {
        "was"
    } else {
        "were"
    };
    let shown = qualname(cx, function);
    cx.type_error(format!(
        "{shown}() takes {takes} positional argument{plural} but {given}{with_kw} {verb} given"
    ))
}
