/** Characters cut by a chunk's end wait in the decoder's state for the next chunk. */
import type { Binding, Runtime } from "../boot/runtime.ts";
import { codedError } from "../boot/uv-errors.ts";
import { bytesOf, decodeBytes, encodings } from "./text-encodings.ts";

/** Layout of the state buffer: four bytes of an incomplete character, then counters and the encoding. */
const missing = 4;
const buffered = 5;
const encodingField = 6;

export function createStringDecoderBinding(runtime: Runtime): Binding {
  const data = runtime.data("string_decoder");
  return {
    ...data,
    decode(state: unknown, chunk: unknown) {
      if (!(state instanceof Uint8Array))
        throw codedError(TypeError, "ERR_INVALID_THIS", 'Value of "this" must be of type StringDecoder');
      return decode(state, chunk);
    },
    flush,
  };
}

function decode(state: Uint8Array, chunk: unknown): string {
  if (typeof chunk === "string") return chunk;
  if (!ArrayBuffer.isView(chunk)) {
    throw codedError(
      TypeError as unknown as ErrorConstructor,
      "ERR_INVALID_ARG_TYPE",
      'The "buf" argument must be an instance of Buffer, TypedArray, or DataView.',
    );
  }
  const encoding = state[encodingField] ?? 0;
  const bytes = bytesOf(chunk);
  const multibyte = new Set<number>([encodings.utf8, encodings.ucs2, encodings.base64, encodings.base64url]);
  if (!multibyte.has(encoding)) return decodeBytes(bytes, encoding);
  const [start, rest] = completeCharacter(state, bytes, encoding);
  if ((state[missing] ?? 0) > 0 || rest.length === 0) {
    if ((state[missing] ?? 0) > 0 && rest.length > 0) return start + decode(state, rest);
    return start;
  }
  const whole = keepIncomplete(state, rest, encoding);
  return whole.length > 0 ? start + decodeBytes(whole, encoding) : start;
}

/** Text of the character that was waiting, if this chunk completes it, and the bytes left. */
function completeCharacter(state: Uint8Array, bytes: Uint8Array, encoding: number): [string, Uint8Array] {
  const wanted = state[missing] ?? 0;
  if (wanted === 0) return ["", bytes];
  let at = 0;
  if (encoding === encodings.utf8) {
    // A byte that cannot continue the character ends it: what is waiting is then invalid on its own.
    for (let index = 0; index < Math.min(bytes.length, wanted); index++) {
      if (((bytes[index] ?? 0) & 0xc0) === 0x80) continue;
      state.set(bytes.subarray(0, index), state[buffered]);
      state[buffered] = (state[buffered] ?? 0) + index;
      state[missing] = 0;
      at = index;
      break;
    }
  }
  const found = Math.min(state[missing] ?? 0, bytes.length - at);
  state.set(bytes.subarray(at, at + found), state[buffered]);
  at += found;
  state[missing] = (state[missing] ?? 0) - found;
  state[buffered] = (state[buffered] ?? 0) + found;
  if ((state[missing] ?? 0) > 0) return ["", bytes.subarray(at)];
  const text = decodeBytes(state.slice(0, state[buffered]), encoding);
  state[buffered] = 0;
  return [text, bytes.subarray(at)];
}

/** Moves an incomplete character at the end of `bytes` into the state; the bytes before it. */
function keepIncomplete(state: Uint8Array, bytes: Uint8Array, encoding: number): Uint8Array {
  const [kept, wanted] = incompleteEnd(bytes, encoding);
  state[buffered] = kept;
  state[missing] = wanted;
  if (kept > 0) state.set(bytes.subarray(bytes.length - kept), 0);
  return bytes.subarray(0, bytes.length - kept);
}

function incompleteEnd(bytes: Uint8Array, encoding: number): [kept: number, missing: number] {
  const last = bytes[bytes.length - 1] ?? 0;
  if (encoding === encodings.ucs2) {
    if (bytes.length % 2 === 1) return [1, 1];
    return (last & 0xfc) === 0xd8 ? [2, 2] : [0, 0];
  }
  if (encoding !== encodings.utf8) {
    const kept = bytes.length % 3;
    return [kept, kept > 0 ? 3 - kept : 0];
  }
  if ((last & 0x80) === 0) return [0, 0];
  for (let kept = 1; kept <= Math.min(4, bytes.length); kept++) {
    const byte = bytes[bytes.length - kept] ?? 0;
    if ((byte & 0xc0) === 0x80) continue;
    const length = (byte & 0xe0) === 0xc0 ? 2 : (byte & 0xf0) === 0xe0 ? 3 : (byte & 0xf8) === 0xf0 ? 4 : 0;
    return kept >= length ? [0, 0] : [kept, length - kept];
  }
  return [0, 0];
}

function flush(state: Uint8Array): string {
  const encoding = state[encodingField] ?? 0;
  if (encoding === encodings.ucs2 && (state[buffered] ?? 0) % 2 === 1) {
    state[missing] = (state[missing] ?? 0) - 1;
    state[buffered] = (state[buffered] ?? 0) - 1;
  }
  const kept = state[buffered] ?? 0;
  const text = kept > 0 ? decodeBytes(state.slice(0, kept), encoding) : "";
  state[missing] = 0;
  state[buffered] = 0;
  return text;
}
