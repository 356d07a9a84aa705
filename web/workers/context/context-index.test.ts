import { describe, expect, it } from "vitest";
import { contextLimits } from "../../../shared/context/limits.ts";
import type { FromContextWorker } from "../../../shared/context/messages.ts";
import { SeededRandom } from "../../../test/support/chaos-random.ts";
import { fakeSecret } from "../../../test/support/fake-secrets.ts";
import { fc } from "../../../test/support/property.ts";
import { ContextIndex } from "./context-index.ts";
import { ContextService } from "./context-service.ts";
import { gatherContext } from "./gather.ts";
import { piecesOf } from "./pieces.ts";

const question = {
  path: "app.ts",
  imports: 'import { load } from "./load.ts";\n',
  prefix: 'import { load } from "./load.ts";\nconst rows = load(',
  suffix: ");\n",
  edits: [],
  tabs: [],
};
const load = "export function load(rows: string[]): void {}\n";

function pathsIn(index: ContextIndex): string[] {
  return gatherContext(index, question).map(({ path }) => path);
}

it("files that come, change and go leave the index as if it were made anew", () => {
  const paths = ["a.ts", "b.ts", "load.ts"];
  const texts = [load, "const rows = [];\nload(rows);\n", "export const load = 1;\n\n\nfunction rows() {}\n", ""];
  const change = fc.record({
    path: fc.constantFrom(...paths),
    text: fc.option(fc.constantFrom(...texts), { nil: undefined }),
  });
  fc.assert(
    fc.property(fc.array(change, { maxLength: 30 }), (changes) => {
      const index = new ContextIndex();
      const files = new Map<string, string>();
      for (const { path, text } of changes) {
        if (text === undefined) index.remove(path);
        else index.set(path, text);
        files.delete(path);
        if (text !== undefined) files.set(path, text);
      }
      const fresh = new ContextIndex();
      for (const [path, text] of files) fresh.set(path, text);
      expect(gatherContext(index, question)).toEqual(gatherContext(fresh, question));
      expect(index.words.size).toBe(fresh.words.size);
    }),
  );
});

it("a file that is typed in for hours does not make the index grow", () => {
  const index = new ContextIndex();
  index.set("load.ts", load);
  for (let key = 0; key < 10_000; key++) index.set("b.ts", `const rows${key} = load();\n`);
  expect(index.words.size).toBe(2);
  expect(index.words.stored).toBeLessThan(9_000);
  expect(pathsIn(index)).toEqual(["load.ts", "b.ts"]);
});

it("pieces are all of the file but endless lines, in order, each short", () => {
  const line = fc.constantFrom(
    "function a() {",
    "  return 1;",
    "}",
    "",
    "x".repeat(600),
    `const long = ${"y".repeat(300)}`,
  );
  fc.assert(
    fc.property(fc.array(line, { maxLength: 80 }), (lines) => {
      const text = lines.join("\n");
      const pieces = piecesOf(text).map(({ from, to }) => text.slice(from, to));
      const kept = lines.filter((one) => one.length < contextLimits.maxLineChars && one !== "");
      expect(
        pieces
          .join("")
          .split("\n")
          .filter((one) => one !== ""),
      ).toEqual(kept);
      for (const piece of pieces) expect(piece.length).toBeLessThanOrEqual(contextLimits.maxPieceChars);
    }),
  );
});

it("a key that is longer than a piece is in none of them", () => {
  const index = new ContextIndex();
  const { line, secret } = fakeSecret("private key", new SeededRandom(36));
  index.set("key.ts", `load(rows);\n${line}\nload(rows);\n`);
  expect(JSON.stringify(gatherContext(index, question))).not.toContain(secret);
  expect(index.text("key.ts")).toContain("SECRET");
});

describe("bad input", () => {
  const bad: [string, string][] = [
    ["a line of five megabytes", `load rows ${"x".repeat(5_000_000)}`],
    ["binary that calls itself text", `load rows ${"\0\x01\x02load\n".repeat(2_000)}`],
    ["text that was no UTF-8", "load rows \ufffd\ufffd\ufffd\n".repeat(100)],
  ];
  it.each(bad)("%s is in no request", (_name, text) => {
    const index = new ContextIndex();
    index.set("bad.ts", text);
    index.set("load.ts", load);
    expect(pathsIn(index)).toEqual(["load.ts"]);
  });

  it("a file of 100,000 lines gives a declaration and pieces, within the budget", () => {
    const index = new ContextIndex();
    index.set("load.ts", `${load}${"load(rows);\nconst row = rows[1];\n".repeat(50_000)}`);
    const [file] = gatherContext(index, question);
    expect(file?.text.startsWith(load)).toBe(true);
    const budget = Object.values(contextLimits.budgetChars).reduce((sum, chars) => sum + chars, 0);
    expect(file?.text.length).toBeLessThanOrEqual(budget);
  });

  it("a caret in an endless line or in code that does not parse is answered too", () => {
    const index = new ContextIndex();
    index.set("load.ts", `export class load {{{ ((( \n${load}`);
    for (const prefix of ["load(".repeat(400_000), "{".repeat(9_000), "\ud800".repeat(9_000)]) {
      expect(gatherContext(index, { ...question, prefix })).toBeInstanceOf(Array);
    }
  });

  it("no more than 16 files and the budget go along, however many fit", () => {
    const index = new ContextIndex();
    for (let file = 0; file < 60; file++) index.set(`f${file}.ts`, `load(rows, ${"word ".repeat(file)});\n`);
    const edits = Array.from({ length: 60 }, (_, file) => ({
      path: `f${file}.ts`,
      text: `load(rows, ${file} + 10000)\n`,
    }));
    expect(gatherContext(index, { ...question, edits })).toHaveLength(contextLimits.maxFiles);
  });
});

describe("the Worker's service", () => {
  function start(msPerLook: number) {
    const posted: FromContextWorker[] = [];
    const tasks: (() => void)[] = [];
    let now = 0;
    const service = new ContextService({
      post: (message) => void posted.push(message),
      defer: (task) => void tasks.push(task),
      now: () => (now += msPerLook),
    });
    return { service, posted, tasks };
  }

  it("reads files in slices, and a question is answered between two", () => {
    const { service, posted, tasks } = start(contextLimits.sliceMs);
    for (const path of ["load.ts", "b.ts", "c.ts"]) service.receive({ type: "file", path, text: load });
    tasks.shift()?.();
    service.receive({ type: "gather", id: 1, question });
    expect(posted).toEqual([{ id: 1, files: [{ path: "load.ts", text: load }] }]);
    expect(tasks).toHaveLength(1);
    while (tasks.length > 0) tasks.shift()?.();
    service.receive({ type: "remove", path: "load.ts" });
    tasks.shift()?.();
    service.receive({ type: "gather", id: 2, question });
    expect(posted[1]).toMatchObject({ files: [{ path: "b.ts" }] });
  });
});
