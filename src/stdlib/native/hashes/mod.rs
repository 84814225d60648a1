//! Owns the module `_hashlib`: hash objects, and when they let go of the lock. Data of 2048 bytes and more
//! is hashed with the GIL released (HASHLIB_GIL_MINSIZE, hashlib.h), and so is all that follows in the same
//! object (_hashopenssl.c: EVP_update_impl). Owns no hash function (`algorithm`).

mod algorithm;
mod blake2;
mod keyed;

use std::any::Any;
use std::sync::Arc;

use crate::base::{ObjId, VirtualDuration};
use crate::vm::cx::Cx;
use crate::vm::memory::Memory;
use crate::vm::native::{Args, Ask, Done, Flow, NativeDef, NativeFrame, NativeResult, Raise, Task};
use crate::vm::object::{Body, Ext};
use crate::vm::types;
use crate::vm::value::Value;

use super::buffer;
use super::kit::{self, Signature};
use algorithm::State;

/// HASHLIB_GIL_MINSIZE of hashlib.h.
const GIL_MINSIZE: usize = 2048;

#[derive(Clone, Debug)]
struct Hash {
    class: ObjId,
    state: State,
    /// It has seen data long enough to let go of the GIL.
    releases: bool,
}

impl Ext for Hash {
    fn class(&self) -> ObjId {
        self.class
    }
    fn clone_box(&self) -> Box<dyn Ext> {
        Box::new(self.clone())
    }
    fn trace(&self, visit: &mut dyn FnMut(Value)) {
        visit(self.class.into());
    }
    fn as_any(&self) -> &dyn Any {
        self
    }
    fn as_any_mut(&mut self) -> &mut dyn Any {
        self
    }
    fn heap_bytes(&self) -> usize {
        256
    }
}

/// What making, and finishing, an object costs: `sha256(b"abc")` and its `hexdigest()` on CPython 3.13.0.
const NEW: u32 = 105_000;
const DIGEST: u32 = 150_000;

pub(in crate::stdlib) fn natives<M: Memory>() -> &'static [NativeDef<M>] {
    const {
        &[
            NativeDef::new("new", new).cost(NEW),
            NativeDef::new("openssl_md5", |cx, args| openssl(cx, args, "md5")).cost(NEW),
            NativeDef::new("openssl_sha1", |cx, args| openssl(cx, args, "sha1")).cost(NEW),
            NativeDef::new("openssl_sha224", |cx, args| openssl(cx, args, "sha224")).cost(NEW),
            NativeDef::new("openssl_sha256", |cx, args| openssl(cx, args, "sha256")).cost(NEW),
            NativeDef::new("openssl_sha384", |cx, args| openssl(cx, args, "sha384")).cost(NEW),
            NativeDef::new("openssl_sha512", |cx, args| openssl(cx, args, "sha512")).cost(NEW),
            NativeDef::new("openssl_sha3_224", |cx, args| openssl(cx, args, "sha3_224")).cost(NEW),
            NativeDef::new("openssl_sha3_256", |cx, args| openssl(cx, args, "sha3_256")).cost(NEW),
            NativeDef::new("openssl_sha3_384", |cx, args| openssl(cx, args, "sha3_384")).cost(NEW),
            NativeDef::new("openssl_sha3_512", |cx, args| openssl(cx, args, "sha3_512")).cost(NEW),
            NativeDef::new("openssl_shake_128", |cx, a| openssl(cx, a, "shake_128")).cost(NEW),
            NativeDef::new("openssl_shake_256", |cx, a| openssl(cx, a, "shake_256")).cost(NEW),
            NativeDef::new("blake2b", |cx, args| blake(cx, args, true)).cost(80_000),
            NativeDef::new("blake2s", |cx, args| blake(cx, args, false)).cost(80_000),
            NativeDef::new("pbkdf2_hmac", keyed::pbkdf2_hmac).cost(600_000),
            NativeDef::new("hmac_digest", keyed::hmac_digest).cost(600_000),
            NativeDef::new("compare_digest", keyed::compare_digest).cost(40_000),
            NativeDef::new("HASH.update", update).cost(60_000),
            NativeDef::new("HASH.digest", |cx, args| digest(cx, args, false)).cost(DIGEST),
            NativeDef::new("HASH.hexdigest", |cx, args| digest(cx, args, true)).cost(DIGEST),
            NativeDef::new("HASH.copy", copy).cost(90_000),
            NativeDef::new("HASH.name", |cx, args| {
                fact(cx, args, |state| Fact::Text(state.name()))
            }),
            NativeDef::new("HASH.digest_size", |cx, args| {
                fact(cx, args, |state| Fact::Size(state.sizes().0))
            }),
            NativeDef::new("HASH.block_size", |cx, args| {
                fact(cx, args, |state| Fact::Size(state.sizes().1))
            }),
            NativeDef::new("HASH.__repr__", repr),
        ]
    }
}

