/** A package's TypeScript sources as a workspace of the real language service, with the types of what it imports. */
import { globSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { SuggestionVerdict } from "../../../shared/completion/suggestion-check.ts";
import { openLanguage } from "../../support/language-in-process.ts";
import type { FilterCase } from "./cases.ts";

const nodeModules = join(import.meta.dirname, "../../../node_modules");

/** Packages that ship what they were written in, and where. */
const shipped = [
  ["@noble/curves", "src"],
  ["@noble/ciphers", "src"],
  ["@noble/hashes", "src"],
  ["@headless-tree/core", "src"],
  ["zod", "src/v4/core"],
  ["@msgpack/msgpack", "src"],
] as const;
const maxFiles = 4;
const minChars = 1_500;
const maxChars = 40_000;

/** All of a package's files are the workspace; `files` are those in which suggestions are tried. */
export interface SourcePackage {
  name: string;
  files: Map<string, string>;
}

export function sourcePackages(): SourcePackage[] {
  return shipped.map(([name, folder]) => {
    const all = [...readSources(name)].filter(
      ([path, { length }]) => path.startsWith(folder) && length >= minChars && length <= maxChars,
    );
    const step = Math.max(1, Math.floor(all.length / maxFiles));
    return { name, files: new Map(all.filter((_, index) => index % step === 0).slice(0, maxFiles)) };
  });
}

function readSources(name: string): Map<string, string> {
  const folder = join(nodeModules, name);
  const paths = globSync("src/**/*.ts", { cwd: folder }).filter(
    (path) => !/\.d\.ts$|\.(?:test|spec|stories)\.|tests?\//.test(path),
  );
  return new Map(paths.sort().map((path) => [path, readFileSync(join(folder, path), "utf8")]));
}

export interface FilterProject {
  /** Kind and wording of every error of the file when its text is this. */
  problems(path: string, text: string): string[];
  /** As the page asks: by the syntax and by the types. */
  check(path: string, suggestion: FilterCase): { verdict: SuggestionVerdict; tookMs: number };
}

const configuration = {
  compilerOptions: {
    strict: true,
    target: "esnext",
    module: "esnext",
    moduleResolution: "bundler",
    lib: ["esnext", "dom"],
    allowImportingTsExtensions: true,
  },
};

/** Something not used yet, or not reached: true of all code that is being written. */
const premature = new Set([6133, 6138, 6192, 6196, 6198, 6199, 6205, 7027, 7028]);

export function openProject(name: string, files: ReadonlyMap<string, string>): FilterProject {
  const { service, wanted, set, ask } = openLanguage();
  const problems = (path: string, text: string): string[] => {
    set(path, text);
    const found = ask({ kind: "diagnostics", path });
    if (found?.kind !== "diagnostics") throw new Error(`no problems told of ${path}`);
    return found.problems
      .filter(({ severity, code }) => severity === "error" && !premature.has(code))
      .map(({ code, message }) => `${code} ${message}`);
  };

  set("tsconfig.json", JSON.stringify(configuration));
  for (const [path, text] of readSources(name)) set(path, text);
  for (const [path, text] of files) problems(path, text);
  for (let next = wanted.shift(); next !== undefined; next = wanted.shift()) {
    service.receive({ type: "package", name: next, files: readTypes(next) });
    for (const [path, text] of files) problems(path, text);
  }
  return {
    problems,
    check(path, { before, from, to, insert }) {
      set(path, before);
      const suggestion = { path, length: before.length, from, to, insert };
      const start = performance.now();
      ask({ kind: "syntax", ...suggestion });
      const found = ask({ kind: "check", ...suggestion });
      if (found?.kind !== "check") throw new Error(`no verdict on ${path}`);
      return { verdict: found.verdict, tookMs: performance.now() - start };
    },
  };
}

function readTypes(name: string): { path: string; text: string }[] {
  const folder = join(nodeModules, name);
  try {
    readdirSync(folder);
  } catch {
    // Not installed here: the source imports it for its tests or for another platform.
    return [];
  }
  return globSync("**/{*.d.ts,*.d.mts,*.d.cts,package.json}", { cwd: folder }).map((path) => ({
    path: `node_modules/${name}/${path}`,
    text: readFileSync(join(folder, path), "utf8"),
  }));
}
