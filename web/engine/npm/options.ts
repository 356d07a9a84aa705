import { NpmError } from "./errors.ts";

/** What follows `npm`: a command, its words, its switches, and what stands after `--`. */
export interface NpmCall {
  command: string;
  words: string[];
  switches: ReadonlyMap<string, string>;
  passed: string[];
}

const shortNames: Readonly<Record<string, string>> = {
  D: "save-dev",
  E: "save-exact",
  O: "save-optional",
  P: "save-prod",
  S: "save",
  a: "all",
  c: "call",
  g: "global",
  h: "help",
  p: "package",
  s: "silent",
  v: "version",
  w: "workspace",
  y: "yes",
};
const withValue = new Set([
  "call",
  "depth",
  "omit",
  "include",
  "package",
  "prefix",
  "registry",
  "tag",
  "workspace",
  "loglevel",
  "cache",
]);
const commandAliases: Readonly<Record<string, string>> = {
  add: "install",
  create: "init",
  "clean-install": "ci",
  i: "install",
  in: "install",
  innit: "init",
  la: "ls",
  list: "ls",
  ll: "ls",
  remove: "uninstall",
  rm: "uninstall",
  "run-script": "run",
  rum: "run",
  t: "test",
  tst: "test",
  un: "uninstall",
  unlink: "uninstall",
  up: "update",
  upgrade: "update",
  x: "exec",
  c: "config",
  show: "view",
  info: "view",
  v: "view",
};

/** Reads npm's command line. For `exec` the words after the program's name are the program's own. */
export function readCall(args: readonly string[]): NpmCall {
  const words: string[] = [];
  const switches = new Map<string, string>();
  let command = "";
  let passed: string[] = [];
  for (let at = 0; at < args.length; at++) {
    const argument = args[at] ?? "";
    if (argument === "--") {
      passed = args.slice(at + 1);
      break;
    }
    if (/^--?[a-zA-Z]/.test(argument)) {
      const [name = "", inline] = argument.replace(/^--?/, "").split(/=(.*)/s, 2);
      const long = argument.startsWith("--") ? name : shortNames[name];
      if (long === undefined) {
        for (const letter of name) switches.set(shortNames[letter] ?? letter, "");
        continue;
      }
      const value = inline ?? (withValue.has(long) ? args[++at] : "");
      if (value === undefined) throw new NpmError("EUSAGE", `--${long} needs a value.`);
      switches.set(long, value);
    } else if (command === "") command = commandAliases[argument] ?? argument;
    else {
      words.push(argument);
      if (command === "exec") {
        passed = args.slice(args[at + 1] === "--" ? at + 2 : at + 1);
        break;
      }
    }
  }
  return { command, words, switches, passed };
}

/** What npm would be called with: `npx` runs a program; `yarn` and `pnpm` alone install, and take a script's name for a command. */
export function npmArguments(
  program: string,
  args: readonly string[],
  isCommand: (name: string) => boolean,
): readonly string[] {
  if (program === "npx") return ["exec", ...args];
  if (program !== "yarn" && program !== "pnpm") return args;
  const [first, ...rest] = args;
  if (first === undefined) return ["install"];
  if (first === "dlx") return ["exec", ...rest];
  const known = first.startsWith("-") || isCommand(commandAliases[first] ?? first);
  return known ? args : ["run", ...args];
}
