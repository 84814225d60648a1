//! Owns what takes a key or a password: HMAC, PBKDF2, and comparing digests in constant time. Owns no
//! algorithm.

use super::super::buffer;
use super::super::kit::{self, Signature};
use super::{GIL_MINSIZE, algorithm, hashed, state_of};
use crate::vm::cx::Cx;
use crate::vm::memory::Memory;
use crate::vm::native::{Args, Ask, Done, Flow, NativeResult, Task};
use crate::vm::value::Value;

/// OpenSSL works with the GIL released, however short the password (_hashopenssl.c: pbkdf2_hmac_impl).
pub(super) fn pbkdf2_hmac<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    const PBKDF2: Signature<5> = Signature::function(
        "pbkdf2_hmac",
        ["hash_name", "password", "salt", "iterations", "dklen"],
        4,
    );
    let [name, password, salt, rounds, length] = PBKDF2.bind(cx, &args)?;
    let fresh = state_of(cx, name)?;
    let password = buffer::required(cx, password)?;
    let salt = buffer::required(cx, salt)?;
    let rounds = kit::index(cx, rounds)?;
    if rounds < 1 {
        return Err(cx.value_error("iteration value must be greater than 0."));
    }
    let (size, block) = fresh.sizes();
    let length = match length {
        Value::Null | Value::None => size as i64,
        value => kit::index(cx, value)?,
    };
    if length < 1 {
        return Err(cx.value_error("key length must be greater than 0."));
    }
    let blocks = (length as u64).div_ceil(size as u64);
    // A round is two HMAC steps of a block each and costs, measured, as hashing 6 blocks would.
    let round = 6 * block as u64 * fresh.byte_cost();
    let ps = blocks.saturating_mul(rounds as u64).saturating_mul(round);
    let task = Task::new(move || {
        let (rounds, length) = (rounds as u64, length as usize);
        let key = algorithm::pbkdf2(&fresh, &password, &salt, rounds, length);
        (Done::Bytes(key.into()), ps)
    });
    let releases_gil = true;
    Flow::ask(Ask::Compute { task, releases_gil })
}

/// `hmac.digest`, and the last step of `hmac.HMAC`: the MAC of a message in one go.
pub(super) fn hmac_digest<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    const HMAC: Signature<3> = Signature::function("hmac_digest", ["key", "msg", "digest"], 3);
    let [key, message, name] = HMAC.bind(cx, &args)?;
    let fresh = state_of(cx, name)?;
    let key = buffer::required(cx, key)?;
    let message = buffer::required(cx, message)?;
    let (mut inner, mut outer) = algorithm::keyed(&fresh, &key);
    inner.update(&message);
    outer.update(&inner.digest(0));
    let mac = cx.bytes(outer.digest(0));
    let releases = message.len() >= GIL_MINSIZE;
    hashed(cx, message.len(), fresh.byte_cost(), releases, mac)
}

pub(super) fn compare_digest<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    const COMPARE: Signature<2> = Signature::function("compare_digest", ["/a", "/b"], 2);
    let [a, b] = COMPARE.bind(cx, &args)?;
    if let (Some(a), Some(b)) = (cx.text(a), cx.text(b)) {
        if !a.is_ascii() || !b.is_ascii() {
            return Err(
                cx.type_error("comparing strings with non-ASCII characters is not supported")
            );
        }
        return Ok(Flow::Value(Value::Bool(a == b)));
    }
    if let (Some(a), Some(b)) = (buffer::bytes(cx, a), buffer::bytes(cx, b)) {
        return Ok(Flow::Value(Value::Bool(a == b)));
    }
    let (a, b) = (cx.type_name(a), cx.type_name(b));
    Err(cx.type_error(format!(
        "unsupported operand types(s) or combination of types: '{a}' and '{b}'"
    )))
}
