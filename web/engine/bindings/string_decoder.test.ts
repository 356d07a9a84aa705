import { StringDecoder } from "node:string_decoder";
import { describe, expect, it } from "vitest";
import type { Runtime } from "../boot/runtime.ts";
import { createStringDecoderBinding } from "./string_decoder.ts";
import { encodingNumber } from "./text-encodings.ts";

const binding = createStringDecoderBinding({ data: () => ({}) } as unknown as Runtime) as {
  decode(state: Uint8Array, chunk: unknown): string;
  flush(state: Uint8Array): string;
};

describe("characters cut by a chunk's end", () => {
  const inputs: Record<string, Uint8Array> = {
    text: Buffer.from("aé日😀z"),
    "broken text": Uint8Array.of(0xe2, 0x82, 0x41, 0xf0, 0x9f, 0xc3, 0xa9, 0x80, 0xe2),
    surrogates: Buffer.from("😀x😀", "utf16le"),
  };
  for (const encoding of ["utf8", "utf16le", "base64", "base64url", "hex", "latin1"] as const) {
    for (const [title, bytes] of Object.entries(inputs)) {
      for (const size of [1, 2, 3, 5]) {
        it(`${encoding}: ${title} in pieces of ${size} as Node`, () => {
          const state = new Uint8Array(7);
          state[6] = encodingNumber(encoding);
          const node = new StringDecoder(encoding);
          const got: string[] = [];
          const want: string[] = [];
          for (let at = 0; at < bytes.length; at += size) {
            got.push(binding.decode(state, bytes.subarray(at, at + size)));
            want.push(node.write(Buffer.from(bytes.subarray(at, at + size))));
          }
          got.push(binding.flush(state));
          want.push(node.end());
          expect(got.join("|")).toBe(want.join("|"));
        });
      }
    }
  }

  it("refuses a state that no decoder has", () => {
    expect(() => Reflect.apply(binding.decode, undefined, [undefined, new Uint8Array(1)])).toThrow(
      expect.objectContaining({ name: "TypeError", code: "ERR_INVALID_THIS" }),
    );
  });

  it("refuses what is not bytes", () => {
    expect(() => binding.decode(new Uint8Array(7), 5)).toThrow('The "buf" argument');
  });
});
