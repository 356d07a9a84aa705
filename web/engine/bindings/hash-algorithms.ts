/** Message digests, incremental and synchronous (Web Crypto is neither): MD5 (RFC 1321), SHA-1 and SHA-2 (FIPS 180-4). */

export interface Digest {
  update(bytes: Uint8Array): void;
  digest(): Uint8Array;
  copy(): Digest;
}

interface Algorithm {
  blockBytes: number;
  digestBytes: number;
  littleEndian: boolean;
  initial: readonly number[];
  compress(state: Uint32Array, block: DataView, offset: number): void;
}

const rotateLeft = (value: number, bits: number) => (value << bits) | (value >>> (32 - bits));
const rotateRight = (value: number, bits: number) => (value >>> bits) | (value << (32 - bits));

/** Fractional bits of the cube roots (constants) and square roots (start values) of the first primes, as 64-bit integers. */
function primes(count: number): number[] {
  const found: number[] = [];
  for (let candidate = 2; found.length < count; candidate++) {
    if (found.every((prime) => candidate % prime !== 0)) found.push(candidate);
  }
  return found;
}

function rootFraction(value: number, degree: 2 | 3): bigint {
  // floor(value^(1/degree) * 2^64) by Newton's method on integers, then the low 64 bits.
  const target = BigInt(value) << BigInt(64 * degree);
  let guess = 1n << 68n;
  for (;;) {
    const next = degree === 2 ? (guess + target / guess) >> 1n : (2n * guess + target / (guess * guess)) / 3n;
    if (next >= guess) return guess & 0xffffffffffffffffn;
    guess = next;
  }
}

const halves = (values: bigint[]) => values.flatMap((value) => [Number(value >> 32n), Number(value & 0xffffffffn)]);
let wideConstants: Int32Array | undefined;
/** High and low words of SHA-512's constants; SHA-256 uses the high words. */
function shaConstants(): Int32Array {
  wideConstants ??= Int32Array.from(halves(primes(80).map((prime) => rootFraction(prime, 3))), (word) => word | 0);
  return wideConstants;
}

const md5Shifts = [7, 12, 17, 22, 5, 9, 14, 20, 4, 11, 16, 23, 6, 10, 15, 21];
const md5Constants = Int32Array.from(
  { length: 64 },
  (_, index) => Math.floor(Math.abs(Math.sin(index + 1)) * 2 ** 32) | 0,
);

const md5: Algorithm = {
  blockBytes: 64,
  digestBytes: 16,
  littleEndian: true,
  initial: [0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476],
  compress(state, block, offset) {
    let a = (state[0] ?? 0) | 0;
    let b = (state[1] ?? 0) | 0;
    let c = (state[2] ?? 0) | 0;
    let d = (state[3] ?? 0) | 0;
    for (let index = 0; index < 64; index++) {
      const round = index >> 4;
      const mixed =
        round === 0 ? (b & c) | (~b & d) : round === 1 ? (d & b) | (~d & c) : round === 2 ? b ^ c ^ d : c ^ (b | ~d);
      const word = round === 0 ? index : round === 1 ? 5 * index + 1 : round === 2 ? 3 * index + 5 : 7 * index;
      const sum = (a + mixed + (md5Constants[index] ?? 0) + block.getInt32(offset + 4 * (word & 15), true)) | 0;
      a = d;
      d = c;
      c = b;
      b = (b + rotateLeft(sum, md5Shifts[4 * round + (index & 3)] ?? 0)) | 0;
    }
    add(state, [a, b, c, d]);
  },
};

const schedule = new Int32Array(80);

const sha1: Algorithm = {
  blockBytes: 64,
  digestBytes: 20,
  littleEndian: false,
  initial: [0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0],
  compress(state, block, offset) {
    const w = schedule;
    for (let i = 0; i < 16; i++) w[i] = block.getInt32(offset + 4 * i);
    for (let i = 16; i < 80; i++) {
      w[i] = rotateLeft((w[i - 3] ?? 0) ^ (w[i - 8] ?? 0) ^ (w[i - 14] ?? 0) ^ (w[i - 16] ?? 0), 1);
    }
    let a = (state[0] ?? 0) | 0;
    let b = (state[1] ?? 0) | 0;
    let c = (state[2] ?? 0) | 0;
    let d = (state[3] ?? 0) | 0;
    let e = (state[4] ?? 0) | 0;
    for (let i = 0; i < 80; i++) {
      const mixed = i < 20 ? (b & c) | (~b & d) : i < 40 || i >= 60 ? b ^ c ^ d : (b & c) | (b & d) | (c & d);
      const constant = i < 20 ? 0x5a827999 : i < 40 ? 0x6ed9eba1 : i < 60 ? 0x8f1bbcdc : 0xca62c1d6;
      const next = (rotateLeft(a, 5) + mixed + e + constant + (w[i] ?? 0)) | 0;
      e = d;
      d = c;
      c = rotateLeft(b, 30);
      b = a;
      a = next;
    }
    add(state, [a, b, c, d, e]);
  },
};