/// (class, where it is, what it is called): what programs see in reprs.
const CLASSES: [(&str, &str, &str); 4] = [
    ("HASH", "_hashlib", "HASH"),
    ("HASHXOF", "_hashlib", "HASHXOF"),
    ("blake2b_type", "_blake2", "blake2b"),
    ("blake2s_type", "_blake2", "blake2s"),
];

pub(in crate::stdlib) fn setup<M: Memory>(cx: &mut Cx<'_, M>, module: ObjId) -> Result<(), Raise> {
    let base = kit::class(cx, module, "HASH", types::OBJECT);
    kit::methods(cx, module, base, "HASH");
    for name in ["name", "digest_size", "block_size"] {
        kit::property(cx, base, name);
    }
    for (attribute, home, name) in &CLASSES[1..] {
        let class = kit::class_of(cx, module, attribute, home, base);
        if let Body::Type(class) = &mut cx.mem.get_mut(class).body {
            class.name = (*name).into();
            class.qualname = (*name).into();
        }
    }
    Ok(())
}

fn class_of<M: Memory>(cx: &Cx<'_, M>, state: &State) -> ObjId {
    let attribute = match state {
        State::Shake128(_) | State::Shake256(_) => CLASSES[1].0,
        State::Blake2b(_) => CLASSES[2].0,
        State::Blake2s(_) => CLASSES[3].0,
        _ => CLASSES[0].0,
    };
    kit::module_class(cx, "_hashlib", attribute)
}

/// The data of a hash object, with hashlib's own words for what is none.
fn data<M: Memory>(cx: &mut Cx<'_, M>, value: Value) -> Result<Arc<[u8]>, Raise> {
    if value.is_null() {
        return Ok(Arc::from(&[][..]));
    }
    if cx.text(value).is_some() {
        return Err(cx.type_error("Strings must be encoded before hashing"));
    }
    match buffer::bytes(cx, value) {
        Some(bytes) => Ok(bytes),
        None => Err(cx.type_error("object supporting the buffer API required")),
    }
}

/// Native code that takes `ps`, with the lock released, and then has `result`.
pub(super) fn released<M: Memory>(cx: &Cx<'_, M>, ps: u64, result: Value) -> NativeResult<M> {
    let scale = u64::from(cx.mem.world().costs.native_scale);
    let cost = VirtualDuration::from_nanos(ps.saturating_mul(scale) / 1_000_000);
    Flow::ask(Ask::Work {
        cost,
        releases_gil: true,
        result,
    })
}

/// The end of a call that has hashed `length` bytes.
fn hashed<M: Memory>(
    cx: &mut Cx<'_, M>,
    length: usize,
    byte_cost: u64,
    releases: bool,
    result: Value,
) -> NativeResult<M> {
    let ps = length as u64 * byte_cost;
    if releases && length > 0 {
        return released(cx, ps, result);
    }
    cx.charge(ps);
    Ok(Flow::Value(result))
}

fn start<M: Memory>(cx: &mut Cx<'_, M>, mut state: State, value: Value) -> NativeResult<M> {
    let data = data(cx, value)?;
    let releases = data.len() >= GIL_MINSIZE;
    let byte_cost = state.byte_cost();
    let class = class_of(cx, &state);
    if releases {
        let fresh = Hash {
            class,
            state,
            releases,
        };
        return digest_outside(fresh, data, None);
    }
    state.update(&data);
    let hash = kit::instance(
        cx,
        Hash {
            class,
            state,
            releases,
        },
    );
    hashed(cx, data.len(), byte_cost, releases, hash)
}

fn openssl<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>, name: &'static str) -> NativeResult<M> {
    let title = match name {
        "md5" => "openssl_md5",
        _ => name,
    };
    let signature: Signature<3> =
        Signature::function(title, ["string", "usedforsecurity", "data"], 0);
    let [string, _, data] = signature.bind(cx, &args)?;
    let state = State::named(name).expect("a row of the table above");
    start(cx, state, if string.is_null() { data } else { string })
}

