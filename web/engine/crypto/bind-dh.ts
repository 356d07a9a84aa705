/** `DiffieHellman`, `ECDH` and `DHBitsJob`. */
import type { Binding } from "../boot/runtime.ts";
import { createJobClass } from "./bind-job.ts";
import { type KeyArguments, privateKeyOf, publicKeyOf } from "./bind-keys.ts";
import { bitLength, fromBigInt, sameBytes, toBigInt } from "./bytes.ts";
import { type CryptoContext, optionalBytes, toArrayBuffer, toBuffer, toBytes } from "./context.ts";
import {
  type Curve,
  curveNames,
  findCurve,
  modernCurves,
  pointForms,
  publicPoint,
  randomScalar,
  readPoint,
  sharedSecret,
  writePoint,
} from "./curves.ts";
import { checkDh, type DhParameters, dhGroup, dhKeyPair, dhSecret, leastModulusBits, mostModulusBits } from "./dh.ts";
import { failures, nodeError, opensslError } from "./errors.ts";
import type { Key } from "./key.ts";
import { isRawKey } from "./key.ts";
import { randomPrime } from "./primes.ts";

type Bytes = ArrayBufferView | ArrayBuffer;

function noKey(which: string): Error {
  return nodeError("ERR_CRYPTO_INVALID_STATE", `No ${which} key - did you forget to generate one?`);
}

function checkPeer({ p }: DhParameters, peer: bigint): void {
  const wrong = (how: string) => nodeError("ERR_CRYPTO_INVALID_KEYLEN", `Supplied key is ${how}`, RangeError);
  if (peer <= 1n) throw wrong("too small");
  if (peer >= p - 1n) throw wrong("too large");
}

