/** Keys as JSON (RFC 7517, RFC 7518, RFC 8037). */
import { decodeBytes, encodeText, encodings } from "../bindings/text-encodings.ts";
import { concatBytes, fromBigInt, sameBytes, toBigInt } from "./bytes.ts";
import { curveOfJwk, type ModernKind, modernCurves, modernKinds } from "./curves.ts";
import { nodeError } from "./errors.ts";
import type { EcKey, Key, RawKey, RsaKey } from "./key.ts";
import { rawPrivateKey } from "./key.ts";
import { ecPrivateKey, ecPublicKey, rawPublicKey } from "./key-read.ts";

/** What a program gives as a JWK: any members, any types. */
export type Jwk = Record<string, unknown>;

function invalidJwk(message: string): Error {
  return nodeError("ERR_CRYPTO_INVALID_JWK", message, TypeError);
}

export function fromBase64Url(text: string): Uint8Array {
  return encodeText(text, encodings.base64url);
}

export function toBase64Url(bytes: Uint8Array): string {
  return decodeBytes(bytes, encodings.base64url);
}

function member(jwk: Jwk, name: string, kind: string): Uint8Array {
  const value = jwk[name];
  if (typeof value !== "string") throw invalidJwk(`Invalid JWK ${kind} key`);
  return fromBase64Url(value);
}

function readRsa(jwk: Jwk): RsaKey {
  const number = (name: string) => toBigInt(member(jwk, name, "RSA"));
  const key: RsaKey = { type: "rsa", public: { n: number("n"), e: number("e") } };
  if (key.public.n === 0n || key.public.e === 0n) throw invalidJwk("Invalid JWK RSA key");
  if (jwk["d"] === undefined) return key;
  const [d, p, q] = [number("d"), number("p"), number("q")];
  return { ...key, private: { ...key.public, d, p, q, dp: number("dp"), dq: number("dq"), qi: number("qi") } };
}

function readEc(jwk: Jwk, namedCurve: unknown): EcKey {
  const curve = curveOfJwk(String(namedCurve ?? jwk["crv"]));
  if (!curve) throw nodeError("ERR_CRYPTO_INVALID_CURVE", "Invalid EC curve name", TypeError);
  const [x, y] = [member(jwk, "x", "EC"), member(jwk, "y", "EC")];
  try {
    const size = curve.fieldBytes;
    if (toBigInt(x) >> BigInt(8 * size) || toBigInt(y) >> BigInt(8 * size)) throw new RangeError("coordinate");
    const point = concatBytes(Uint8Array.of(4), fromBigInt(toBigInt(x), size), fromBigInt(toBigInt(y), size));
    const key = ecPublicKey(curve, point);
    if (jwk["d"] === undefined) return key;
    const own = ecPrivateKey(curve, toBigInt(member(jwk, "d", "EC")));
    return { ...key, scalar: own.scalar };
  } catch {
    // A coordinate or number that is not of the curve.
    throw invalidJwk("Invalid JWK EC key");
  }
}

function readOkp(jwk: Jwk): RawKey {
  const kind = modernKinds.find((one) => modernCurves[one].jwk === jwk["crv"]);
  if (!kind) throw nodeError("ERR_CRYPTO_INVALID_CURVE", "Unsupported JWK OKP curve", TypeError);
  try {
    const own = rawPublicKey(kind, member(jwk, "x", "OKP"));
    if (jwk["d"] === undefined) return own;
    const secret = member(jwk, "d", "OKP");
    if (secret.length !== modernCurves[kind].secretBytes) throw new RangeError("length");
    return rawPrivateKey(kind, secret);
  } catch {
    // Wrong lengths.
    throw invalidJwk("Invalid JWK OKP key");
  }
}

export function readJwk(jwk: Jwk): Key {
  const kty = jwk["kty"];
  if (typeof kty !== "string") throw invalidJwk('Invalid JWK: missing or invalid "kty"');
  if (kty === "RSA") return readRsa(jwk);
  if (kty === "EC") return readEc(jwk, undefined);
  if (kty === "OKP") return readOkp(jwk);
  throw invalidJwk(`${kty} is not a supported JWK key type`);
}

function writeOkp(key: RawKey & { type: ModernKind }): Jwk {
  return {
    crv: modernCurves[key.type].jwk,
    ...(key.secret && { d: toBase64Url(key.secret) }),
    x: toBase64Url(key.public),
    kty: "OKP",
  };
}

function writeEc({ curve, point, scalar }: EcKey): Jwk {
  if (!curve.jwk) {
    throw nodeError("ERR_CRYPTO_JWK_UNSUPPORTED_CURVE", `Unsupported JWK EC curve: ${curve.name}.`);
  }
  return {
    kty: "EC",
    x: toBase64Url(point.subarray(1, 1 + curve.fieldBytes)),
    y: toBase64Url(point.subarray(1 + curve.fieldBytes)),
    crv: curve.jwk,
    ...(scalar !== undefined && { d: toBase64Url(fromBigInt(scalar, curve.orderBytes)) }),
  };
}

function writeRsa(key: RsaKey): Jwk {
  const text = (value: bigint) => toBase64Url(fromBigInt(value));
  const jwk = { kty: "RSA", n: text(key.public.n), e: text(key.public.e) };
  if (!key.private) return jwk;
  const { d, p, q, dp, dq, qi } = key.private;
  return { ...jwk, d: text(d), p: text(p), q: text(q), dp: text(dp), dq: text(dq), qi: text(qi) };
}

export function writeJwk(key: Key): Jwk {
  switch (key.type) {
    case "rsa":
      return writeRsa(key);
    case "ec":
      return writeEc(key);
    case "rsa-pss":
    case "dsa":
    case "dh":
      throw nodeError("ERR_CRYPTO_JWK_UNSUPPORTED_KEY_TYPE", "Unsupported JWK Key Type.");
    default:
      return writeOkp(key);
  }
}

export function sameKey(left: Key, right: Key, write: (key: Key) => Uint8Array): boolean {
  return left.type === right.type && sameBytes(write(left), write(right));
}
