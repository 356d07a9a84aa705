import type { Binding, Runtime } from "../boot/runtime.ts";
import { codedError } from "../boot/uv-errors.ts";
import { bytesOf, decodeLatin1 } from "./text-encodings.ts";

export function createEncodingBinding(runtime: Runtime): Binding {
  const data = runtime.data("encoding_binding");
  const results = data["encodeIntoResults"] as Uint32Array;
  const { TextEncoder, TextDecoder } = runtime.host;
  const encoder = new TextEncoder();
  const url = () => runtime.internalBinding("url") as Record<string, (domain: string) => string>;
  return {
    ...data,
    encodeInto(text: string, target: Uint8Array) {
      const { read, written } = encoder.encodeInto(text, target);
      results[0] = read;
      results[1] = written;
    },
    encodeUtf8String: (text: string) => encoder.encode(text),
    decodeUTF8(bytes: unknown, ignoreBOM: boolean, fatal: boolean) {
      if (!isBytes(bytes)) {
        throw codedError(
          TypeError as unknown as ErrorConstructor,
          "ERR_INVALID_ARG_TYPE",
          'The "list" argument must be an instance of SharedArrayBuffer, ArrayBuffer or ArrayBufferView.',
        );
      }
      try {
        return new TextDecoder("utf-8", { ignoreBOM, fatal }).decode(bytesOf(bytes).slice());
      } catch {
        throw codedError(
          TypeError as unknown as ErrorConstructor,
          "ERR_ENCODING_INVALID_ENCODED_DATA",
          "The encoded data was not valid for encoding utf-8",
        );
      }
    },
    decodeLatin1: (bytes: ArrayBufferView | ArrayBuffer) => decodeLatin1(bytesOf(bytes)),
    toASCII: (domain: string) => url()["domainToASCII"]?.(domain) ?? "",
    toUnicode: (domain: string) => url()["domainToUnicode"]?.(domain) ?? "",
  };
}

function isBytes(value: unknown): value is ArrayBufferView | ArrayBufferLike {
  return ArrayBuffer.isView(value) || value instanceof ArrayBuffer || value instanceof SharedArrayBuffer;
}
