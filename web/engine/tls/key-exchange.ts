/** Ephemeral key agreement: X25519, X448 and NIST's curves (RFC 7748, SEC 1), and finite-field groups for TLS 1.2. */
import { x448 } from "@noble/curves/ed448.js";
import { x25519 } from "@noble/curves/ed25519.js";
import { p256, p384, p521 } from "@noble/curves/nist.js";
import { fromBigInt, randomBytes, toBigInt } from "../crypto/bytes.ts";
import { alerts, TlsFailure } from "./failure.ts";

export interface KeyPair {
  publicBytes: Uint8Array;
  /** Throws `TlsFailure` for a public value that is none. */
  agree(peer: Uint8Array): Uint8Array;
}

export interface Group {
  id: number;
  /** As `ecdhCurve` and `getEphemeralKeyInfo` name it. */
  names: readonly string[];
  type: "ECDH";
  bits: number;
  generate(): KeyPair;
}

function checked(agree: () => Uint8Array): Uint8Array {
  try {
    return agree();
  } catch {
    throw new TlsFailure("badKeyShare", alerts.illegalParameter);
  }
}

function montgomery(curve: typeof x25519 | typeof x448): () => KeyPair {
  return () => {
    const secret = randomBytes(curve.lengths.secretKey ?? 0);
    return {
      publicBytes: curve.getPublicKey(secret),
      agree: (peer) => checked(() => curve.getSharedSecret(secret, peer)),
    };
  };
}

function weierstrass(curve: typeof p256): () => KeyPair {
  return () => {
    const secret = curve.utils.randomSecretKey(randomBytes(curve.lengths.seed ?? 0));
    return {
      publicBytes: curve.getPublicKey(secret, false),
      // The x coordinate alone, without the point's first byte.
      agree: (peer) => checked(() => curve.getSharedSecret(secret, peer, true).slice(1)),
    };
  };
}

/** OpenSSL's order of preference. */
export const groups: readonly Group[] = [
  { id: 29, names: ["X25519", "x25519"], type: "ECDH", bits: 253, generate: montgomery(x25519) },
  { id: 23, names: ["prime256v1", "P-256", "secp256r1"], type: "ECDH", bits: 256, generate: weierstrass(p256) },
  { id: 30, names: ["X448", "x448"], type: "ECDH", bits: 448, generate: montgomery(x448) },
  { id: 24, names: ["secp384r1", "P-384"], type: "ECDH", bits: 384, generate: weierstrass(p384) },
  { id: 25, names: ["secp521r1", "P-521"], type: "ECDH", bits: 521, generate: weierstrass(p521) },
];

/** Groups by a list such as `auto` or `P-256:X25519`; undefined when a name is unknown. */
export function namedGroups(text: string): Group[] | undefined {
  if (text === "auto" || text === "") return [...groups];
  const found = text.split(":").map((name) => groups.find(({ names }) => names.includes(name)));
  const known = found.filter((group) => group !== undefined);
  return known.length === found.length ? known : undefined;
}

export interface FiniteField {
  prime: bigint;
  generator: bigint;
}

function power(base: bigint, exponent: bigint, modulus: bigint): bigint {
  let result = 1n;
  let factor = base % modulus;
  for (let left = exponent; left > 0n; left >>= 1n) {
    if (left & 1n) result = (result * factor) % modulus;
    factor = (factor * factor) % modulus;
  }
  return result;
}

/** A short secret exponent is enough for a safe prime (RFC 7919, 5.2). */
const exponentBytes = 40;

export function finiteFieldPair({ prime, generator }: FiniteField): KeyPair {
  const secret = toBigInt(randomBytes(exponentBytes));
  return {
    publicBytes: fromBigInt(power(generator, secret, prime)),
    agree(peer) {
      const value = toBigInt(peer);
      if (value <= 1n || value >= prime - 1n) throw new TlsFailure("badKeyShare", alerts.illegalParameter);
      return fromBigInt(power(value, secret, prime));
    },
  };
}
