/** Jobs of Keccak's relatives (NIST SP 800-185, RFC 9861): cSHAKE, KMAC, TurboSHAKE and KangarooTwelve. */
import {
  cshake128,
  cshake256,
  kmac128,
  kmac256,
  kt128,
  kt256,
  turboshake128,
  turboshake256,
} from "@noble/hashes/sha3-addons.js";
import type { Binding } from "../boot/runtime.ts";
import { createJobClass } from "./bind-job.ts";
import { keyBytes } from "./bind-keys.ts";
import { noBytes, sameBytes } from "./bytes.ts";
import { type CryptoContext, optionalBytes, toArrayBuffer, toBytes } from "./context.ts";

type Bytes = ArrayBufferView | ArrayBuffer;
/** `kSignJobModeSign`. */
const signMode = 0;

const copy = (value: unknown) => optionalBytes(value)?.slice() ?? noBytes;
const is256 = (name: string) => name.endsWith("256");

/** The first `bits` bits: what is left over in the last byte is zero. */
function cut(bytes: Uint8Array, bits: number): ArrayBuffer {
  const result = toArrayBuffer(bytes);
  const view = new Uint8Array(result);
  if (bits % 8 !== 0) view[view.length - 1] = (view.at(-1) ?? 0) & (0xff << (8 - (bits % 8)));
  return result;
}

function prepareCshake(
  _mode: number,
  name: string,
  data: Bytes,
  purpose: unknown,
  customization: unknown,
  bits: number,
) {
  const message = toBytes(data).slice();
  const options = { NISTfn: copy(purpose), personalization: copy(customization), dkLen: Math.ceil(bits / 8) };
  return () => cut((is256(name) ? cshake256 : cshake128)(message, options), bits);
}

function prepareKmac(
  _mode: number,
  operation: number,
  key: unknown,
  name: string,
  customization: unknown,
  _keyBits: number,
  bits: number,
  data: Bytes,
  signature: unknown,
) {
  const [secret, message, expected] = [keyBytes(key).slice(), toBytes(data).slice(), copy(signature)];
  const options = { personalization: copy(customization), dkLen: Math.ceil(bits / 8) };
  return () => {
    const code = (is256(name) ? kmac256 : kmac128)(secret, message, options);
    return operation === signMode ? toArrayBuffer(code) : sameBytes(code, expected);
  };
}

function prepareTurboShake(_mode: number, name: string, domain: number, length: number, data: Bytes) {
  const message = toBytes(data).slice();
  const work = is256(name) ? turboshake256 : turboshake128;
  return () => toArrayBuffer(work(message, { D: domain, dkLen: length }));
}

function prepareKangaroo(_mode: number, name: string, customization: unknown, length: number, data: Bytes) {
  const message = toBytes(data).slice();
  const options = { personalization: copy(customization), dkLen: length };
  return () => toArrayBuffer((is256(name) ? kt256 : kt128)(message, options));
}

export function createKeccakBindings(context: CryptoContext): Binding {
  return {
    CShakeJob: createJobClass(context, "HASHREQUEST", prepareCshake),
    KmacJob: createJobClass(context, "SIGNREQUEST", prepareKmac),
    TurboShakeJob: createJobClass(context, "HASHREQUEST", prepareTurboShake),
    KangarooTwelveJob: createJobClass(context, "HASHREQUEST", prepareKangaroo),
  };
}
