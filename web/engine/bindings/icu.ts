import type { Binding, Runtime } from "../boot/runtime.ts";
import { codedError } from "../boot/uv-errors.ts";
import { bytesOf, decodeBytes, encodeText, encodingNumber, encodings } from "./text-encodings.ts";
import { toBuffer } from "./to-buffer.ts";

interface Converter {
  decoder: TextDecoder;
}

/** East Asian wide characters and emoji take two columns, combining marks none (Unicode TR 11, as ICU's `u_getIntPropertyValue`). */
const wide =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\u33ff\u3400-\u4dbf\u4e00-\u9fff\ua000-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|\p{Emoji_Presentation}/u;
const zeroWidth = /^[\p{Mn}\p{Me}\p{Cf}\u200b]$/u;
const firstWidePlane = 0x20000;
const converterFlags = { flush: 1, fatal: 2, ignoreBOM: 4 } as const;

export function createIcuBinding(runtime: Runtime): Binding {
  const { TextDecoder } = runtime.host;
  const url = () => runtime.internalBinding("url") as Record<string, (domain: string) => string>;
  return {
    icuErrName: (number: number) => `U_ERROR_${number}`,
    getStringWidth: stringWidth,
    transcode(source: Uint8Array, from: string, to: string) {
      const target = encodingNumber(to);
      const text = decodeBytes(source, encodingNumber(from));
      const highest = target === encodings.ascii ? 0x7f : target === encodings.latin1 ? 0xff : Number.POSITIVE_INFINITY;
      const fitting = [...text].map((char) => ((char.codePointAt(0) ?? 0) > highest ? "?" : char)).join("");
      return toBuffer(runtime, encodeText(fitting, target));
    },
    hasConverter(name: string) {
      try {
        return new TextDecoder(name).encoding !== "";
      } catch {
        return false;
      }
    },
    getConverter: (name: string, flags: number): Converter => ({
      decoder: new TextDecoder(name, {
        fatal: (flags & converterFlags.fatal) !== 0,
        ignoreBOM: (flags & converterFlags.ignoreBOM) !== 0,
      }),
    }),
    decode(converter: Converter, bytes: ArrayBufferView | ArrayBuffer, flags: number, name: string) {
      try {
        return converter.decoder.decode(bytesOf(bytes).slice(), { stream: (flags & converterFlags.flush) === 0 });
      } catch {
        throw codedError(
          TypeError as unknown as ErrorConstructor,
          "ERR_ENCODING_INVALID_ENCODED_DATA",
          `The encoded data was not valid for encoding ${name}`,
        );
      }
    },
    toASCII: (domain: string) => url()["domainToASCII"]?.(domain) ?? "",
    toUnicode: (domain: string) => url()["domainToUnicode"]?.(domain) ?? "",
  };
}

export function stringWidth(text: string): number {
  let width = 0;
  for (const char of text.normalize("NFC")) {
    const code = char.codePointAt(0) ?? 0;
    if (code < 32 || (code >= 127 && code < 160) || zeroWidth.test(char)) continue;
    width += wide.test(char) || code >= firstWidePlane ? 2 : 1;
  }
  return width;
}