function compress256(state: Uint32Array, block: DataView, offset: number): void {
  const constants = shaConstants();
  const w = schedule;
  for (let i = 0; i < 16; i++) w[i] = block.getInt32(offset + 4 * i);
  for (let i = 16; i < 64; i++) {
    const x = w[i - 15] ?? 0;
    const y = w[i - 2] ?? 0;
    const s0 = rotateRight(x, 7) ^ rotateRight(x, 18) ^ (x >>> 3);
    const s1 = rotateRight(y, 17) ^ rotateRight(y, 19) ^ (y >>> 10);
    w[i] = ((w[i - 16] ?? 0) + s0 + (w[i - 7] ?? 0) + s1) | 0;
  }
  let a = (state[0] ?? 0) | 0;
  let b = (state[1] ?? 0) | 0;
  let c = (state[2] ?? 0) | 0;
  let d = (state[3] ?? 0) | 0;
  let e = (state[4] ?? 0) | 0;
  let f = (state[5] ?? 0) | 0;
  let g = (state[6] ?? 0) | 0;
  let h = (state[7] ?? 0) | 0;
  for (let i = 0; i < 64; i++) {
    const s1 = rotateRight(e, 6) ^ rotateRight(e, 11) ^ rotateRight(e, 25);
    const t1 = (h + s1 + ((e & f) ^ (~e & g)) + (constants[2 * i] ?? 0) + (w[i] ?? 0)) | 0;
    const s0 = rotateRight(a, 2) ^ rotateRight(a, 13) ^ rotateRight(a, 22);
    const t2 = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    h = g;
    g = f;
    f = e;
    e = (d + t1) | 0;
    d = c;
    c = b;
    b = a;
    a = (t1 + t2) | 0;
  }
  add(state, [a, b, c, d, e, f, g, h]);
}

function add(state: Uint32Array, values: number[]): void {
  for (let index = 0; index < values.length; index++) state[index] = (state[index] ?? 0) + (values[index] ?? 0);
}

const wide = { high: new Int32Array(80), low: new Int32Array(80) };

/** SHA-512's rounds on pairs of 32-bit words. */
function compress512(state: Uint32Array, block: DataView, offset: number): void {
  const constants = shaConstants();
  const { high: wh, low: wl } = wide;
  for (let i = 0; i < 16; i++) {
    wh[i] = block.getInt32(offset + 8 * i);
    wl[i] = block.getInt32(offset + 8 * i + 4);
  }
  for (let i = 16; i < 80; i++) {
    const xh = wh[i - 15] ?? 0;
    const xl = wl[i - 15] ?? 0;
    const yh = wh[i - 2] ?? 0;
    const yl = wl[i - 2] ?? 0;
    const s0h = ((xh >>> 1) | (xl << 31)) ^ ((xh >>> 8) | (xl << 24)) ^ (xh >>> 7);
    const s0l = ((xl >>> 1) | (xh << 31)) ^ ((xl >>> 8) | (xh << 24)) ^ ((xl >>> 7) | (xh << 25));
    const s1h = ((yh >>> 19) | (yl << 13)) ^ ((yl >>> 29) | (yh << 3)) ^ (yh >>> 6);
    const s1l = ((yl >>> 19) | (yh << 13)) ^ ((yh >>> 29) | (yl << 3)) ^ ((yl >>> 6) | (yh << 26));
    const low = (s0l >>> 0) + (s1l >>> 0) + ((wl[i - 7] ?? 0) >>> 0) + ((wl[i - 16] ?? 0) >>> 0);
    wl[i] = low | 0;
    wh[i] = (s0h + s1h + (wh[i - 7] ?? 0) + (wh[i - 16] ?? 0) + carry(low)) | 0;
  }
  rounds512(state, constants);
}

/** The value that sums of low words carry into the high word. */
const carry = (low: number) => (low / 2 ** 32) | 0;

