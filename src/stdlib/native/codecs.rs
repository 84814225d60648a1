//! Owns the module `_codecs`: text to bytes and back by the name of a codec. Owns no codec (`vm::types::codec`).

use crate::base::ObjId;
use crate::vm::cx::Cx;
use crate::vm::memory::Memory;
use crate::vm::native::{Args, Flow, NativeDef, NativeResult, Raise};
use crate::vm::types;

use super::kit::Signature;

pub(in crate::stdlib) fn natives<M: Memory>() -> &'static [NativeDef<M>] {
    const {
        &[
            NativeDef::new("encode", encode).cost(60_000),
            NativeDef::new("decode", decode).cost(60_000),
        ]
    }
}

pub(in crate::stdlib) fn setup<M: Memory>(_: &mut Cx<'_, M>, _: ObjId) -> Result<(), Raise> {
    Ok(())
}

fn encode<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    const ENCODE: Signature<3> = Signature::function("encode", ["obj", "encoding", "errors"], 1);
    let [text, encoding, errors] = ENCODE.bind(cx, &args)?;
    let Some(text) = cx.text(text) else {
        let name = cx.type_name(text);
        return Err(cx.type_error(format!("utf_8_encode() argument 1 must be str, not {name}")));
    };
    if let Some(refusal) = types::codec::refusal(cx, encoding) {
        return refusal;
    }
    let bytes = types::codec::encode(cx, &text, encoding, errors)?;
    Ok(Flow::Value(cx.bytes(bytes)))
}

fn decode<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    const DECODE: Signature<3> = Signature::function("decode", ["obj", "encoding", "errors"], 1);
    let [bytes, encoding, errors] = DECODE.bind(cx, &args)?;
    if let Some(refusal) = types::codec::refusal(cx, encoding) {
        return refusal;
    }
    types::codec::decode_value(cx, bytes, encoding, errors).map(Flow::Value)
}
