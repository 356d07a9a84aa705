import { describe, expect, it } from "vitest";
import { parseCommandLine } from "./arguments.ts";
import { nodeOptions } from "./options.ts";

const types = { kBoolean: 2, kStringList: 7, kNoOp: 0, kV8Option: 1 };
const string = 5;
const infos = new Map([
  ["--eval", { type: string }],
  ["--print", { type: types.kBoolean }],
  ["--import", { type: types.kStringList }],
  ["--test", { type: types.kBoolean }],
  ["--watch", { type: types.kBoolean }],
  ["--warnings", { type: types.kBoolean }],
  ["--experimental-transform-types", { type: types.kBoolean }],
  ["--enable-source-maps", { type: types.kBoolean }],
  ["--experimental-require-module", { type: types.kBoolean }],
]);
const aliases = new Map([
  ["-e", ["--eval"]],
  ["-r", ["--import"]],
  ["--experimental-warnings", ["--warnings"]],
]);
const defaults = { "--eval": "", "--print": false, "--import": [], "--test": false, "--warnings": true };
const parse = (line: string[], tty = false) =>
  parseCommandLine(["node", ...line], defaults, infos, aliases, types, tty);

describe("node's command line", () => {
  it("[8] a script ends the options; the rest is its own", () => {
    const line = parse(["--no-warnings", "app.js", "--test", "x"]);
    expect(line).toMatchObject({
      rest: ["app.js", "--test", "x"],
      execArgv: ["--no-warnings"],
      main: "internal/main/run_main_module",
    });
    expect(line.options).toMatchObject({ "--warnings": false, "--no-warnings": true });
  });

  it("[8] -e takes the next word even when it begins with a dash, and what follows is arguments", () => {
    const line = parse(["-e", "-1", "a"]);
    expect(line.options["--eval"]).toBe("-1");
    expect(line).toMatchObject({ rest: ["a"], main: "internal/main/eval_string" });
  });

  it("[8] takes V8's flags with their values and names them; what nobody knows is a bad option", () => {
    const flags = (name: string) => (name === "--stack-size" ? "value" : name === "--expose-gc" ? "switch" : undefined);
    const parseV8 = (line: string[]) =>
      parseCommandLine(["node", ...line], defaults, infos, aliases, types, false, flags);
    const line = parseV8(["--stack_size", "50", "--expose-gc", "app.js"]);
    expect(line).toMatchObject({ v8Flags: ["--stack-size", "--expose-gc"], rest: ["app.js"] });
    expect(line.error).toBeUndefined();
    expect(parseV8(["--nonsense"]).error).toBe("node: bad option: --nonsense");
  });

  it("[8] -p prints what it evaluates", () => {
    const line = parse(["-p", "1+1"]);
    expect(line.options).toMatchObject({ "--print": true, "--eval": "1+1" });
  });

  it("[8] an option switches on what it needs", () => {
    expect(parse(["--experimental-transform-types", "a.ts"]).options["--enable-source-maps"]).toBe(true);
    const without = parse(["--experimental-transform-types", "--no-enable-source-maps", "a.ts"]);
    expect(without.options["--enable-source-maps"]).toBe(false);
    expect(parse(["a.ts"]).options["--enable-source-maps"]).toBeUndefined();
  });

  it("[8] an option that has two names is read by both", () => {
    expect(parse(["--no-experimental-require-module", "a.js"]).options["--require-module"]).toBe(false);
  });

  it("[8] an option's other name can be negated too", () => {
    expect(parse(["--no-experimental-warnings", "a.js"]).options["--warnings"]).toBe(false);
  });

  it("[8] an option given twice collects", () => {
    expect(parse(["--import=a", "-r", "b", "x.js"]).options["--import"]).toEqual(["a", "b"]);
  });

  it("[8] an unknown option and a missing value end with a sentence", () => {
    expect(parse(["--nope"]).error).toBe("node: bad option: --nope");
    expect(parse(["--nope=1"]).error).toBe("node: bad option: --nope=1");
    expect(parse(["--import"]).error).toBe("node: --import requires an argument");
  });

  it("[8] without a script: tests, a prompt on a terminal, else standard input", () => {
    expect(parse(["--test"]).main).toBe("internal/main/test_runner");
    expect(parse([], true).main).toBe("internal/main/repl");
    expect(parse([]).main).toBe("internal/main/eval_stdin");
    expect(parse(["--watch", "a.js"]).main).toBe("internal/main/watch_mode");
  });

  it("[8] NODE_OPTIONS has words, some in quotation marks", () => {
    expect(nodeOptions('--a  -r "/my folder/\\"x\\".js" --b="1 2"')).toEqual([
      "--a",
      "-r",
      '/my folder/"x".js',
      "--b=1 2",
    ]);
  });
});
