//! Owns the module `_random`: the Mersenne Twister (MT19937, Matsumoto and Nishimura 1998) as CPython
//! seeds and reads it (_randommodule.c), so that equal seeds give equal numbers; and the digest that
//! seeds made of text go through.

use std::any::Any;

use num_bigint::BigInt;
use num_traits::ToPrimitive;

use crate::base::ObjId;
use crate::vm::cx::Cx;
use crate::vm::memory::Memory;
use crate::vm::native::{Args, Ask, Flow, NativeDef, NativeFrame, NativeResult, Raise};
use crate::vm::object::{Body, Ext};
use crate::vm::types;
use crate::vm::value::Value;

use super::kit::{self, Signature};
use super::sha512;

const N: usize = 624;
const M_OFFSET: usize = 397;

#[derive(Clone, Debug)]
struct Twister {
    class: ObjId,
    state: Box<[u32; N]>,
    /// The next word of the state to give out; N: all are used up.
    next: usize,
}

impl Ext for Twister {
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
        N * 4
    }
}

impl Twister {
    fn new(class: ObjId) -> Self {
        let mut twister = Self {
            class,
            state: Box::new([0; N]),
            next: N,
        };
        twister.seed(&[0]);
        twister
    }

    /// init_genrand of the reference implementation.
    fn start(&mut self, seed: u32) {
        self.state[0] = seed;
        for i in 1..N {
            let previous = self.state[i - 1];
            self.state[i] = 1_812_433_253u32
                .wrapping_mul(previous ^ (previous >> 30))
                .wrapping_add(i as u32);
        }
        self.next = N;
    }

    /// init_by_array of the reference implementation; `key` is not empty.
    fn seed(&mut self, key: &[u32]) {
        self.start(19_650_218);
        let mix = |state: &[u32; N], i: usize| state[i - 1] ^ (state[i - 1] >> 30);
        let (mut i, mut j) = (1, 0);
        for _ in 0..N.max(key.len()) {
            self.state[i] = (self.state[i] ^ mix(&self.state, i).wrapping_mul(1_664_525))
                .wrapping_add(key[j])
                .wrapping_add(j as u32);
            i = self.step(i);
            j = (j + 1) % key.len();
        }
        for _ in 0..N - 1 {
            self.state[i] = (self.state[i] ^ mix(&self.state, i).wrapping_mul(1_566_083_941))
                .wrapping_sub(i as u32);
            i = self.step(i);
        }
        self.state[0] = 0x8000_0000;
    }

    fn step(&mut self, i: usize) -> usize {
        if i + 1 < N {
            return i + 1;
        }
        self.state[0] = self.state[N - 1];
        1
    }

    fn twist(&mut self) {
        for i in 0..N {
            let y = (self.state[i] & 0x8000_0000) | (self.state[(i + 1) % N] & 0x7fff_ffff);
            let odd = if y & 1 == 1 { 0x9908_b0df } else { 0 };
            self.state[i] = self.state[(i + M_OFFSET) % N] ^ (y >> 1) ^ odd;
        }
        self.next = 0;
    }

    fn word(&mut self) -> u32 {
        if self.next >= N {
            self.twist();
        }
        let mut y = self.state[self.next];
        self.next += 1;
        y ^= y >> 11;
        y ^= (y << 7) & 0x9d2c_5680;
        y ^= (y << 15) & 0xefc6_0000;
        y ^ (y >> 18)
    }

    /// 53 bits as a float from 0 up to 1.
    fn float(&mut self) -> f64 {
        let a = f64::from(self.word() >> 5);
        let b = f64::from(self.word() >> 6);
        (a * 67_108_864.0 + b) * (1.0 / 9_007_199_254_740_992.0)
    }

    /// `k` random bits, the least significant word first.
    fn bits(&mut self, k: usize) -> BigInt {
        let mut words = Vec::with_capacity(k.div_ceil(32));
        let mut left = k;
        while left > 0 {
            let word = self.word();
            words.push(if left < 32 { word >> (32 - left) } else { word });
            left = left.saturating_sub(32);
        }
        BigInt::from_slice(num_bigint::Sign::Plus, &words)
    }
}

pub(in crate::stdlib) fn natives<M: Memory>() -> &'static [NativeDef<M>] {
    const {
        &[
            NativeDef::new("Random.__new__", new).cost(4_000_000),
            NativeDef::new("Random.seed", seed).cost(4_000_000),
            NativeDef::new("Random.random", random).cost(18_000),
            NativeDef::new("Random.getrandbits", get_rand_bits).cost(25_000),
            NativeDef::new("Random.getstate", get_state).cost(8_000_000),
            NativeDef::new("Random.setstate", set_state).cost(8_000_000),
            NativeDef::new("_sha512", sha512_digest).cost(1_500_000),
            NativeDef::new("_entropy", |_, _| Flow::ask(Ask::Entropy)),
        ]
    }
}

pub(in crate::stdlib) fn setup<M: Memory>(cx: &mut Cx<'_, M>, module: ObjId) -> Result<(), Raise> {
    let class = kit::class(cx, module, "Random", types::OBJECT);
    kit::methods(cx, module, class, "Random");
    Ok(())
}

