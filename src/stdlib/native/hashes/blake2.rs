//! Owns BLAKE2 (RFC 7693, with the tree parameters of the BLAKE2 paper), as `hashlib.blake2b` and
//! `blake2s` take them. Our own because the well-kept crates fix the size of a keyed digest when they are
//! compiled, and a program chooses it when it runs.

const SIGMA: [[usize; 16]; 10] = [
    [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15],
    [14, 10, 4, 8, 9, 15, 13, 6, 1, 12, 0, 2, 11, 7, 5, 3],
    [11, 8, 12, 0, 5, 2, 15, 13, 10, 14, 3, 6, 7, 1, 9, 4],
    [7, 9, 3, 1, 13, 12, 11, 14, 2, 6, 5, 10, 4, 0, 15, 8],
    [9, 0, 5, 7, 2, 4, 10, 15, 14, 1, 11, 12, 6, 8, 3, 13],
    [2, 12, 6, 10, 0, 11, 8, 3, 4, 13, 7, 5, 15, 14, 1, 9],
    [12, 5, 1, 15, 14, 13, 4, 10, 0, 7, 6, 3, 9, 2, 8, 11],
    [13, 11, 7, 14, 12, 1, 3, 9, 5, 0, 15, 4, 8, 6, 2, 10],
    [6, 15, 14, 9, 11, 3, 0, 8, 12, 2, 13, 7, 1, 4, 10, 5],
    [10, 2, 8, 4, 7, 6, 1, 5, 15, 11, 9, 14, 3, 12, 13, 0],
];

/// What a digest is made with beside the data.
#[derive(Clone, Debug)]
pub(super) struct Params {
    pub digest_size: u8,
    pub key: Vec<u8>,
    pub salt: Vec<u8>,
    pub person: Vec<u8>,
    pub fanout: u8,
    pub depth: u8,
    pub leaf_size: u32,
    pub node_offset: u64,
    pub node_depth: u8,
    pub inner_size: u8,
    pub last_node: bool,
}

macro_rules! blake2 {
    ($name:ident, $word:ty, $rounds:literal, $block:literal, $rotations:expr, $iv:expr, $param:ident) => {
        #[derive(Clone, Debug)]
        pub(super) struct $name {
            h: [$word; 8],
            counter: u128,
            pending: Vec<u8>,
            digest_size: u8,
            last_node: bool,
        }

        impl $name {
            pub(super) const BLOCK: usize = $block;

            pub(super) fn new(params: &Params) -> Self {
                const WORD: usize = size_of::<$word>();
                let block = $param(params);
                let mut h: [$word; 8] = $iv;
                for (word, bytes) in h.iter_mut().zip(block.chunks_exact(WORD)) {
                    let bytes = bytes.try_into().expect("a chunk is a word long");
                    *word ^= <$word>::from_le_bytes(bytes);
                }
                let mut pending = Vec::new();
                if !params.key.is_empty() {
                    pending.extend_from_slice(&params.key);
                    pending.resize($block, 0);
                }
                Self {
                    h,
                    counter: 0,
                    pending,
                    digest_size: params.digest_size,
                    last_node: params.last_node,
                }
            }

            pub(super) fn digest_size(&self) -> usize {
                usize::from(self.digest_size)
            }

            pub(super) fn update(&mut self, mut data: &[u8]) {
                // The last block is compressed at the end: it is marked.
                while self.pending.len() + data.len() > $block {
                    let (now, rest) = data.split_at($block - self.pending.len());
                    self.pending.extend_from_slice(now);
                    data = rest;
                    self.counter += $block;
                    let block = std::mem::take(&mut self.pending);
                    self.compress(&block, false);
                }
                self.pending.extend_from_slice(data);
            }

            pub(super) fn digest(&self) -> Vec<u8> {
                let mut end = self.clone();
                end.counter += end.pending.len() as u128;
                let mut block = std::mem::take(&mut end.pending);
                block.resize($block, 0);
                end.compress(&block, true);
                let bytes = end.h.iter().flat_map(|word| word.to_le_bytes());
                bytes.take(end.digest_size()).collect()
            }

            fn compress(&mut self, block: &[u8], last: bool) {
                const WORD: usize = size_of::<$word>();
                const R: [u32; 4] = $rotations;
                let iv: [$word; 8] = $iv;
                let mut m = [0; 16];
                for (word, bytes) in m.iter_mut().zip(block.chunks_exact(WORD)) {
                    let bytes = bytes.try_into().expect("a chunk is a word long");
                    *word = <$word>::from_le_bytes(bytes);
                }
                let mut v = [0; 16];
                v[..8].copy_from_slice(&self.h);
                v[8..].copy_from_slice(&iv);
                v[12] ^= self.counter as $word;
                v[13] ^= (self.counter >> (WORD * 8)) as $word;
                if last {
                    v[14] = !v[14];
                    if self.last_node {
                        v[15] = !v[15];
                    }
                }
                let mut g = |a: usize, b: usize, c: usize, d: usize, x: $word, y: $word| {
                    v[a] = v[a].wrapping_add(v[b]).wrapping_add(x);
                    v[d] = (v[d] ^ v[a]).rotate_right(R[0]);
                    v[c] = v[c].wrapping_add(v[d]);
                    v[b] = (v[b] ^ v[c]).rotate_right(R[1]);
                    v[a] = v[a].wrapping_add(v[b]).wrapping_add(y);
                    v[d] = (v[d] ^ v[a]).rotate_right(R[2]);
                    v[c] = v[c].wrapping_add(v[d]);
                    v[b] = (v[b] ^ v[c]).rotate_right(R[3]);
                };
                for round in 0..$rounds {
                    let s = &SIGMA[round % 10];
                    for i in 0..4 {
                        g(i, i + 4, i + 8, i + 12, m[s[2 * i]], m[s[2 * i + 1]]);
                    }
                    for i in 0..4 {
                        let (b, c, d) = (4 + (i + 1) % 4, 8 + (i + 2) % 4, 12 + (i + 3) % 4);
                        g(i, b, c, d, m[s[8 + 2 * i]], m[s[9 + 2 * i]]);
                    }
                }
                for i in 0..8 {
                    self.h[i] ^= v[i] ^ v[i + 8];
                }
            }
        }
    };
}

