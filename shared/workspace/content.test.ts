import { expect, test } from "vitest";
import { workspaceLimits } from "../protocol/limits.ts";
import { bytesFromText, contentFromBytes } from "./content.ts";

const encode = (text: string) => new TextEncoder().encode(text);

test.each([
  ["unix\nlines\n", "lf"],
  ["dos\r\nlines\r\n", "crlf"],
  ["dos\r\nno end", "crlf"],
  ["mixed\r\nlines\n", "lf"],
  ["old\rmac\r", "lf"],
  ["\r\r\n", "lf"],
  ["\ufeffbyte order mark\n", "lf"],
  ["no final newline", "lf"],
  ["", "lf"],
  ["中文 👩‍👩‍👧\n", "lf"],
])("%j survives the way into the document and out again, byte for byte", (text, lineEnding) => {
  const content = contentFromBytes(encode(text));
  expect(content).toMatchObject({ kind: "text", lineEnding });
  expect(content.kind === "text" && bytesFromText(content.text, content.lineEnding)).toEqual(encode(text));
});

test("what is no text of at most 1 MiB is a blob", () => {
  const limit = workspaceLimits.maxTextFileBytes;
  expect(contentFromBytes(encode("a\u0000b"))).toEqual({ kind: "blob" });
  expect(contentFromBytes(Uint8Array.from([0xc3, 0x28]))).toEqual({ kind: "blob" });
  expect(contentFromBytes(Uint8Array.from([0xff, 0xfe, 0x41]))).toEqual({ kind: "blob" });
  expect(contentFromBytes(new Uint8Array(limit + 1).fill(65))).toEqual({ kind: "blob" });
  expect(contentFromBytes(new Uint8Array(limit).fill(65)).kind).toBe("text");
});
