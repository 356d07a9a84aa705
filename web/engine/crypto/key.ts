/** Asymmetric keys, private or public, as this engine holds them. */
import { type Curve, type ModernKind, modernCurves } from "./curves.ts";
import type { Digest } from "./digests.ts";
import type { RsaPrivate, RsaPublic } from "./rsa.ts";

/** What an RSA-PSS key allows (RFC 8017, A.2.3). */
export interface PssLimits {
  digest: Digest;
  mgf: Digest;
  saltBytes: number;
}

export interface RsaKey {
  type: "rsa" | "rsa-pss";
  public: RsaPublic;
  private?: RsaPrivate | undefined;
  pss?: PssLimits | undefined;
}

export interface EcKey {
  type: "ec";
  curve: Curve;
  /** Uncompressed. */
  point: Uint8Array;
  /** Form in which the point is written. */
  form: number;
  /** The curve is written with its numbers instead of its name. */
  explicit: boolean;
  scalar?: bigint | undefined;
}

export interface DsaKey {
  type: "dsa";
  p: bigint;
  q: bigint;
  g: bigint;
  y: bigint;
  x?: bigint | undefined;
}

export interface DhKey {
  type: "dh";
  p: bigint;
  g: bigint;
  /** X9.42 parameters have it. */
  q?: bigint | undefined;
  y: bigint;
  x?: bigint | undefined;
}

/** Keys that are bytes. */
export interface RawKey {
  type: ModernKind;
  public: Uint8Array;
  secret?: Uint8Array | undefined;
}

export type Key = RsaKey | EcKey | DsaKey | DhKey | RawKey;

export function isPrivate(key: Key): boolean {
  switch (key.type) {
    case "rsa":
    case "rsa-pss":
      return key.private !== undefined;
    case "ec":
      return key.scalar !== undefined;
    case "dsa":
    case "dh":
      return key.x !== undefined;
    default:
      return key.secret !== undefined;
  }
}

/** The public half of a key. */
export function publicHalf(key: Key): Key {
  switch (key.type) {
    case "rsa":
    case "rsa-pss":
      return { ...key, private: undefined };
    case "ec":
      return { ...key, scalar: undefined };
    case "dsa":
    case "dh":
      return { ...key, x: undefined };
    default:
      return { ...key, secret: undefined };
  }
}

export function isRawKey(key: Key): key is RawKey {
  return key.type in modernCurves;
}

export function rawPrivateKey(type: ModernKind, secret: Uint8Array): RawKey {
  return { type, secret: secret.slice(), public: modernCurves[type].publicOf(secret) };
}
