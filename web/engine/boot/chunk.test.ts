import { expect, it } from "vitest";
import { loadChunk } from "./chunk.ts";

it("a chunk's script hands its entry over once, and leaves no global behind", () => {
  const seen: string[] = [];
  const chunk = { createBinding: () => ({ answer: 42 }) };
  const host = {
    crypto: globalThis.crypto,
    importScript(path: string) {
      seen.push(path);
      (globalThis as unknown as { __glasshouseChunk(given: object): void }).__glasshouseChunk(chunk);
    },
  };
  expect(loadChunk(host, "crypto")).toBe(chunk);
  expect(seen).toEqual(["n/chunk/crypto.js"]);
  expect("__glasshouseChunk" in globalThis).toBe(false);
});

it("a script that is not a chunk is named", () => {
  expect(() => loadChunk({ importScript() {}, crypto: globalThis.crypto }, "crypto")).toThrow(
    "n/chunk/crypto.js is not what the build writes",
  );
});
