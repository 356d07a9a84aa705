/** `CipherBase`: Cipheriv and Decipheriv, with the states and refusals of Node's C++. */
import type { Binding } from "../boot/runtime.ts";
import { keyBytes } from "./bind-keys.ts";
import { noBytes, sameBytes } from "./bytes.ts";
import type { CipherRun } from "./cipher-modes.ts";
import { WrapFailure } from "./cipher-wrap.ts";
import { type CipherKind, cipherNames, findCipher, isAeadRun } from "./ciphers.ts";
import { type CryptoContext, type Data, optionalBytes, toBuffer, toBytes } from "./context.ts";
import { nodeError } from "./errors.ts";

/** Lengths of tags that GCM knows; others have any up to 16. */
const gcmTagBytes = [4, 8, 12, 13, 14, 15, 16];
const defaultTagBytes = 16;

function invalidIv(): Error {
  return nodeError("ERR_CRYPTO_INVALID_IV", "Invalid initialization vector", TypeError);
}

function invalidTag(message: string): Error {
  return nodeError("ERR_CRYPTO_INVALID_AUTH_TAG", message, TypeError);
}

/** Is `length` one that the mode can use? */
export function acceptsIv(kind: CipherKind, length: number): boolean {
  if (kind.mode === "ccm") return length >= 7 && length <= 13;
  if (kind.mode === "ocb") return length >= 1 && length <= 15;
  if (kind.mode === "gcm") return length >= 1;
  if (kind.name === "chacha20-poly1305") return length >= 1 && length <= 12;
  return length === kind.ivBytes;
}

function checkTagLength(kind: CipherKind, name: string, wanted: number): number | undefined {
  if (!kind.isAead) return undefined;
  if (kind.mode === "gcm") {
    if (wanted < 0) return undefined;
    if (!gcmTagBytes.includes(wanted)) throw invalidTag(`Invalid authentication tag length: ${wanted}`);
    return wanted;
  }
  if (wanted < 0) {
    if (kind.mode === "stream") return defaultTagBytes;
    throw invalidTag(`authTagLength required for ${name}`);
  }
  const isCcm = kind.mode === "ccm" && (wanted < 4 || wanted > 16 || wanted % 2 !== 0);
  if (isCcm || wanted > 16 || wanted < 1) throw invalidTag(`Invalid authentication tag length: ${wanted}`);
  return wanted;
}

const badState = () => nodeError("ERR_CRYPTO_INVALID_STATE", "Invalid state");
const unauthentic = () => new Error("Unsupported state or unable to authenticate data");

const warned = new WeakSet<object>();

/** Once a process. */
function warnShortTag({ runtime }: CryptoContext): void {
  if (warned.has(runtime)) return;
  warned.add(runtime);
  const message =
    "Using AES-GCM authentication tags of less than 128 bits without specifying the authTagLength option when " +
    "initializing decryption is deprecated.";
  const { emitWarning } = runtime.process;
  if (typeof emitWarning === "function") emitWarning.call(runtime.process, message, "DeprecationWarning", "DEP0182");
}

