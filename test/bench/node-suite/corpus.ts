/** A copy of Node's tests on disk: its folder in the shape the runner wants, with our `common` in it. */
import { createHash } from "node:crypto";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const parts = ["common", "fixtures", "parallel"] as const;

/** `<corpus>/test` or `<corpus>` itself, with the folders `common`, `fixtures` and `parallel`. */
export function testFolder(corpus: string): string {
  const folder = [join(corpus, "test"), corpus].find((path) => parts.every((part) => existsSync(join(path, part))));
  if (folder) return folder;
  throw new Error(
    `${corpus} is not a copy of Node's tests: it needs the folders test/common, test/fixtures and test/parallel (the denoland/node_test mirror has them).`,
  );
}

/** One of our sources as a script for Node: CommonJS for `common`, a module for the driver. */
async function bundled(name: string, format: "cjs" | "esm"): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL(`./${name}.ts`, import.meta.url))],
    bundle: true,
    write: false,
    format,
    platform: "node",
    target: "node24",
  });
  return outputFiles[0]?.text ?? "";
}

/** A temporary folder: `test/` as in the corpus with our `common`, and `driver.mjs`. */
export async function prepareFolder(corpus: string): Promise<string> {
  const source = testFolder(corpus);
  const folder = mkdtempSync(join(tmpdir(), "glasshouse-node-suite-"));
  mkdirSync(join(folder, "test"));
  for (const part of parts)
    cpSync(join(source, part), join(folder, "test", part), { recursive: true, verbatimSymlinks: true });
  writeFileSync(join(folder, "test", "common", "index.js"), await bundled("common", "cjs"));
  writeFileSync(join(folder, "driver.mjs"), await bundled("driver", "esm"));
  return folder;
}

export function parallelFiles(folder: string): string[] {
  return readdirSync(join(folder, "test", "parallel"))
    .filter((name) => /^test-.*\.m?js$/.test(name))
    .sort();
}

/** Names and texts of the files, the shim and the modules table's outcome in one value. */
export function hashOf(folder: string, files: string[]): string {
  const hash = createHash("sha256");
  for (const file of files) hash.update(`${file}\n`).update(readFileSync(join(folder, "test", "parallel", file)));
  return hash.digest("hex").slice(0, 16);
}
