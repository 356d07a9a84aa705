/** Message digests by OpenSSL's names. */
import { blake2b, blake2s } from "@noble/hashes/blake2.js";
import { hmac } from "@noble/hashes/hmac.js";
import { md5, ripemd160, sha1 } from "@noble/hashes/legacy.js";
import { sha224, sha256, sha384, sha512, sha512_224, sha512_256 } from "@noble/hashes/sha2.js";
import { sha3_224, sha3_256, sha3_384, sha3_512, shake128, shake256 } from "@noble/hashes/sha3.js";
import { concatBytes } from "./bytes.ts";

/** A digest under way. */
export interface Hasher {
  update(bytes: Uint8Array): unknown;
  digest(): Uint8Array;
  clone(): Hasher;
  /** Digests whose length is chosen. */
  xof?(length: number): Uint8Array;
}

export interface Digest {
  /** OpenSSL's short name, in lower case. */
  name: string;
  outputBytes: number;
  blockBytes: number;
  /** Of the DigestInfo and of `hash` in an AlgorithmIdentifier. */
  oid: string;
  isXof: boolean;
  create(): Hasher;
  hmac?(key: Uint8Array): Hasher;
}

type Maker = Parameters<typeof hmac.create>[0];

function digest(name: string, maker: Maker, oid: string): Digest {
  return {
    name,
    oid,
    isXof: false,
    outputBytes: maker.outputLen,
    blockBytes: maker.blockLen,
    create: () => maker.create(),
    hmac: (key) => hmac.create(maker, key),
  };
}

/** An extendable output: OpenSSL gives 16 or 32 bytes when no length is asked for. */
function extendable(name: string, maker: typeof shake128, outputBytes: number, oid: string): Digest {
  const wrap = (state: ReturnType<typeof shake128.create>): Hasher => ({
    update: (bytes) => state.update(bytes),
    digest: () => state.xof(outputBytes),
    clone: () => wrap(state.clone()),
    xof: (length) => state.xof(length),
  });
  return { name, oid, isXof: true, outputBytes, blockBytes: maker.blockLen, create: () => wrap(maker.create()) };
}

/** TLS 1.1's handshake hash. */
function md5sha1(): Digest {
  const wrap = (left: Hasher, right: Hasher): Hasher => ({
    update(bytes) {
      left.update(bytes);
      right.update(bytes);
    },
    digest: () => concatBytes(left.digest(), right.digest()),
    clone: () => wrap(left.clone(), right.clone()),
  });
  const create = () => wrap(md5.create(), sha1.create());
  return { name: "md5-sha1", oid: "", isXof: false, outputBytes: 36, blockBytes: 64, create };
}

const nist = "2.16.840.1.101.3.4.2";
const known: Digest[] = [
  digest("md5", md5, "1.2.840.113549.2.5"),
  md5sha1(),
  digest("sha1", sha1, "1.3.14.3.2.26"),
  digest("ripemd160", ripemd160, "1.3.36.3.2.1"),
  digest("sha224", sha224, `${nist}.4`),
  digest("sha256", sha256, `${nist}.1`),
  digest("sha384", sha384, `${nist}.2`),
  digest("sha512", sha512, `${nist}.3`),
  digest("sha512-224", sha512_224, `${nist}.5`),
  digest("sha512-256", sha512_256, `${nist}.6`),
  digest("sha3-224", sha3_224, `${nist}.7`),
  digest("sha3-256", sha3_256, `${nist}.8`),
  digest("sha3-384", sha3_384, `${nist}.9`),
  digest("sha3-512", sha3_512, `${nist}.10`),
  extendable("shake128", shake128, 16, `${nist}.11`),
  extendable("shake256", shake256, 32, `${nist}.12`),
  digest("blake2b512", blake2b, "1.3.6.1.4.1.1722.12.2.1.16"),
  digest("blake2s256", blake2s, "1.3.6.1.4.1.1722.12.2.2.8"),
];

/** The other names under which OpenSSL lists each of them. */
const otherNames: Record<string, string[]> = {
  md5: ["RSA-MD5", "md5WithRSAEncryption", "ssl3-md5"],
  sha1: ["RSA-SHA1", "RSA-SHA1-2", "sha1WithRSAEncryption", "ssl3-sha1"],
  ripemd160: ["RSA-RIPEMD160", "ripemd", "ripemd160WithRSA", "rmd160"],
  "sha512-224": ["RSA-SHA512/224", "sha512-224WithRSAEncryption"],
  "sha512-256": ["RSA-SHA512/256", "sha512-256WithRSAEncryption"],
};
for (const size of [224, 256, 384, 512]) {
  otherNames[`sha${size}`] = [`RSA-SHA${size}`, `sha${size}WithRSAEncryption`];
  otherNames[`sha3-${size}`] = [`RSA-SHA3-${size}`, `id-rsassa-pkcs1-v1_5-with-sha3-${size}`];
}
/** Names that are understood and not listed. */
const unlisted: Record<string, string> = {
  dss1: "sha1",
  "sha-1": "sha1",
  "sha2-224": "sha224",
  "sha-224": "sha224",
  "sha2-256": "sha256",
  "sha-256": "sha256",
  "sha2-384": "sha384",
  "sha-384": "sha384",
  "sha2-512": "sha512",
  "sha-512": "sha512",
  "sha512/224": "sha512-224",
  "sha-512/224": "sha512-224",
  "sha512/256": "sha512-256",
  "sha-512/256": "sha512-256",
  "shake-128": "shake128",
  "shake-256": "shake256",
  "blake2b-512": "blake2b512",
  "blake2s-256": "blake2s256",
  "ripemd-160": "ripemd160",
};

const byName = new Map<string, Digest>();
for (const one of known) {
  for (const name of [one.name, ...(otherNames[one.name] ?? [])]) byName.set(name.toLowerCase(), one);
}
for (const [alias, name] of Object.entries(unlisted)) {
  const one = byName.get(name);
  if (one) byName.set(alias, one);
}
const byOid = new Map(known.map((one) => [one.oid, one]));

/** The digest that OpenSSL has under `name`, in any case. */
export function findDigest(name: string): Digest | undefined {
  return byName.get(name.toLowerCase());
}

export function digestOfOid(oid: string): Digest | undefined {
  return byOid.get(oid);
}

/** All names, sorted as OpenSSL sorts them. */
export const digestNames: string[] = known
  .flatMap((one) => [one.name, ...(otherNames[one.name] ?? [])])
  .sort((left, right) => (left < right ? -1 : 1));

export function hashOnce(one: Digest, ...parts: Uint8Array[]): Uint8Array {
  const hasher = one.create();
  for (const part of parts) hasher.update(part);
  return hasher.digest();
}

/** `length` bytes of an extendable output, or the whole of any other digest. */
export function finishHash(one: Digest, hasher: Hasher, length: number | undefined): Uint8Array {
  if (length === undefined || length === one.outputBytes) return hasher.digest();
  return length === 0 ? new Uint8Array(0) : (hasher.xof?.(length) ?? hasher.digest());
}

export function hmacOnce(one: Digest, key: Uint8Array, ...parts: Uint8Array[]): Uint8Array {
  const hasher = one.hmac?.(key);
  if (!hasher) throw new RangeError(`${one.name} has no HMAC`);
  for (const part of parts) hasher.update(part);
  return hasher.digest();
}
