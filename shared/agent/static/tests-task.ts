/** Tests without a model: a scaffold at once, and a script that finds what functions give back when somebody runs it. */
import type { EditOperation } from "../edits/operation.ts";
import { callsOf, characterisationScript, characterised } from "./characterise.ts";
import type { FactsAbout } from "./facts.ts";
import { type TestFramework, testFile } from "./test-file.ts";
import { type StaticLanguage, staticWords } from "./words.ts";

export interface CharacterisationTrial {
  /** Where the script belongs: beside `package.json` or at the top; it is to be taken away again. */
  path: string;
  /** An ES module. Run it twice with `node`, each run ended by force when it takes long; it changes no file. */
  script: string;
  /** The test file from what the runs printed, in place of the scaffold. */
  finish(outputs: readonly string[]): { operations: EditOperation[]; notes: string[] };
}

export interface TestsProject {
  /** A file's text; undefined when there is none. */
  read(path: string): string | undefined;
}

export interface Tests {
  operations: EditOperation[];
  notes: string[];
  /** Undefined when no function can be run. */
  trial?: CharacterisationTrial;
}

export function testsFor(
  path: string,
  { functions, commonJs }: FactsAbout<"testable">,
  project: TestsProject,
  language: StaticLanguage,
): Tests {
  const words = staticWords(language).tests;
  const framework = frameworkOf(path, project);
  const target = testPath(path, commonJs, project);
  const calls = isRunnable(path) ? callsOf(functions) : [];
  const write = (found: ReturnType<typeof characterised>): EditOperation => {
    const parts = { framework, specifier: `./${nameOf(path)}`, commonJs, functions, characterised: found };
    return { kind: "write", path: target, content: testFile(parts, language) };
  };
  const notRun = functions.filter(({ exportedAs }) => !calls.some((call) => call.exportedAs === exportedAs));
  const notes = notRun.map(({ name, against }) =>
    against === undefined ? words.noArguments(name) : words.against(name, against),
  );
  const scaffold = { operations: [write([])], notes: [words.scaffold(functions.length, framework), ...notes] };
  if (!calls.length) return scaffold;
  return {
    ...scaffold,
    trial: {
      path: ".characterise.mjs",
      script: characterisationScript(`./${path}`, calls, commonJs),
      finish(outputs) {
        const found = characterised(calls, outputs);
        const count = new Set(found.map(({ exportedAs }) => exportedAs)).size;
        const left = calls.length - found.length;
        const said = [words.characterised(found.length, count), ...(left ? [words.leftOut(left)] : []), ...notes];
        return { operations: [write(found)], notes: said };
      },
    },
  };
}

/** Node runs JavaScript, and TypeScript whose types it strips; markup in it only a bundler can. */
function isRunnable(path: string): boolean {
  return !/x$/.test(path);
}

/** The nearest `package.json` says whether vitest is there. */
function frameworkOf(path: string, project: TestsProject): TestFramework {
  for (let folder = folderOf(path); ; folder = folderOf(folder.slice(0, -1))) {
    const text = project.read(`${folder}package.json`);
    if (text !== undefined) return /"vitest"\s*:/.test(text) ? "vitest" : "node:test";
    if (folder === "") return "node:test";
  }
}

/** The first name that is free: tests of other people's are never written over. */
function testPath(path: string, commonJs: boolean, project: TestsProject): string {
  const [, stem = path, extension = "js"] = /^(.*)\.([^./]+)$/.exec(path) ?? [];
  // A CommonJS package's `.js` cannot import.
  const own = commonJs ? "mjs" : extension;
  for (let number = 0; ; number++) {
    const part = number === 0 ? "test" : number === 1 ? "characterisation.test" : `characterisation-${number}.test`;
    const candidate = `${stem}.${part}.${own}`;
    if (project.read(candidate) === undefined) return candidate;
  }
}

function folderOf(path: string): string {
  return path.slice(0, path.lastIndexOf("/") + 1);
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}