fn new<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    let class = kit::asked_class(cx, &args)?;
    Ok(Flow::Value(kit::instance(cx, Twister::new(class))))
}

fn with<M: Memory, R>(
    cx: &mut Cx<'_, M>,
    args: &Args<'_>,
    method: &str,
    work: impl FnOnce(&mut Twister) -> R,
) -> Result<R, Raise> {
    kit::ext(cx, args, method, work)
}

/// `seed(a)`: None (the run's entropy), an int, or anything else by its hash.
fn seed<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    const SEED: Signature<1> = Signature::method("seed", ["/a"], 0);
    let [value] = SEED.bind(cx, &args)?;
    if value.is_null() || value.is_none() {
        return Ok(Flow::Ask {
            ask: Ask::Entropy,
            then: Some(NativeFrame::new(
                |cx, frame, entropy| {
                    let entropy = kit::integer(cx, entropy?)?;
                    reseed(cx, frame.vals[0], &entropy);
                    Ok(Flow::Value(Value::None))
                },
                vec![args.pos[0]],
            )),
        });
    }
    let number = match kit::bigint(cx, value) {
        Some(int) => int,
        None => match types::native_hash(cx.mem, value) {
            Some(hash) => BigInt::from(hash),
            None => {
                let class = cx.type_name(value);
                return Err(cx.type_error(format!("unhashable type: '{class}'")));
            }
        },
    };
    reseed(cx, args.pos[0], &number);
    Ok(Flow::Value(Value::None))
}

/// The sign of a seed does not count.
fn reseed<M: Memory>(cx: &mut Cx<'_, M>, twister: Value, number: &BigInt) {
    let mut key = number.magnitude().to_u32_digits();
    if key.is_empty() {
        key.push(0);
    }
    kit::ext_of(cx, twister, |twister: &mut Twister| twister.seed(&key));
}

fn random<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    Signature::method("Random.random", [], 0).bind(cx, &args)?;
    let x = with(cx, &args, "random", Twister::float)?;
    Ok(Flow::Value(Value::Float(x)))
}

fn get_rand_bits<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    const BITS: Signature<1> = Signature::method("Random.getrandbits", ["/k"], 1);
    let [k] = BITS.bind(cx, &args)?;
    let k = kit::index(cx, k)?;
    if k < 0 {
        return Err(cx.value_error("number of bits must be non-negative"));
    }
    cx.charge(k as u64 / 32 * 5_000);
    let bits = with(cx, &args, "getrandbits", |twister| twister.bits(k as usize))?;
    Ok(Flow::Value(cx.int(bits)))
}

fn get_state<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    let words = with(cx, &args, "getstate", |twister| {
        let words = twister.state.iter().map(|word| i64::from(*word));
        let words = words.chain([twister.next as i64]);
        words.map(Value::Int).collect::<Vec<_>>()
    })?;
    Ok(Flow::Value(cx.tuple(words)))
}

fn set_state<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    const SET_STATE: Signature<1> = Signature::method("Random.setstate", ["/state"], 1);
    let [state] = SET_STATE.bind(cx, &args)?;
    let items = match state.obj().map(|id| cx.mem.get(id)) {
        Some(object) => match &object.body {
            Body::Tuple(items) => Some(items.to_vec()),
            _ => None,
        },
        None => None,
    };
    let Some(items) = items else {
        return Err(cx.type_error("state vector must be a tuple"));
    };
    if items.len() != N + 1 {
        return Err(cx.value_error("state vector is the wrong size"));
    }
    let mut words = Vec::with_capacity(items.len());
    for item in items {
        words.push(kit::integer(cx, item)?.to_u32().unwrap_or(u32::MAX));
    }
    let next = words[N] as usize;
    if next > N {
        return Err(cx.value_error("invalid state"));
    }
    with(cx, &args, "setstate", |twister| {
        twister.state.copy_from_slice(&words[..N]);
        twister.next = next;
    })?;
    Ok(Flow::Value(Value::None))
}

fn sha512_digest<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    const SHA512: Signature<1> = Signature::function("_sha512", ["/data"], 1);
    let [data] = SHA512.bind(cx, &args)?;
    let bytes = match data.obj().map(|id| cx.mem.get(id)) {
        Some(object) => match &object.body {
            Body::Bytes(bytes) => Some(bytes.clone()),
            _ => None,
        },
        None => None,
    };
    match bytes {
        Some(bytes) => Ok(Flow::Value(cx.bytes(sha512::digest(&bytes).to_vec()))),
        None => Err(cx.type_error("a bytes object is required")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_numbers_as_cpython_for_the_same_seed() {
        let mut twister = Twister::new(types::OBJECT);
        twister.seed(&[42]);
        // >>> random.seed(42); random.random(), random.random(), random.getrandbits(70)
        assert_eq!(twister.float(), 0.639_426_798_457_883_8);
        assert_eq!(twister.float(), 0.025_010_755_222_666_936);
        assert_eq!(twister.bits(70).to_string(), BITS);
    }

    const BITS: &str = "262771874424005612119";
}
