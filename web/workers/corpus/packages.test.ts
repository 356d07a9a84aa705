import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { decodeCorpus } from "../../../shared/completion/corpus-file.ts";
import { buildCorpus, type CorpusSummary } from "./build-corpus.ts";
import { heldOutNames } from "./held-out.ts";
import { isHeldOut, repositoryOf } from "./packages.ts";
import { isReadable } from "./sources.ts";

const nodeModulesDir = join(import.meta.dirname, "../../../node_modules");

describe("what the corpus may learn from", () => {
  it.each([
    { name: "express" },
    { name: "@express/router" },
    { name: "other", repository: { url: "git+https://github.com/expressjs/express.git" } },
    { name: "other", repository: "github:Reduxjs/redux" },
  ])("%o is kept for the bench", (manifest) => expect(isHeldOut(manifest, heldOutNames())).toBe(true));

  it("others are not", () => {
    expect(
      isHeldOut({ name: "hono", repository: { url: "git+https://github.com/honojs/hono.git" } }, heldOutNames()),
    ).toBe(false);
  });

  it("a repository is told however it is written", () => {
    for (const url of [
      "git+https://github.com/A/b.js.git",
      "git@github.com:a/B.js.git",
      "https://github.com/a/b.js",
      "a/b.js",
    ]) {
      expect(repositoryOf(url)).toBe("a/b.js");
    }
  });

  it("minified, binary and source-mapped files are not readable", () => {
    expect(isReadable("const a = 1;\nconst b = 2;\n")).toBe(true);
    expect(isReadable(`${"a=1;".repeat(1_000)}\n`)).toBe(false);
    expect(isReadable("a\0b")).toBe(false);
    expect(isReadable("a\n//# sourceMappingURL=data:application/json;base64,AAAA\n")).toBe(false);
  });
});

describe("the corpus of this checkout", () => {
  const outDir = mkdtempSync(join(tmpdir(), "glasshouse-corpus-"));
  let summary: CorpusSummary;
  beforeAll(async () => {
    summary = await buildCorpus({ nodeModulesDir, outDir });
  }, 120_000);
  afterAll(() => rmSync(outDir, { recursive: true, force: true }));

  it("can be read, fits its budget and holds no held-out package, test tool or bundle", () => {
    const names = summary.packages.map(({ name }) => name);
    expect(decodeCorpus(gunzipSync(readFileSync(join(outDir, "corpus.bin"))))?.tokens.length).toBe(summary.tokens);
    expect(summary.bytes).toBeLessThan(2_700_000);
    expect(names).toContain("yjs");
    for (const name of [...heldOutNames().names, "vitest", "playwright-core", "fast-check", "wrangler", "vite"]) {
      expect(names).not.toContain(name);
    }
  });

  it("every package is in the notice with its licence", () => {
    const notice = readFileSync(join(outDir, "NOTICE.txt"), "utf8");
    for (const { name, version, license } of summary.packages)
      expect(notice).toContain(`${name} ${version} (${license})`);
    expect(existsSync(join(outDir, "corpus.json"))).toBe(true);
  });
});
