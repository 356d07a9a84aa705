import { describe, expect, it } from "vitest";
import { fc } from "../../test/support/property.ts";
import { decodeCorpus, encodeCorpus, joinFiles, maxCorpusVocabulary, sampleFiles } from "./corpus-file.ts";

const corpus = () => ({
  vocabulary: ["const", "=", "名前"],
  spacing: new Map([["a\0b", [1, 2] as const]]),
  tokens: joinFiles([
    [2, 3, 4],
    [4, 0],
  ]),
});

describe("corpus file", () => {
  it("comes back as it was written, in one and two byte ids", () => {
    expect(decodeCorpus(encodeCorpus(corpus()))).toMatchObject(corpus());
    const large = {
      ...corpus(),
      vocabulary: Array.from({ length: 30_000 }, (_, index) => `w${index}`),
      tokens: Int32Array.of(127, 128, 129, 383, 384, 30_001),
    };
    expect(decodeCorpus(encodeCorpus(large))).toMatchObject(large);
  });

  it("files are kept apart", () => {
    expect([...corpus().tokens]).toEqual([2, 3, 4, 1, 1, 1, 1, 4, 0, 1, 1, 1, 1]);
  });

  it("a sample is whole files from everywhere", () => {
    const files = Array.from({ length: 10 }, (_, index) => [index + 2, 1, 9]);
    expect(sampleFiles(joinFiles(files), 28)).toEqual(
      joinFiles([
        [2, 1, 9],
        [5, 1, 9],
        [8, 1, 9],
        [11, 1, 9],
      ]),
    );
    expect(sampleFiles(joinFiles(files), 70)).toEqual(joinFiles(files));
  });

  it("a vocabulary that does not fit is refused when it is written", () => {
    const vocabulary = Array.from({ length: maxCorpusVocabulary }, (_, index) => `w${index}`);
    expect(() => encodeCorpus({ ...corpus(), vocabulary })).toThrow(RangeError);
  });

  it("damaged bytes are refused, whatever is damaged", () => {
    const bytes = encodeCorpus(corpus());
    for (let length = 0; length < bytes.length; length++)
      expect(decodeCorpus(bytes.subarray(0, length))).toBeUndefined();
    expect(decodeCorpus(new TextEncoder().encode("<!doctype html><title>404</title>"))).toBeUndefined();
    fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), (noise) => void decodeCorpus(noise)));
    const unknown = bytes.slice();
    unknown[unknown.length - 1] = 99;
    expect(decodeCorpus(unknown)).toBeUndefined();
  });
});
