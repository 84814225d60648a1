//! Owns `mappingproxy`: a mapping that only reads a dict. Its methods are the dict's that change nothing;
//! that it cannot be stored into is said where items are stored (`operators`).

use super::{args, dict_methods, mapping_proxy, object, unwrap};
use crate::vm::cx::Cx;
use crate::vm::memory::Memory;
use crate::vm::native::{Args, Flow, NativeDef, NativeResult};
use crate::vm::types;

struct Table<M>(std::marker::PhantomData<M>);

impl<M: Memory> Table<M> {
    const PROXY: &'static [NativeDef<M>] = &[
        NativeDef::new("__new__", new),
        NativeDef::new("__len__", object::len),
        NativeDef::new("__getitem__", object::getitem),
        NativeDef::new("__contains__", object::contains),
        NativeDef::new("__iter__", object::iter),
        NativeDef::new("__reversed__", dict_methods::reversed),
        NativeDef::new("copy", dict_methods::copy),
        NativeDef::new("get", dict_methods::get),
        NativeDef::new("items", dict_methods::items),
        NativeDef::new("keys", dict_methods::keys),
        NativeDef::new("values", dict_methods::values),
    ];
}

/// The methods of `mappingproxy`.
pub(crate) fn table<M: Memory>() -> &'static [NativeDef<M>] {
    Table::<M>::PROXY
}

fn new<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    let [_, mapping] = args::exact(cx, "mappingproxy", args, 1)?;
    let dict = unwrap(cx.mem, mapping);
    if cx.type_of(dict) != types::DICT {
        let given = cx.type_name(mapping);
        return Err(cx.type_error(format!(
            "mappingproxy() argument must be a mapping, not {given}"
        )));
    }
    Ok(Flow::Value(mapping_proxy(cx, dict)))
}