/** The eight words as locals: in an array the same rounds take four times as long. */
function rounds512(state: Uint32Array, constants: Int32Array): void {
  const { high: wh, low: wl } = wide;
  // Destructuring would walk an iterator for every block.
  let ah = (state[0] ?? 0) | 0;
  let al = (state[1] ?? 0) | 0;
  let bh = (state[2] ?? 0) | 0;
  let bl = (state[3] ?? 0) | 0;
  let ch = (state[4] ?? 0) | 0;
  let cl = (state[5] ?? 0) | 0;
  let dh = (state[6] ?? 0) | 0;
  let dl = (state[7] ?? 0) | 0;
  let eh = (state[8] ?? 0) | 0;
  let el = (state[9] ?? 0) | 0;
  let fh = (state[10] ?? 0) | 0;
  let fl = (state[11] ?? 0) | 0;
  let gh = (state[12] ?? 0) | 0;
  let gl = (state[13] ?? 0) | 0;
  let hh = (state[14] ?? 0) | 0;
  let hl = (state[15] ?? 0) | 0;
  for (let i = 0; i < 80; i++) {
    const s1h = ((eh >>> 14) | (el << 18)) ^ ((eh >>> 18) | (el << 14)) ^ ((el >>> 9) | (eh << 23));
    const s1l = ((el >>> 14) | (eh << 18)) ^ ((el >>> 18) | (eh << 14)) ^ ((eh >>> 9) | (el << 23));
    const choiceLow = (el & fl) ^ (~el & gl);
    const constantLow = constants[2 * i + 1] ?? 0;
    const low1 = (hl >>> 0) + (s1l >>> 0) + (choiceLow >>> 0) + (constantLow >>> 0) + ((wl[i] ?? 0) >>> 0);
    const choiceHigh = (eh & fh) ^ (~eh & gh);
    const t1h = (hh + s1h + choiceHigh + (constants[2 * i] ?? 0) + (wh[i] ?? 0) + carry(low1)) | 0;
    const t1l = low1 | 0;
    const s0h = ((ah >>> 28) | (al << 4)) ^ ((al >>> 2) | (ah << 30)) ^ ((al >>> 7) | (ah << 25));
    const s0l = ((al >>> 28) | (ah << 4)) ^ ((ah >>> 2) | (al << 30)) ^ ((ah >>> 7) | (al << 25));
    const majorityLow = (al & bl) ^ (al & cl) ^ (bl & cl);
    const majorityHigh = (ah & bh) ^ (ah & ch) ^ (bh & ch);
    hh = gh;
    hl = gl;
    gh = fh;
    gl = fl;
    fh = eh;
    fl = el;
    const lowE = (dl >>> 0) + (t1l >>> 0);
    eh = (dh + t1h + carry(lowE)) | 0;
    el = lowE | 0;
    dh = ch;
    dl = cl;
    ch = bh;
    cl = bl;
    bh = ah;
    bl = al;
    const lowA = (t1l >>> 0) + (s0l >>> 0) + (majorityLow >>> 0);
    ah = (t1h + s0h + majorityHigh + carry(lowA)) | 0;
    al = lowA | 0;
  }
  addPairs(state, [ah, al, bh, bl, ch, cl, dh, dl, eh, el, fh, fl, gh, gl, hh, hl]);
}

function addPairs(state: Uint32Array, values: number[]): void {
  for (let index = 0; index < values.length; index += 2) {
    const low = (state[index + 1] ?? 0) + ((values[index + 1] ?? 0) >>> 0);
    state[index + 1] = low;
    state[index] = (state[index] ?? 0) + (values[index] ?? 0) + carry(low);
  }
}

const sha2 = (digestBytes: number, blockBytes: 64 | 128, initial: number[]): Algorithm => ({
  blockBytes,
  digestBytes,
  littleEndian: false,
  initial,
  compress: blockBytes === 64 ? compress256 : compress512,
});
const startOf = (list: number[]) => list.map((prime) => rootFraction(prime, 2));

const factories: Record<string, () => Algorithm> = {
  md5: () => md5,
  sha1: () => sha1,
  sha224: () =>
    sha2(
      28,
      64,
      startOf(primes(16).slice(8)).map((value) => Number(value & 0xffffffffn)),
    ),
  sha256: () =>
    sha2(
      32,
      64,
      startOf(primes(8)).map((value) => Number(value >> 32n)),
    ),
  sha384: () => sha2(48, 128, halves(startOf(primes(16).slice(8)))),
  sha512: () => sha2(64, 128, halves(startOf(primes(8)))),
};
const made = new Map<string, Algorithm>();