/** What both classes of the binding do. */
class Exchange {
  readonly #context: CryptoContext;
  readonly #parameters: DhParameters;
  readonly verifyError: number;
  #x: bigint | undefined;
  #y: bigint | undefined;
  constructor(context: CryptoContext, parameters: DhParameters) {
    this.#context = context;
    this.#parameters = parameters;
    this.verifyError = checkDh(parameters);
  }
  #buffer(value: bigint): unknown {
    return toBuffer(this.#context, fromBigInt(value));
  }
  generateKeys(): unknown {
    const { x, y } = dhKeyPair(this.#parameters, this.#x);
    this.#x = x;
    this.#y = y;
    const size = Math.ceil(bitLength(this.#parameters.p) / 8);
    return toBuffer(this.#context, fromBigInt(y, size));
  }
  computeSecret(key: Bytes): unknown {
    const peer = toBigInt(toBytes(key));
    checkPeer(this.#parameters, peer);
    if (this.#x === undefined) throw noKey("private");
    return toBuffer(this.#context, dhSecret(this.#parameters, this.#x, peer));
  }
  getPrime(): unknown {
    return this.#buffer(this.#parameters.p);
  }
  getGenerator(): unknown {
    return this.#buffer(this.#parameters.g);
  }
  getPublicKey(): unknown {
    if (this.#y === undefined) throw noKey("public");
    return this.#buffer(this.#y);
  }
  getPrivateKey(): unknown {
    if (this.#x === undefined) throw noKey("private");
    return this.#buffer(this.#x);
  }
  setPublicKey(key: Bytes): void {
    this.#y = toBigInt(toBytes(key));
  }
  setPrivateKey(key: Bytes): void {
    this.#x = toBigInt(toBytes(key));
  }
}

function generatorOf(generator: unknown): bigint {
  const bytes = optionalBytes(generator);
  const value = bytes ? toBigInt(bytes) : BigInt(Number(generator));
  if (value <= 1n) throw opensslError(failures.dhBadGenerator);
  return value;
}

function parametersOf(sizeOrPrime: unknown, generator: unknown): DhParameters {
  if (typeof sizeOrPrime !== "number") {
    const p = toBigInt(optionalBytes(sizeOrPrime) ?? new Uint8Array(0));
    return { p, g: generatorOf(generator) };
  }
  if (sizeOrPrime < leastModulusBits) throw opensslError(failures.dhModulusTooSmall);
  if (sizeOrPrime > mostModulusBits) throw opensslError(failures.dhModulusTooLarge);
  const g = generatorOf(generator);
  // The generator's order must be (p − 1) / 2: 2 needs p ≡ 23 (mod 24), 5 needs p ≡ 59 (mod 60).
  const [add, rem] = g === 2n ? [24n, 23n] : g === 5n ? [60n, 59n] : [12n, 11n];
  return { p: randomPrime({ bits: sizeOrPrime, safe: true, add, rem }), g };
}

function failed(message: string): Error {
  return nodeError("ERR_CRYPTO_OPERATION_FAILED", message);
}

function curveFor(name: string): Curve {
  const curve = findCurve(name);
  if (!curve) throw nodeError("ERR_CRYPTO_INVALID_CURVE", "Invalid EC curve name", TypeError);
  return curve;
}

function createEcdhClass(context: CryptoContext) {
  return class ECDH {
    readonly #curve: Curve;
    #scalar: bigint | undefined;
    #point: Uint8Array | undefined;
    constructor(name: string) {
      this.#curve = curveFor(name);
    }
    generateKeys(): void {
      this.#scalar = randomScalar(this.#curve);
      this.#point = publicPoint(this.#curve, this.#scalar);
    }
    computeSecret(key: Bytes): unknown {
      const peer = readPoint(this.#curve, toBytes(key));
      if (!peer) {
        throw nodeError("ERR_CRYPTO_ECDH_INVALID_PUBLIC_KEY", "Public key is not valid for specified curve");
      }
      const scalar = this.#scalar;
      const isPair = scalar !== undefined && this.#point && sameBytes(publicPoint(this.#curve, scalar), this.#point);
      if (!isPair) throw nodeError("ERR_CRYPTO_INVALID_KEYPAIR", "Invalid key pair", RangeError);
      return toBuffer(context, sharedSecret(this.#curve, scalar, peer));
    }
    getPublicKey(form: number): unknown {
      const point = this.#point && readPoint(this.#curve, this.#point);
      if (!point) throw failed("Failed to get ECDH public key");
      return toBuffer(context, writePoint(point, form));
    }
    getPrivateKey(): unknown {
      if (this.#scalar === undefined) throw failed("Failed to get ECDH private key");
      return toBuffer(context, fromBigInt(this.#scalar, this.#curve.orderBytes));
    }
    setPrivateKey(key: Bytes): void {
      const scalar = toBigInt(toBytes(key));
      if (scalar <= 0n || scalar >= this.#curve.order) {
        throw nodeError("ERR_CRYPTO_INVALID_KEYTYPE", "Private key is not valid for specified curve.", RangeError);
      }
      this.#scalar = scalar;
      this.#point = publicPoint(this.#curve, scalar);
    }
    setPublicKey(key: Bytes): void {
      const point = readPoint(this.#curve, toBytes(key));
      if (!point) throw failed("Failed to convert Buffer to EC_POINT");
      this.#point = writePoint(point, pointForms.uncompressed);
    }
  };
}

/** The secret that a private key shares with the owner of a public one. */
export function sharedBits(own: Key, peer: Key): Uint8Array {
  if (own.type === "ec" && peer.type === "ec" && own.curve === peer.curve && own.scalar !== undefined) {
    const point = readPoint(peer.curve, peer.point);
    if (point) return sharedSecret(own.curve, own.scalar, point);
  }
  if (own.type === "dh" && peer.type === "dh" && own.x !== undefined) {
    if (own.p !== peer.p) throw opensslError(failures.mismatchingParameters);
    return dhSecret(own, own.x, peer.y);
  }
  if (isRawKey(own) && isRawKey(peer) && own.type === peer.type && own.secret) {
    try {
      const secret = modernCurves[own.type].secret?.(own.secret, peer.public);
      if (secret) return secret;
    } catch {
      // The library refuses points of a small order.
      throw opensslError(failures.failedDuringDerivation);
    }
  }
  throw opensslError(own.type === "ec" && peer.type === "ec" ? failures.mismatchingParameters : failures.wrongKeyType);
}

function prepareBits(_mode: number, ...args: [...KeyArguments, ...KeyArguments]): () => unknown {
  const [data, format, type, passphrase, curve, ...rest] = args;
  const peer = publicKeyOf([data, format, type, passphrase, curve]);
  const own = privateKeyOf(rest);
  return () => toArrayBuffer(sharedBits(own, peer));
}

export function createDhBindings(context: CryptoContext): Binding {
  class DiffieHellman extends Exchange {
    constructor(sizeOrPrime: unknown, generator: unknown) {
      super(context, parametersOf(sizeOrPrime, generator));
    }
  }
  class DiffieHellmanGroup extends Exchange {
    constructor(name: string) {
      const group = dhGroup(name);
      if (!group) throw nodeError("ERR_CRYPTO_UNKNOWN_DH_GROUP", "Unknown DH group");
      super(context, group);
    }
  }
  return {
    DiffieHellman,
    DiffieHellmanGroup,
    ECDH: createEcdhClass(context),
    ECDHConvertKey(key: Bytes, name: string, form: number) {
      const point = readPoint(curveFor(name), toBytes(key));
      if (!point) throw failed("Failed to convert Buffer to EC_POINT");
      return toBuffer(context, writePoint(point, form));
    },
    DHBitsJob: createJobClass(context, "DERIVEBITSREQUEST", prepareBits),
    getCurves: () => [...curveNames].sort(),
  };
}
