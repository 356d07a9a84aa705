import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { errorCode, errorText, ToolFailure } from "../lib/errors.ts";
import { parseOptions } from "../lib/options.ts";
import type { Tool } from "../lib/tool.ts";
import { readEscapes } from "./awk/lexer.ts";
import { parseProgram } from "./awk/parser.ts";
import { Interpreter } from "./awk/run.ts";
import { Input } from "./awk/value.ts";

/** `awk [-F separator] [-v name=value] [-f file | program] [argument…]`: POSIX awk. */
export const awk: Tool = (args, io) => {
  const options = parseOptions(args, { values: "Fvf", stopEarly: true, usageStatus: 2 });
  const files = options.values("f").map((path) => readFileSync(path === "-" ? 0 : resolve(io.cwd, path), "utf8"));
  const [program, ...operands] = files.length > 0 ? [files.join("\n"), ...options.operands] : options.operands;
  if (program === undefined) throw new ToolFailure("usage: awk [-F separator] [-v name=value] program [file]…", 2);
  const interpreter = new Interpreter(parseProgram(program), io);
  const separator = options.value("F");
  if (separator !== undefined) interpreter.set("FS", readEscapes(separator));
  for (const assignment of options.values("v")) {
    const [, name = "", value = ""] = /^([A-Za-z_]\w*)=(.*)$/s.exec(assignment) ?? [];
    if (name === "") throw new ToolFailure(`improper assignment: -v ${assignment}`, 2);
    interpreter.set(name, new Input(readEscapes(value)));
  }
  const argv = ["awk", ...operands];
  interpreter.set("ARGC", argv.length);
  for (const [at, argument] of argv.entries()) interpreter.table("ARGV").set(String(at), new Input(argument));
  try {
    return interpreter.run();
  } catch (error) {
    if (errorCode(error) === "") throw error;
    throw new ToolFailure(`cannot open a file (${errorText(error)})`, 2);
  }
};