function createCipherClass(context: CryptoContext) {
  return class CipherBase {
    readonly #kind: CipherKind;
    readonly #encrypts: boolean;
    readonly #tagBytes: number | undefined;
    #run: CipherRun | undefined;
    #tag: Uint8Array | undefined;
    #tagGiven = false;
    #hasText = false;
    #failed = false;
    readonly #mostBytes: number;

    constructor(encrypts: boolean, name: string, key: unknown, iv: unknown, tagBytes: number) {
      const kind = findCipher(name);
      if (!kind) throw nodeError("ERR_CRYPTO_UNKNOWN_CIPHER", "Unknown cipher");
      const vector = optionalBytes(iv);
      if (!vector && kind.ivBytes > 0) throw invalidIv();
      const bytes = keyBytes(key);
      if (vector && !(kind.ivBytes === 0 ? vector.length === 0 : acceptsIv(kind, vector.length))) throw invalidIv();
      this.#tagBytes = checkTagLength(kind, name, tagBytes);
      if (bytes.length !== kind.keyBytes)
        throw nodeError("ERR_CRYPTO_INVALID_KEYLEN", "Invalid key length", RangeError);
      this.#kind = kind;
      this.#encrypts = encrypts;
      // CCM's counter has what the vector leaves of 15 bytes.
      const room = kind.mode === "ccm" ? 15 - (vector?.length ?? 0) : 4;
      this.#mostBytes = room >= 4 ? 2 ** 31 - 1 : 256 ** room - 1;
      this.#run = kind.create(bytes.slice(), vector?.slice() ?? noBytes, encrypts, this.#tagBytes ?? defaultTagBytes);
    }
    setAutoPadding(on: boolean): boolean {
      if (!this.#run) return false;
      this.#run.setPadding?.(on);
      return true;
    }
    setAAD(bytes: ArrayBufferView | ArrayBuffer, textLength: number): boolean {
      const run = this.#run;
      if (!run || !isAeadRun(run)) return false;
      if (this.#kind.mode === "ccm") {
        if (textLength < 0) {
          throw nodeError("ERR_MISSING_ARGS", "options.plaintextLength required for CCM mode with AAD", TypeError);
        }
        this.#checkLength(textLength);
      }
      run.addData(toBytes(bytes));
      return true;
    }
    #checkLength(length: number): void {
      if (this.#kind.mode !== "ccm" || length <= this.#mostBytes) return;
      throw nodeError("ERR_CRYPTO_INVALID_MESSAGELEN", "Invalid message length", RangeError);
    }
    update(data: Data, encoding?: unknown): unknown {
      const bytes = toBytes(data, encoding);
      const run = this.#run;
      const unsupported = () => new Error("Trying to add data in unsupported state");
      this.#checkLength(bytes.length);
      if (!run || (this.#kind.mode === "ccm" && this.#hasText)) throw unsupported();
      this.#hasText = true;
      try {
        const result = run.update(bytes);
        if (this.#kind.mode !== "ccm" || this.#encrypts || !isAeadRun(run)) return toBuffer(context, result);
        // CCM gives no text away that it has not authenticated.
        if (this.#tag && sameBytes(run.tag(this.#tag.length), this.#tag)) return toBuffer(context, result);
        this.#failed = true;
        return toBuffer(context, noBytes);
      } catch (error) {
        if (error instanceof WrapFailure) throw unsupported();
        throw error;
      }
    }
    final(): unknown {
      const run = this.#run;
      if (!run) throw badState();
      this.#run = undefined;
      if (this.#failed) throw unauthentic();
      if (!isAeadRun(run)) return toBuffer(context, run.final());
      if (this.#encrypts) {
        const last = run.final();
        this.#tag = run.tag(this.#tagBytes ?? defaultTagBytes);
        return toBuffer(context, last);
      }
      if (!this.#tag) throw unauthentic();
      const last = run.final();
      if (this.#kind.mode === "ccm" && this.#hasText) return toBuffer(context, noBytes);
      if (!sameBytes(run.tag(this.#tag.length), this.#tag)) throw unauthentic();
      return toBuffer(context, last);
    }
    getAuthTag(): unknown {
      return !this.#run && this.#encrypts && this.#tag ? toBuffer(context, this.#tag) : undefined;
    }
    setAuthTag(bytes: ArrayBufferView | ArrayBuffer): boolean {
      const tag = toBytes(bytes);
      if (!this.#run || !this.#kind.isAead || this.#encrypts || this.#tagGiven) return false;
      const isRight =
        this.#kind.mode === "gcm"
          ? gcmTagBytes.includes(tag.length) && (this.#tagBytes === undefined || this.#tagBytes === tag.length)
          : tag.length === this.#tagBytes;
      if (!isRight) throw invalidTag(`Invalid authentication tag length: ${tag.length}`);
      if (this.#kind.mode === "gcm" && this.#tagBytes === undefined && tag.length < defaultTagBytes) {
        warnShortTag(context);
      }
      this.#tag = tag.slice();
      this.#tagGiven = true;
      return true;
    }
  };
}

function cipherInfo(
  target: object,
  nameOrNid: string | number,
  keyLength?: number,
  ivLength?: number,
): object | undefined {
  const kind = findCipher(nameOrNid);
  if (!kind) return undefined;
  if (keyLength !== undefined && keyLength !== kind.keyBytes) return undefined;
  if (ivLength !== undefined && !acceptsIv(kind, ivLength)) return undefined;
  const iv = ivLength ?? kind.ivBytes;
  return Object.assign(target, {
    mode: kind.mode,
    name: kind.name,
    nid: kind.nid,
    ...(kind.mode !== "stream" && { blockSize: kind.blockBytes }),
    ...(iv > 0 && { ivLength: iv }),
    keyLength: kind.keyBytes,
  });
}

export function createCipherBindings(context: CryptoContext): Binding {
  return { CipherBase: createCipherClass(context), getCiphers: () => [...cipherNames], getCipherInfo: cipherInfo };
}