fn state_of<M: Memory>(cx: &mut Cx<'_, M>, name: Value) -> Result<State, Raise> {
    let Some(text) = cx.text(name) else {
        let class = cx.type_name(name);
        return Err(cx.type_error(format!("name must be a string, not {class}")));
    };
    let lower = text.to_lowercase().replace('-', "_");
    let lower = match lower.as_str() {
        "sha_1" | "sha_224" | "sha_256" | "sha_384" | "sha_512" => lower.replace('_', ""),
        _ => lower,
    };
    if lower == "blake2b" || lower == "blake2s" {
        return Ok(plain_blake(lower == "blake2b"));
    }
    match State::named(&lower) {
        Some(state) => Ok(state),
        None => Err(cx.value_error(format!("unsupported hash type {text}"))),
    }
}

fn new<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    const NEW: Signature<4> =
        Signature::function("new", ["name", "data", "string", "usedforsecurity"], 1);
    let [name, data, string, _] = NEW.bind(cx, &args)?;
    let state = state_of(cx, name)?;
    start(cx, state, if data.is_null() { string } else { data })
}

fn plain_blake(wide: bool) -> State {
    let params = blake2::Params {
        digest_size: if wide { 64 } else { 32 },
        key: Vec::new(),
        salt: Vec::new(),
        person: Vec::new(),
        fanout: 1,
        depth: 1,
        leaf_size: 0,
        node_offset: 0,
        node_depth: 0,
        inner_size: 0,
        last_node: false,
    };
    blake_state(wide, &params)
}

fn blake_state(wide: bool, params: &blake2::Params) -> State {
    if wide {
        State::Blake2b(Box::new(blake2::Blake2b::new(params)))
    } else {
        State::Blake2s(Box::new(blake2::Blake2s::new(params)))
    }
}

fn blake<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>, wide: bool) -> NativeResult<M> {
    const NAMES: [&str; 13] = [
        "data",
        "digest_size",
        "key",
        "salt",
        "person",
        "fanout",
        "depth",
        "leaf_size",
        "node_offset",
        "node_depth",
        "inner_size",
        "last_node",
        "usedforsecurity",
    ];
    let name = if wide { "blake2b" } else { "blake2s" };
    let bound = types::args::bind(cx, name, args, 0, NAMES, (0, 1))?;
    let (most, salt_most, offset_most) = if wide {
        (64, 16, i64::MAX)
    } else {
        (32, 8, (1 << 48) - 1)
    };
    let mut number = |at: usize, default: i64, range: (i64, i64), text: &str| {
        if bound[at].is_null() {
            return Ok(default);
        }
        let value = kit::index(cx, bound[at])?;
        if value < range.0 || value > range.1 {
            return Err(cx.value_error(text));
        }
        Ok(value)
    };
    let range = format!("digest_size must be between 1 and {most} bytes");
    let digest_size = number(1, most, (1, most), &range)?;
    let fanout = number(5, 1, (0, 255), "fanout must be between 0 and 255")?;
    let depth = number(6, 1, (1, 255), "depth must be between 1 and 255")?;
    let leaf_size = number(7, 0, (0, i64::from(u32::MAX)), "leaf_size is too large")?;
    let node_offset = number(8, 0, (0, offset_most), "node_offset is too large")?;
    let node_depth = number(9, 0, (0, 255), "node_depth must be between 0 and 255")?;
    let range = format!("inner_size must be between 0 and is {most}");
    let inner_size = number(10, 0, (0, most), &range)?;
    let mut part = |at: usize, limit: usize, what: &str| {
        let bytes = if bound[at].is_null() {
            Vec::new()
        } else {
            buffer::required(cx, bound[at])?.to_vec()
        };
        if bytes.len() > limit {
            return Err(cx.value_error(format!("maximum {what} length is {limit} bytes")));
        }
        Ok(bytes)
    };
    let salt = part(3, salt_most, "salt")?;
    let person = part(4, salt_most, "person")?;
    let key = part(2, most as usize, "key")?;
    let last_node = !bound[11].is_null() && kit::flag(cx, bound[11]);
    let params = blake2::Params {
        digest_size: digest_size as u8,
        key,
        salt,
        person,
        fanout: fanout as u8,
        depth: depth as u8,
        leaf_size: leaf_size as u32,
        node_offset: node_offset as u64,
        node_depth: node_depth as u8,
        inner_size: inner_size as u8,
        last_node,
    };
    start(cx, blake_state(wide, &params), bound[0])
}