fn head(p: &Params) -> Vec<u8> {
    let mut block = vec![p.digest_size, p.key.len() as u8, p.fanout, p.depth];
    block.extend_from_slice(&p.leaf_size.to_le_bytes());
    block
}

fn padded(block: &mut Vec<u8>, bytes: &[u8], size: usize) {
    let end = block.len() + size;
    block.extend_from_slice(bytes);
    block.resize(end, 0);
}

fn params_b(p: &Params) -> Vec<u8> {
    let mut block = head(p);
    block.extend_from_slice(&p.node_offset.to_le_bytes());
    block.extend_from_slice(&[p.node_depth, p.inner_size]);
    block.resize(32, 0);
    padded(&mut block, &p.salt, 16);
    padded(&mut block, &p.person, 16);
    block
}

fn params_s(p: &Params) -> Vec<u8> {
    let mut block = head(p);
    block.extend_from_slice(&p.node_offset.to_le_bytes()[..6]);
    block.extend_from_slice(&[p.node_depth, p.inner_size]);
    padded(&mut block, &p.salt, 8);
    padded(&mut block, &p.person, 8);
    block
}

blake2!(
    Blake2b,
    u64,
    12,
    128,
    [32, 24, 16, 63],
    [
        0x6a09_e667_f3bc_c908,
        0xbb67_ae85_84ca_a73b,
        0x3c6e_f372_fe94_f82b,
        0xa54f_f53a_5f1d_36f1,
        0x510e_527f_ade6_82d1,
        0x9b05_688c_2b3e_6c1f,
        0x1f83_d9ab_fb41_bd6b,
        0x5be0_cd19_137e_2179
    ],
    params_b
);
blake2!(
    Blake2s,
    u32,
    10,
    64,
    [16, 12, 8, 7],
    [
        0x6a09_e667,
        0xbb67_ae85,
        0x3c6e_f372,
        0xa54f_f53a,
        0x510e_527f,
        0x9b05_688c,
        0x1f83_d9ab,
        0x5be0_cd19
    ],
    params_s
);
