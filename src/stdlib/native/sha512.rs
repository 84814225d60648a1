//! Owns SHA-512 (FIPS 180-4), which CPython's `random.seed(text)` goes through.

use num_bigint::BigUint;
use num_traits::ToPrimitive;

/// The first `count` primes.
fn primes(count: usize) -> Vec<u32> {
    let mut found: Vec<u32> = Vec::with_capacity(count);
    let mut candidate = 2;
    while found.len() < count {
        if found.iter().all(|p| candidate % p != 0) {
            found.push(candidate);
        }
        candidate += 1;
    }
    found
}

/// The first 64 bits of the fractional part of the `degree`-th root of a number.
fn root_fraction(number: u32, degree: u32) -> u64 {
    let scaled = BigUint::from(number) << (64 * degree);
    let root = scaled.nth_root(degree);
    let fraction = root & BigUint::from(u64::MAX);
    fraction.to_u64().expect("64 bits were kept")
}

/// The 64-byte digest of a message.
pub(super) fn digest(message: &[u8]) -> [u8; 64] {
    let primes = primes(80);
    let k: Vec<u64> = primes.iter().map(|p| root_fraction(*p, 3)).collect();
    let mut h: Vec<u64> = primes[..8].iter().map(|p| root_fraction(*p, 2)).collect();

    let mut padded = message.to_vec();
    padded.push(0x80);
    while padded.len() % 128 != 112 {
        padded.push(0);
    }
    padded.extend((message.len() as u128 * 8).to_be_bytes());

    for block in padded.chunks_exact(128) {
        compress(&mut h, block, &k);
    }
    let mut out = [0; 64];
    for (bytes, word) in out.chunks_exact_mut(8).zip(h) {
        bytes.copy_from_slice(&word.to_be_bytes());
    }
    out
}

fn compress(h: &mut [u64], block: &[u8], k: &[u64]) {
    let mut w: Vec<u64> = block
        .chunks_exact(8)
        .map(|bytes| {
            bytes
                .iter()
                .fold(0, |word, byte| word << 8 | u64::from(*byte))
        })
        .collect();
    for t in 16..80 {
        let (a, b) = (w[t - 15], w[t - 2]);
        let s0 = a.rotate_right(1) ^ a.rotate_right(8) ^ (a >> 7);
        let s1 = b.rotate_right(19) ^ b.rotate_right(61) ^ (b >> 6);
        w.push(
            s1.wrapping_add(w[t - 7])
                .wrapping_add(s0)
                .wrapping_add(w[t - 16]),
        );
    }
    let mut v = [0; 8];
    v.copy_from_slice(h);
    for t in 0..80 {
        let [a, b, c, d, e, f, g, last] = v;
        let s1 = e.rotate_right(14) ^ e.rotate_right(18) ^ e.rotate_right(41);
        let choice = (e & f) ^ (!e & g);
        let t1 = last
            .wrapping_add(s1)
            .wrapping_add(choice)
            .wrapping_add(k[t])
            .wrapping_add(w[t]);
        let s0 = a.rotate_right(28) ^ a.rotate_right(34) ^ a.rotate_right(39);
        let majority = (a & b) ^ (a & c) ^ (b & c);
        v = [
            t1.wrapping_add(s0.wrapping_add(majority)),
            a,
            b,
            c,
            d.wrapping_add(t1),
            e,
            f,
            g,
        ];
    }
    for (word, added) in h.iter_mut().zip(v) {
        *word = word.wrapping_add(added);
    }
}

#[cfg(test)]
mod tests {
    use super::digest;

    fn hex(message: &[u8]) -> String {
        digest(message).iter().map(|b| format!("{b:02x}")).collect()
    }

    #[test]
    fn digests_are_those_of_fips_180() {
        assert_eq!(
            hex(b"abc"),
            "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f"
        );
        assert_eq!(
            hex(&[b'a'; 200]),
            "4b11459c33f52a22ee8236782714c150a3b2c60994e9acee17fe68947a3e6789f31e7668394592da7bef827cddca88c4e6f86e4df7ed1ae6cba71f3e98faee9f"
        );
    }
}