/** Names that OpenSSL knows these algorithms by, upper case with dashes included. */
export const hashNames = Object.keys(factories);

function algorithmOf(name: string): Algorithm | undefined {
  const plain = name.toLowerCase().replace(/^rsa-/, "").replace(/^sha-/, "sha");
  const known = made.get(plain);
  if (known) return known;
  const algorithm = factories[plain]?.();
  if (algorithm) made.set(plain, algorithm);
  return algorithm;
}

export function blockBytesOf(name: string): number | undefined {
  return algorithmOf(name)?.blockBytes;
}

class BlockDigest implements Digest {
  readonly #algorithm: Algorithm;
  readonly #state: Uint32Array;
  readonly #block: Uint8Array;
  #filled = 0;
  #length = 0;

  constructor(algorithm: Algorithm, from?: BlockDigest) {
    this.#algorithm = algorithm;
    this.#state = from ? from.#state.slice() : Uint32Array.from(algorithm.initial);
    this.#block = from ? from.#block.slice() : new Uint8Array(algorithm.blockBytes);
    this.#filled = from ? from.#filled : 0;
    this.#length = from ? from.#length : 0;
  }
  update(bytes: Uint8Array): void {
    const { blockBytes, compress } = this.#algorithm;
    this.#length += bytes.length;
    let at = 0;
    if (this.#filled > 0) {
      at = Math.min(blockBytes - this.#filled, bytes.length);
      this.#block.set(bytes.subarray(0, at), this.#filled);
      this.#filled += at;
      if (this.#filled < blockBytes) return;
      compress(this.#state, new DataView(this.#block.buffer), 0);
      this.#filled = 0;
    }
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    for (; at + blockBytes <= bytes.length; at += blockBytes) compress(this.#state, view, at);
    this.#block.set(bytes.subarray(at));
    this.#filled = bytes.length - at;
  }
  digest(): Uint8Array {
    const { blockBytes, digestBytes, littleEndian } = this.#algorithm;
    const lengthBytes = blockBytes / 8;
    const bits = this.#length * 8;
    const padding = new Uint8Array(((2 * blockBytes - this.#filled - 1 - lengthBytes) % blockBytes) + 1 + lengthBytes);
    padding[0] = 0x80;
    const view = new DataView(padding.buffer);
    const end = padding.length;
    view.setUint32(littleEndian ? end - 8 : end - 4, bits % 2 ** 32, littleEndian);
    view.setUint32(littleEndian ? end - 4 : end - 8, Math.floor(bits / 2 ** 32), littleEndian);
    this.update(padding);
    const out = new DataView(new ArrayBuffer(this.#state.length * 4));
    this.#state.forEach((word, index) => {
      out.setUint32(4 * index, word, littleEndian);
    });
    return new Uint8Array(out.buffer, 0, digestBytes);
  }
  copy(): Digest {
    return new BlockDigest(this.#algorithm, this);
  }
}

/** A fresh digest, or undefined for an algorithm that is not here. */
export function createDigest(name: string): Digest | undefined {
  const algorithm = algorithmOf(name);
  return algorithm && new BlockDigest(algorithm);
}

/** HMAC by RFC 2104. */
export function createHmac(name: string, key: Uint8Array): Digest | undefined {
  const blockBytes = blockBytesOf(name);
  const inner = createDigest(name);
  const outer = createDigest(name);
  if (blockBytes === undefined || !inner || !outer) return undefined;
  const padded = new Uint8Array(blockBytes);
  padded.set(key.length > blockBytes ? hashOnce(name, key) : key);
  inner.update(padded.map((byte) => byte ^ 0x36));
  outer.update(padded.map((byte) => byte ^ 0x5c));
  return hmacOf(inner, outer);
}

function hmacOf(inner: Digest, outer: Digest): Digest {
  return {
    update: (bytes) => inner.update(bytes),
    digest() {
      outer.update(inner.digest());
      return outer.digest();
    },
    copy: () => hmacOf(inner.copy(), outer.copy()),
  };
}

export function hashOnce(name: string, ...parts: Uint8Array[]): Uint8Array {
  const digest = createDigest(name);
  if (!digest) throw new RangeError(`unknown digest ${name}`);
  for (const part of parts) digest.update(part);
  return digest.digest();
}
