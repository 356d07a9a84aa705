import { closeSync, mkdirSync, openSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { errorCode, errorText, ToolFailure } from "../lib/errors.ts";
import { parseOptions } from "../lib/options.ts";
import type { Tool } from "../lib/tool.ts";

const letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
const attempts = 100;

function fill(template: string): string {
  return template.replace(/X+(?=[^X]*$)/, (marks) =>
    Array.from(marks, () => letters.charAt(Math.floor(Math.random() * letters.length))).join(""),
  );
}

/** `mktemp [-d] [-u] [-q] [-t] [-p folder] [--suffix=text] [template]`: a new file or folder that nobody else has. */
export const mktemp: Tool = (args, io) => {
  const options = parseOptions(args, {
    flags: "dutq",
    values: "pS",
    long: { directory: "d", "dry-run": "u", tmpdir: "p", suffix: "S", quiet: "q" },
  });
  const [given] = options.operands;
  const template = (given ?? "tmp.XXXXXXXXXX") + (options.value("S") ?? "");
  if (!/XXX[^X]*$/.test(template)) throw new ToolFailure(`too few X's in template '${template}'`);
  const inFolder = given === undefined || options.has("t") || options.has("p");
  const folder = options.value("p") ?? io.env["TMPDIR"] ?? "/tmp";
  for (let attempt = 0; attempt < attempts; attempt++) {
    const path = inFolder ? join(folder, fill(template)) : fill(template);
    const place = resolve(io.cwd, path);
    try {
      if (options.has("d")) {
        if (!options.has("u")) mkdirSync(place, { mode: 0o700 });
      } else if (!options.has("u")) closeSync(openSync(place, "wx", 0o600));
      io.write(`${path}\n`);
      return 0;
    } catch (error) {
      if (errorCode(error) === "EEXIST") continue;
      if (errorCode(error) === "") throw error;
      const kind = options.has("d") ? "directory" : "file";
      throw new ToolFailure(
        `failed to create ${kind} via template '${dirname(path) === "." ? template : join(dirname(path), template)}': ${errorText(error)}`,
      );
    }
  }
  throw new ToolFailure(`no free name for '${template}'`);
};
