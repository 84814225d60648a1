//! Owns the guess at what was meant by a name that is not there: "Did you mean: 'append'?", as CPython
//! 3.13 makes it (traceback.py, `_compute_suggestion_error`). Owns no traceback.

use std::sync::Arc;

use super::memory::Memory;
use super::object::Body;
use super::symbols as s;
use super::types;
use super::value::Value;
use crate::base::{ObjId, Symbol};

/// More names than these are not searched, and longer ones are not compared.
const MOST_NAMES: usize = 750;
const LONGEST: usize = 40;
/// Inserting, deleting or replacing a letter; and only changing its case.
const MOVE_COST: usize = 2;
const CASE_COST: usize = 1;

/// What a traceback adds to an exception's last line; empty for most.
pub(super) fn hint<M: Memory>(mem: &M, exception: Value) -> String {
    let class = types::type_of(mem, exception);
    let is = |base| types::is_subclass(mem, class, base);
    let own = |name| attribute(mem, exception, name);
    if is(types::NAME_ERROR) {
        let hint = super::exceptions::data(mem, exception).and_then(|data| data.hint.clone());
        return hint.map_or_else(String::new, |hint| hint.to_string());
    }
    let (object, wrong) = if is(types::ATTRIBUTE_ERROR) {
        (own(s::OBJ), own(s::PLAIN_NAME))
    } else if is(types::IMPORT_ERROR) {
        let module = own(s::PLAIN_NAME).and_then(|name| text(mem, name));
        let module = module.and_then(|name| super::import::loaded(mem, &name));
        (module, own(s::NAME_FROM))
    } else {
        (None, None)
    };
    let (Some(object), Some(wrong)) = (object, wrong.and_then(|name| text(mem, name))) else {
        return String::new();
    };
    let mut names = names_of(mem, object);
    if !wrong.starts_with('_') {
        names.retain(|name| !name.starts_with('_'));
    }
    nearest(&wrong, &names).map_or_else(String::new, |name| format!(". Did you mean: '{name}'?"))
}

/// The hint for a name that is none of `locals`, nor a global or a builtin. `receiver`: the frame's
/// `self`.
pub(super) fn for_name<M: Memory>(
    mem: &M,
    wrong: &str,
    mut names: Vec<Arc<str>>,
    receiver: Option<Value>,
    globals: ObjId,
) -> String {
    let has = |object| names_of(mem, object).iter().any(|name| **name == *wrong);
    let meant = if receiver.is_some_and(has) {
        Some(format!("self.{wrong}"))
    } else {
        for space in [globals, super::boot::BUILTINS] {
            if let Body::Module(module) = &mem.get(space).body {
                names.extend(module.dict.iter().map(|(name, _)| mem.symbol_text(name)));
            }
        }
        nearest(wrong, &names).map(ToString::to_string)
    };
    let sources = mem.world().sources.as_ref();
    let import = sources.is_some_and(|sources| sources.is_cpythons_module(wrong));
    match (meant, import) {
        (Some(meant), true) => {
            format!(". Did you mean: '{meant}'? Or did you forget to import '{wrong}'?")
        }
        (Some(meant), false) => format!(". Did you mean: '{meant}'?"),
        (None, true) => format!(". Did you forget to import '{wrong}'?"),
        (None, false) => String::new(),
    }
}

fn attribute<M: Memory>(mem: &M, value: Value, name: Symbol) -> Option<Value> {
    match &mem.get(value.obj()?).body {
        Body::Instance(instance) => instance.attrs.get(name),
        _ => None,
    }
}

fn text<M: Memory>(mem: &M, value: Value) -> Option<Arc<str>> {
    match &mem.get(value.obj()?).body {
        Body::Str(text) => Some(text.text.clone()),
        _ => None,
    }
}

