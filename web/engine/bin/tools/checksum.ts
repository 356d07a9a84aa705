import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { errorCode, errorText, ToolFailure } from "../lib/errors.ts";
import { readChunks, readLines } from "../lib/input.ts";
import { parseOptions } from "../lib/options.ts";
import type { Tool, ToolIo } from "../lib/tool.ts";

function digest(algorithm: string, path: string, io: ToolIo): string {
  const hash = createHash(algorithm);
  for (const chunk of readChunks(path, io)) hash.update(chunk);
  return hash.digest("hex");
}

/** `-c`: compares files with the sums in a list. */
function check(name: string, algorithm: string, list: string, quiet: boolean, io: ToolIo): number {
  let [failed, missing] = [0, 0];
  for (const { text } of readLines(list, io)) {
    const [, sum = "", path = ""] = /^\\?([0-9a-fA-F]+) [ *](.*)$/.exec(text) ?? [];
    if (path === "") continue;
    let same: boolean | null = null;
    try {
      same =
        createHash(algorithm)
          .update(readFileSync(resolve(io.cwd, path)))
          .digest("hex") === sum.toLowerCase();
    } catch (error) {
      if (errorCode(error) === "") throw error;
      io.error(`${name}: ${path}: ${errorText(error)}\n`);
      missing++;
    }
    if (same === false) failed++;
    if (same !== true || !quiet)
      io.write(`${path}: ${same === null ? "FAILED open or read" : same ? "OK" : "FAILED"}\n`);
  }
  const plural = (count: number) => (count === 1 ? "" : "s");
  if (missing > 0) io.error(`${name}: WARNING: ${missing} listed file${plural(missing)} could not be read\n`);
  if (failed > 0) io.error(`${name}: WARNING: ${failed} computed checksum${plural(failed)} did NOT match\n`);
  return failed + missing > 0 ? 1 : 0;
}

function sums(name: string, algorithm: string): Tool {
  return (args, io) => {
    const options = parseOptions(args, {
      flags: "bctqw",
      long: { check: "c", binary: "b", text: "t", quiet: "q", tag: "T" },
    });
    let status = 0;
    for (const path of options.operands.length === 0 ? ["-"] : options.operands) {
      try {
        if (options.has("c")) status = check(name, algorithm, path, options.has("q"), io) || status;
        else io.write(`${digest(algorithm, path, io)} ${options.has("b") ? "*" : " "}${path}\n`);
      } catch (error) {
        if (!(error instanceof ToolFailure) && errorCode(error) === "") throw error;
        io.error(`${name}: ${path}: ${errorText(error)}\n`);
        status = 1;
      }
    }
    return status;
  };
}

/** `md5sum [-bc] [file…]`. */
export const md5sum = sums("md5sum", "md5");
/** `sha1sum [-bc] [file…]`. */
export const sha1sum = sums("sha1sum", "sha1");
/** `sha256sum [-bc] [file…]`. */
export const sha256sum = sums("sha256sum", "sha256");
/** `sha512sum [-bc] [file…]`. */
export const sha512sum = sums("sha512sum", "sha512");
