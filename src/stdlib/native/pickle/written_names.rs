//! Owns how names and lines of text are written in each protocol. Owns no search for what a name means (`globals`).

use crate::base::ObjId;

use super::save::{Key, Pickler};

impl Pickler {
    pub(super) fn global(&mut self, module: &str, name: &str) {
        self.global_of(module, name, None);
    }

    /// A name in a module; remembered under the object it stands for.
    pub(super) fn global_of(&mut self, module: &str, name: &str, id: Option<ObjId>) {
        let key = match id {
            Some(id) => Key::Object(id),
            None => Key::Name(format!("{module}\n{name}").into()),
        };
        if self.protocol >= 4 {
            if id.is_none() && self.recall(&key, b"") {
                return;
            }
            self.boundary();
            self.text(module, Key::Name(module.into()));
            self.boundary();
            self.text(name, Key::Name(name.into()));
            self.write(b"\x93");
            return self.memoize(key);
        }
        if let Some((outer, inner)) = name.rsplit_once('.') {
            // Before protocol 4 an inner name is fetched by getattr().
            self.global("builtins", "getattr");
            if self.protocol < 2 {
                self.write(b"(");
            }
            self.write_global(module, outer);
            self.text(inner, Key::Name(inner.into()));
            self.write(if self.protocol < 2 { b"t" } else { b"\x86" });
            self.write(b"R");
            return self.memoize(key);
        }
        if id.is_none() && self.recall(&key, b"") {
            return;
        }
        self.write_global(module, name);
        self.memoize(key);
    }

    pub(super) fn write_global(&mut self, module: &str, name: &str) {
        let (module, name) = if self.protocol < 3 {
            old_name(module, name)
        } else {
            (module, name)
        };
        self.write(format!("c{module}\n{name}\n").as_bytes());
    }
}

/// What Python 2 called it (_compat_pickle.py): pickles of protocols 0 to 2 are for it, too.
fn old_name<'a>(module: &'a str, name: &'a str) -> (&'a str, &'a str) {
    let exception = [
        "Error",
        "Exception",
        "Warning",
        "Exit",
        "Interrupt",
        "Iteration",
    ];
    match (module, name) {
        ("builtins", "int") => ("__builtin__", "long"),
        ("builtins", "range") => ("__builtin__", "xrange"),
        ("builtins", "str") => ("__builtin__", "unicode"),
        ("builtins", name) if exception.iter().any(|end| name.ends_with(end)) => {
            ("exceptions", name)
        }
        ("builtins", name) => ("__builtin__", name),
        ("copyreg", name) => ("copy_reg", name),
        ("queue", name) => ("Queue", name),
        other => other,
    }
}

/// Text of protocol 0: one line, in Latin-1.
pub(super) fn raw_unicode_escape(text: &str) -> Vec<u8> {
    let mut out = Vec::new();
    for c in text.chars() {
        match c {
            '\\' | '\0' | '\n' | '\r' | '\x1a' => {
                out.extend_from_slice(format!("\\u{:04x}", c as u32).as_bytes());
            }
            c if (c as u32) < 0x100 => out.push(c as u32 as u8),
            c if (c as u32) < 0x10000 => {
                out.extend_from_slice(format!("\\u{:04x}", c as u32).as_bytes());
            }
            c => out.extend_from_slice(format!("\\U{:08x}", c as u32).as_bytes()),
        }
    }
    out
}
