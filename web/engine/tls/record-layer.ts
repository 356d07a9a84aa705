/** Cuts the byte stream into records and back (RFC 8446, 5). */
import { concatBytes, latin1Text, noBytes } from "../crypto/bytes.ts";
import { alerts, TlsFailure } from "./failure.ts";
import { contentTypes, versions } from "./parameters.ts";
import type { Fragment, Protection } from "./protection.ts";
import { u8, u16 } from "./wire.ts";

const headBytes = 5;
export const mostFragmentBytes = 16_384;
/** What encryption may add (RFC 5246, 6.2.3). */
const mostOverheadBytes = 2_048;

export class RecordLayer {
  reading: Protection | null = null;
  writing: Protection | null = null;
  maxFragmentBytes = mostFragmentBytes;
  /** Set when TLS 1.3 is agreed: plain change-cipher-spec records are then skipped. */
  skipChangeCipherSpec = false;
  #parts: Uint8Array = noBytes;
  #first = true;

  add(bytes: Uint8Array): void {
    this.#parts = this.#parts.length === 0 ? bytes : concatBytes(this.#parts, bytes);
  }

  /** The next whole record, decrypted, or null until more bytes came. */
  next(): Fragment | null {
    for (;;) {
      const bytes = this.#parts;
      if (this.#first && bytes.length > 0) this.#checkStart(bytes);
      if (bytes.length < headBytes) return null;
      const [type = 0, major = 0, , high = 0, low = 0] = bytes;
      if (major !== 3) throw new TlsFailure("wrongVersionNumber", alerts.protocolVersion);
      const length = high * 256 + low;
      if (length > mostFragmentBytes + mostOverheadBytes) throw new TlsFailure("packetTooLong", alerts.recordOverflow);
      if (bytes.length < headBytes + length) return null;
      this.#first = false;
      const body = bytes.slice(headBytes, headBytes + length);
      this.#parts = bytes.subarray(headBytes + length);
      if (type === contentTypes.changeCipherSpec) {
        if (this.skipChangeCipherSpec) continue;
        return { type, bytes: body };
      }
      // An alert may still come in the clear while this side already expects encrypted records.
      if (!this.reading || (this.skipChangeCipherSpec && type === contentTypes.alert)) return { type, bytes: body };
      return this.reading.open(type, body);
    }
  }

  /** Says what a client sent that speaks no TLS. */
  #checkStart(bytes: Uint8Array): void {
    const start = latin1Text(bytes.subarray(0, headBytes));
    if (/^(GET |POST|HEAD|PUT )/.test(start)) throw new TlsFailure("httpRequest", null);
    const known = Object.values<number>(contentTypes).includes(bytes[0] ?? 0);
    if (!known || (bytes.length > 1 && bytes[1] !== 3))
      throw new TlsFailure("wrongVersionNumber", alerts.protocolVersion);
  }

  /** One message or piece of data as records. */
  pack(type: number, bytes: Uint8Array, version: number = versions.tls12): Uint8Array {
    const records: Uint8Array[] = [];
    for (let at = 0; at === 0 || at < bytes.length; at += this.maxFragmentBytes) {
      const part = bytes.subarray(at, at + this.maxFragmentBytes);
      const sealed = this.writing ? this.writing.seal(type, part) : { type, bytes: part };
      records.push(u8(sealed.type), u16(version), u16(sealed.bytes.length), sealed.bytes);
    }
    return concatBytes(...records);
  }
}
