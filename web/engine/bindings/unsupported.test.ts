import { expect, test } from "vitest";
import { completeBinding } from "./unsupported.ts";

/** Node's zlib makes one of these for `brotliCompressSync` and its kin. */
test.each([
  ["BrotliEncoder", "the engine has no Brotli compressor; use zlib.gzip() or zlib.deflate()."],
  [
    "BrotliDecoder",
    "the engine has no Brotli decompressor; unpack gzip or deflate (fetch() unpacks Brotli answers by itself).",
  ],
  ["ZstdCompress", "the engine has no Zstandard compressor; use zlib.gzip() or zlib.deflate()."],
  ["ZstdDecompress", "the engine has no Zstandard decompressor; unpack gzip or deflate."],
])("zlib.%s says what to use instead", (member, why) => {
  const { [member]: made } = completeBinding("zlib", {}, { data: {}, functions: [], classes: { [member]: ["init"] } });
  if (typeof made !== "function") throw new Error(`no ${member}`);
  expect(() => Reflect.construct(made, [])).toThrow(
    `zlib.${member} is not supported in the Glasshouse engine yet: ${why}`,
  );
});
