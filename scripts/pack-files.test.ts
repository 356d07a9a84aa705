import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { brotliDecompressSync, gunzipSync } from "node:zlib";
import { afterAll, expect, it } from "vitest";
import { packFiles } from "./pack-files.ts";

const folder = mkdtempSync(join(tmpdir(), "glasshouse-pack-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const code = "export const answer = 42;\n".repeat(200);

it("built files get packed twins that hold the same; pages, small files and what is packed already get none, and old twins go", async () => {
  mkdirSync(join(folder, "assets"));
  const random = Buffer.from(Array.from({ length: 4_000 }, (_, n) => (n * n * 7919 + (n << 3) * 31) % 251));
  for (const [name, content] of [
    ["assets/app.js", code],
    ["assets/small.js", "export {};\n"],
    ["assets/page.html", `<p>${code}</p>`],
    ["assets/font.woff2", random],
    ["assets/gone.js.br", "of a file that is no longer built"],
  ] as const) {
    writeFileSync(join(folder, name), content);
  }
  await packFiles(folder);
  expect(readdirSync(join(folder, "assets")).sort()).toEqual([
    "app.js",
    "app.js.br",
    "app.js.gz",
    "font.woff2",
    "page.html",
    "small.js",
  ]);
  expect(brotliDecompressSync(readFileSync(join(folder, "assets/app.js.br"))).toString()).toBe(code);
  expect(gunzipSync(readFileSync(join(folder, "assets/app.js.gz"))).toString()).toBe(code);
});