fn update<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    const UPDATE: Signature<1> = Signature::method("HASH.update", ["/data"], 1);
    let [value] = UPDATE.bind(cx, &args)?;
    let data = data(cx, value)?;
    let outside = kit::ext(cx, &args, "update", |hash: &mut Hash| {
        hash.releases |= data.len() >= GIL_MINSIZE;
        if hash.releases && !data.is_empty() {
            return Some(hash.clone());
        }
        hash.state.update(&data);
        None
    })?;
    match outside {
        Some(before) => digest_outside(before, data, Some(args.pos[0])),
        None => {
            let byte_cost = kit::ext(cx, &args, "update", |hash: &mut Hash| {
                hash.state.byte_cost()
            })?;
            hashed(cx, data.len(), byte_cost, false, Value::None)
        }
    }
}

/// Hashes data with the GIL released; what comes of it is put into `receiver`, or is a hash object of its
/// own.
fn digest_outside<M: Memory>(
    before: Hash,
    data: Arc<[u8]>,
    receiver: Option<Value>,
) -> NativeResult<M> {
    let task = Task::new(move || {
        let mut hash = before.clone();
        hash.state.update(&data);
        let ps = data.len() as u64 * hash.state.byte_cost();
        (Done::Object(Box::new(hash)), ps)
    });
    let then = receiver.map(|receiver| {
        NativeFrame::new(
            |cx, frame, answer| {
                let after = kit::ext(
                    cx,
                    &Args {
                        pos: &[answer?],
                        kw: &[],
                    },
                    "update",
                    |hash: &mut Hash| hash.clone(),
                )?;
                kit::ext(
                    cx,
                    &Args {
                        pos: &frame.vals,
                        kw: &[],
                    },
                    "update",
                    |hash: &mut Hash| {
                        *hash = after;
                    },
                )?;
                Ok(Flow::Value(Value::None))
            },
            vec![receiver],
        )
    });
    let releases_gil = true;
    let ask = Ask::Compute { task, releases_gil };
    Ok(Flow::Ask { ask, then })
}

fn digest<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>, hex: bool) -> NativeResult<M> {
    let name = if hex { "hexdigest" } else { "digest" };
    let state = kit::ext(cx, &args, name, |hash: &mut Hash| hash.state.clone())?;
    let length = if matches!(state, State::Shake128(_) | State::Shake256(_)) {
        let signature: Signature<1> = Signature::method(name, ["length"], 1);
        let [length] = signature.bind(cx, &args)?;
        match usize::try_from(kit::index(cx, length)?) {
            Ok(length) if length < 1 << 29 => length,
            _ => return Err(cx.value_error("value must be positive")),
        }
    } else {
        let title = if hex { "HASH.hexdigest" } else { "HASH.digest" };
        let signature: Signature<0> = Signature::method(title, [], 0);
        signature.bind(cx, &args)?;
        0
    };
    let bytes = state.digest(length);
    Ok(Flow::Value(if hex {
        cx.str(super::binascii::hex(&bytes))
    } else {
        cx.bytes(bytes)
    }))
}

fn copy<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    let same = kit::ext(cx, &args, "copy", |hash: &mut Hash| hash.clone())?;
    Ok(Flow::Value(kit::instance(cx, same)))
}

enum Fact {
    Text(&'static str),
    Size(usize),
}

fn fact<M: Memory>(
    cx: &mut Cx<'_, M>,
    args: Args<'_>,
    ask: impl FnOnce(&State) -> Fact,
) -> NativeResult<M> {
    let fact = kit::ext(cx, &args, "name", |hash: &mut Hash| ask(&hash.state))?;
    Ok(Flow::Value(match fact {
        Fact::Text(text) => cx.str(text),
        Fact::Size(size) => Value::Int(size as i64),
    }))
}

fn repr<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    let name = kit::ext(cx, &args, "__repr__", |hash: &mut Hash| hash.state.name())?;
    let (_, home, class) = CLASSES
        .iter()
        .find(|(_, _, class)| *class == name)
        .unwrap_or(if name.starts_with("shake") {
            &CLASSES[1]
        } else {
            &CLASSES[0]
        });
    let address = types::address(args.pos[0]);
    let prefix = if *home == "_blake2" {
        String::new()
    } else {
        format!("{name} ")
    };
    Ok(Flow::Value(cx.str(format!(
        "<{prefix}{home}.{class} object at {address:#x}>"
    ))))
}