/// `dir(object)`: sorted, each once.
pub(super) fn names_of<M: Memory>(mem: &M, object: Value) -> Vec<Arc<str>> {
    let mut names: Vec<Symbol> = Vec::new();
    let mut class = Some(types::type_of(mem, object));
    if let Value::Obj(id) = object {
        match &mem.get(id).body {
            Body::Instance(instance) => names.extend(instance.attrs.iter().map(|(name, _)| name)),
            Body::Module(module) => {
                names.extend(module.dict.iter().map(|(name, _)| name));
                class = None;
            }
            Body::Type(_) => class = Some(id),
            _ => {}
        }
    }
    let mro = match class.map(|id| mem.get(id)).as_deref().map(|o| &o.body) {
        Some(Body::Type(class)) => class.mro.clone(),
        _ => Vec::new(),
    };
    for class in mro {
        if let Body::Type(class) = &mem.get(class).body {
            names.extend(class.dict.iter().map(|(name, _)| name));
        }
    }
    let mut texts: Vec<_> = names.iter().map(|name| mem.symbol_text(*name)).collect();
    texts.sort();
    texts.dedup();
    texts
}

/// What follows "got an unexpected keyword argument": the parameter that was probably meant.
pub(super) fn of_parameter(wrong: &str, parameters: &[Arc<str>]) -> String {
    nearest(wrong, parameters).map_or_else(String::new, |name| format!(". Did you mean '{name}'?"))
}

/// The first of the names that are nearest to `wrong`, if any is near enough.
fn nearest<'a>(wrong: &str, names: &'a [Arc<str>]) -> Option<&'a Arc<str>> {
    let wrong: Vec<char> = wrong.chars().collect();
    if names.len() > MOST_NAMES || wrong.len() > LONGEST {
        return None;
    }
    let mut best = usize::MAX;
    let mut found = None;
    for name in names {
        let letters: Vec<char> = name.chars().collect();
        if letters == wrong || letters.len() > LONGEST {
            continue;
        }
        let most = (letters.len() + wrong.len() + 3) * MOVE_COST / 6;
        let Some(most) = best.checked_sub(1).map(|least| most.min(least)) else {
            break;
        };
        let distance = distance(&wrong, &letters);
        if distance <= most && (found.is_none() || distance < best) {
            (best, found) = (distance, Some(name));
        }
    }
    found
}

/// The edit distance, changes of case at half the price.
fn distance(a: &[char], b: &[char]) -> usize {
    let mut row: Vec<usize> = (0..=b.len()).map(|n| n * MOVE_COST).collect();
    for (at, left) in a.iter().enumerate() {
        let mut diagonal = std::mem::replace(&mut row[0], (at + 1) * MOVE_COST);
        for (column, right) in b.iter().enumerate() {
            let replaced = diagonal + substitution(*left, *right);
            let moved = row[column].min(row[column + 1]) + MOVE_COST;
            diagonal = std::mem::replace(&mut row[column + 1], replaced.min(moved));
        }
    }
    row[b.len()]
}

fn substitution(a: char, b: char) -> usize {
    if a == b {
        0
    } else if a.to_lowercase().eq(b.to_lowercase()) {
        CASE_COST
    } else {
        MOVE_COST
    }
}

#[cfg(test)]
mod tests {
    use super::nearest;

    fn meant(wrong: &str, names: &[&str]) -> Option<String> {
        let names: Vec<_> = names.iter().map(|name| (*name).into()).collect();
        nearest(wrong, &names).map(ToString::to_string)
    }

    #[test]
    fn the_nearest_name_is_found_unless_it_is_far() {
        assert_eq!(meant("totl", &["other", "total"]), Some("total".into()));
        assert_eq!(meant("Total", &["tota", "total"]), Some("total".into()));
        assert_eq!(meant("xb", &["b"]), Some("b".into()));
        assert_eq!(meant("x", &["y"]), None);
        assert_eq!(meant("foo", &["sqrt", "floor"]), None);
    }
}
