import { describe, expect, it } from "vitest";
import { bytesOf, decodeBytes, encodeText, encodingNumber, utf8Length } from "./text-encodings.ts";

const encodings = ["utf8", "ucs2", "latin1", "ascii", "base64", "base64url", "hex"] as const;
const bytes = Uint8Array.from({ length: 260 }, (_, index) => (index * 7) % 256);

describe("byte encodings", () => {
  for (const encoding of encodings) {
    it(`${encoding} reads bytes as Node does`, () => {
      expect(decodeBytes(bytes, encodingNumber(encoding))).toBe(Buffer.from(bytes).toString(encoding));
    });
    for (const text of ["", "plain", "a1B2c3", "ümläut", "日本語", "aGk=", "zz!!", "\ud800"]) {
      it(`${encoding} writes ${JSON.stringify(text)} as Node does`, () => {
        expect([...encodeText(text, encodingNumber(encoding))]).toEqual([...Buffer.from(text, encoding)]);
      });
    }
  }

  it("refuses bytes that make a longer text than V8 can hold, before it reads them", () => {
    const untouched = new Uint8Array(0x1fffffe8 / 2 + 1);
    expect(() => decodeBytes(untouched, encodingNumber("hex"))).toThrow(
      expect.objectContaining({
        code: "ERR_STRING_TOO_LONG",
        message: "Cannot create a string longer than 0x1fffffe8 characters",
      }),
    );
  });

  it("counts UTF-8 bytes without writing them", () => {
    for (const text of ["", "aé日😀", "\ud800x", "\udc00"]) expect(utf8Length(text)).toBe(Buffer.byteLength(text));
  });

  it("a Buffer's view is plain: slicing it copies", () => {
    const buffer = Buffer.from("abc");
    const copy = bytesOf(buffer).slice();
    copy[0] = 0;
    expect(buffer.toString()).toBe("abc");
    expect(bytesOf(buffer)).not.toBeInstanceOf(Buffer);
  });
});
