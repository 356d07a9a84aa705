import { describe, expect, it } from "vitest";
import { engineForFile, foreignEngine } from "./support/engine.ts";

const engine = engineForFile();

/** Runs `main` with the debug lines of the compile cache; the folder is the project's `cache`. */
async function run(main: string, files: Record<string, string> = {}) {
  await engine.mount(files);
  const env = { NODE_COMPILE_CACHE: "cache", NODE_DEBUG_NATIVE: "COMPILE_CACHE" };
  const { code, output } = await engine.run("node", [main], { env });
  const lines = output.split(/\r?\n/);
  const of = (name: string) => lines.filter((line) => line.startsWith("[compile cache]") && line.includes(`/${name}`));
  return { code, printed: lines.filter((line) => line !== "" && !line.startsWith("[compile cache]")), of };
}

describe("[7] the compile cache", () => {
  it.skipIf(foreignEngine)("keeps what a source became, and uses it until the source changes", async () => {
    const files = {
      "main.mjs": `import { wait } from "./wait.cjs";
import { size } from "./size.mts";
console.log(await wait(size));
`,
      "wait.cjs": "exports.wait = async (value) => { await null; return value; };\n",
      "size.mts": "export const size: number = 3;\n",
    };
    const first = await run("main.mjs", files);
    expect(first.printed).toEqual(["3"]);
    expect(first.of("wait.cjs").join("\n")).toMatch(
      /for CommonJS .* was not initialized, initializing the in-memory entry/,
    );
    const second = await run("main.mjs");
    expect(second.printed).toEqual(["3"]);
    for (const [file, kind] of [
      ["main.mjs", "ESM"],
      ["wait.cjs", "CommonJS"],
      ["size.mts", "ESM"],
    ] as const) {
      const said = second.of(file).join("\n");
      expect(said).toMatch(new RegExp(`code cache for ${kind} .* was accepted, keeping the in-memory entry`));
      expect(said).toMatch(new RegExp(`skip persisting ${kind} .* because cache was the same`));
    }
    expect(second.of("size.mts").join("\n")).toMatch(/retrieving transpile cache for StrippedTypeScript .*success/);
    const third = await run("main.mjs", { "size.mts": "export const size: number = 4;\n" });
    expect(third.printed).toEqual(["4"]);
    expect(third.of("size.mts").join("\n")).toMatch(/code hash mismatch: expected \d+, actual \d+/);
  });

  it.skipIf(foreignEngine)("an error in kept code shows its own place, and a damaged entry is read anew", async () => {
    const files = {
      "fail.mjs": `import { join } from "node:path";
export const fail = async () => { await 0; join("a"); throw new Error("kept"); };
`,
      "show.mjs": `import { readdirSync, writeFileSync } from "node:fs";
import { fail } from "./fail.mjs";
await fail().catch(({ stack }) => console.log(stack.split("\\n")[1]));
const folder = (await import("node:module")).getCompileCacheDir();
process.on("exit", () => {
  for (const name of readdirSync(folder)) writeFileSync(folder + "/" + name, "damaged, and longer than a header");
});
`,
    };
    const place = ["    at fail (file:///home/project/fail.mjs:2:61)"];
    expect((await run("show.mjs", files)).printed).toEqual(place);
    expect((await run("show.mjs")).printed).toEqual(place);
    const damaged = await run("show.mjs");
    expect(damaged.printed).toEqual(place);
    expect(damaged.of("fail.mjs").join("\n")).toMatch(/magic number mismatch/);
  });

  it("answers with Node's status, folder and errors", async () => {
    const { output } = await engine.script(`
const { enableCompileCache, getCompileCacheDir, flushCompileCache, constants } = require("node:module");
const { DISABLED, ENABLED, ALREADY_ENABLED, FAILED } = constants.compileCacheStatus;
require("fs").writeFileSync("plain", "");
console.log(getCompileCacheDir(), flushCompileCache());
try { enableCompileCache(1); } catch (error) { console.log(error.code, error.message); }
const refused = enableCompileCache("plain");
console.log(refused.status === FAILED, refused.message);
process.env.NODE_DISABLE_COMPILE_CACHE = "1";
console.log(enableCompileCache("on").status === DISABLED);
delete process.env.NODE_DISABLE_COMPILE_CACHE;
const enabled = enableCompileCache("on");
console.log(enabled.status === ENABLED, enabled.directory);
console.log(enableCompileCache("other").status === ALREADY_ENABLED, getCompileCacheDir().startsWith(enabled.directory + "/v24."));
`);
    expect(output.trim().split(/\r?\n/)).toEqual([
      "undefined undefined",
      "ERR_INVALID_ARG_TYPE cacheDir should be a string",
      "true Cannot create cache directory: not a directory",
      "true",
      "true /home/project/on",
      "true true",
    ]);
  });
});
