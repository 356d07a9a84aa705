/** Tasks over real long files with models that are good, lazy or wrong: no line outside of an edit is lost, each symbol is done or named. */
import { describe, expect, it } from "vitest";
import type { AskInput, AskModel } from "../../../shared/agent/ask.ts";
import { type LongFileResult, type LongFileStep, runLongFile } from "../../../shared/agent/long-file/run.ts";
import { readState } from "../../../shared/agent/long-file/state.ts";
import type { OutlineItem } from "../../../shared/agent/outline.ts";
import {
  answers,
  commented,
  exported,
  installed,
  longFiles,
  lostLines,
  marked,
  modelOf,
  path,
} from "../../support/long-file-models.ts";
import { fc } from "../../support/property.ts";
import { block, portsOf, saying } from "../../support/script-project.ts";

const signal = new AbortController().signal;

describe.each(Object.keys(answers))("[5] a model that is or does: %s", (kind) => {
  const at = Object.keys(answers).indexOf(kind);
  const text = installed(longFiles[at % longFiles.length] ?? "");

  it("comments every symbol of a long file or names it, and loses no line", async () => {
    const ports = portsOf(new Map([[path, text]]), modelOf(kind, text, commented));
    const done = await runLongFile({ task: "comment", language: "en", path, wants: exported }, ports, signal);
    expect(lostLines(text, done.files.get(path) ?? "")).toEqual([]);
    expect(done.covered.length + done.missing.length).toBe(done.total);
    expect([done.end, done.missing]).toEqual(["done", []]);
    const added = (done.files.get(path) ?? "").split("/** Tells of ").length - 1;
    expect(added).toBeLessThanOrEqual(done.total);
    expect(done.bill.tokens).toBeGreaterThan(0);
  });

  it("changes the lines it names and no others", async () => {
    const ports = portsOf(new Map([[path, text]]), modelOf(kind, text, marked));
    const done = await runLongFile({ task: "optimise", language: "en", path, wants: exported }, ports, signal);
    const now = done.files.get(path) ?? "";
    expect(lostLines(text, now, (one, other) => other === one || other === `${one} // faster`)).toEqual([]);
    expect(now.split("\n").length).toBe(text.split("\n").length);
    expect(now.split(" // faster").length).toBeGreaterThan(3);
    expect(done.covered.length + done.missing.length).toBe(done.total);
  });
});

it("[5] whatever a model does from call to call, no line outside of what it names is lost", async () => {
  const kinds = fc.array(fc.constantFrom(...Object.keys(answers), "nothing"), { minLength: 1, maxLength: 8 });
  const file = fc.constantFrom("@floating-ui/core/dist/floating-ui.core.mjs", "magic-string/dist/index.mjs");
  await fc.assert(
    fc.asyncProperty(kinds, file, async (turns, name) => {
      const text = installed(name);
      let calls = 0;
      const moody: AskModel = (...given) => modelOf(turns[calls++ % turns.length] ?? "", text, marked)(...given);
      const ports = portsOf(new Map([[path, text]]), moody);
      const done = await runLongFile({ task: "optimise", language: "en", path, wants: exported }, ports, signal);
      const now = done.files.get(path) ?? text;
      expect(lostLines(text, now, (one, other) => other === one || other === `${one} // faster`)).toEqual([]);
      expect(now.split("\n").length).toBe(text.split("\n").length);
      expect(done.covered.length + done.missing.length).toBe(done.total);
      expect(ports.gates.parseErrors(path, now)).toBeLessThanOrEqual(ports.gates.parseErrors(path, text));
    }),
    { numRuns: 15 },
  );
});

/** Two classes, functions between them, and imports. */
const fileOf = (functions: number) => `import { a } from "./a";

${Array.from({ length: functions }, (_, n) => `export function work${n}(value) {\n  const double = value * ${n};\n  return a(double);\n}\n`).join("\n")}
export class Store {
  constructor(name) {
    this.name = name;
  }

  load() {
    return this.name;
  }
}
`;
const small = fileOf(30);
const everything = () => true;
const task = { task: "comment", language: "en", path, wants: everything } as const;

it("[5] is the same whichever answer comes first", async () => {
  const inTurn = await runLongFile(task, portsOf(new Map([[path, small]]), modelOf("good", small, commented)), signal);
  await fc.assert(
    fc.asyncProperty(fc.array(fc.nat(20), { minLength: 1, maxLength: 12 }), async (waits) => {
      const model = modelOf("good", small, commented);
      let calls = 0;
      const late: AskModel = async (...given) => {
        for (let turn = waits[calls++ % waits.length] ?? 0; turn > 0; turn--) await Promise.resolve();
        return model(...given);
      };
      const done = await runLongFile(task, portsOf(new Map([[path, small]]), late), signal);
      expect(done.files).toEqual(inTurn.files);
    }),
    { numRuns: 20 },
  );
});

it("[5] shows the imports and the head of the class beside a part of it", async () => {
  const asks: AskInput[] = [];
  const long = small.replace("return this.name;", `return ${"this.name + ".repeat(700)}"";`);
  const ports = portsOf(new Map([[path, long]]), modelOf("good", long, commented, asks));
  await runLongFile({ ...task, wants: (symbol) => symbol === "Store.load" }, ports, signal);
  expect(asks).toHaveLength(1);
  expect(asks[0]?.symbols).toEqual(["Store.load"]);
  expect(asks[0]?.context).toEqual([
    { label: `${path}, from its first line on`, text: 'import { a } from "./a";' },
    { label: `${path}, the head of Store`, text: "export class Store {" },
  ]);
  const line = asks[0]?.subject?.firstLine ?? 0;
  expect(long.split("\n")[line - 1]).toBe("  load() {");
});

it("[5] names what it could not do, and why", async () => {
  const good = modelOf("good", small, commented);
  const forgets: AskModel = (ask, ...rest) =>
    good(
      { ...ask, symbols: (ask.symbols ?? []).filter((symbol) => symbol !== "work7" && symbol !== "Store.load") },
      ...rest,
    );
  const done = await runLongFile(task, portsOf(new Map([[path, small]]), forgets), signal);
  expect([done.end, done.done, done.total]).toEqual(["given-up", 31, 33]);
  expect(done.missing.map(({ symbol, code }) => `${symbol}: ${code}`)).toEqual([
    "work7: bad-format",
    "Store.load: bad-format",
  ]);
  expect(done.bill.calls.map(({ escalation }) => escalation)).toContain(2);
});

it("[5] a comment that takes code away is refused", async () => {
  const drops: AskModel = async (ask) =>
    saying(
      block(path, "  const double = value * 3;\n  return a(double);", "  // Doubles it.\n  return a(value * 3);") +
        (ask.objection?.problem ?? ""),
    );
  const wants = (symbol: string) => symbol === "work3";
  const done = await runLongFile({ ...task, wants }, portsOf(new Map([[path, small]]), drops), signal);
  expect([done.files.size, done.missing]).toMatchObject([0, [{ symbol: "work3", code: "code-changed" }]]);
});

it("[5] a part that is written as if it were the file is refused, good code as it may be", async () => {
  const writes: AskModel = async () =>
    saying(`<file path="${path}">\nexport function work3() {\n  return 1;\n}\n</file>\n`);
  const one = { ...task, task: "optimise", wants: (symbol: string) => symbol === "work3" } as const;
  const done = await runLongFile(one, portsOf(new Map([[path, small]]), writes), signal);
  expect([done.files.size, done.missing]).toMatchObject([0, [{ symbol: "work3", code: "rewrite" }]]);
});

it("[5] a model that talks nonsense is not asked for every part", async () => {
  let calls = 0;
  const nonsense: AskModel = async () => saying(`glorp ${calls++} <<<<<<< SEARCH`);
  const text = installed("@codemirror/language/dist/index.js");
  const done = await runLongFile({ ...task, wants: exported }, portsOf(new Map([[path, text]]), nonsense), signal);
  expect([done.end, done.files.size]).toEqual(["failed", 0]);
  expect(done.missing).toHaveLength(done.total - done.done);
  expect(done.missing.length).toBeGreaterThan(20);
  expect(calls).toBeLessThanOrEqual(7 * 4);
});

it("[5] without a model every symbol is named with the reason", async () => {
  const none: AskModel = async () => ({ ok: false, code: "no-model", message: "No model connected.", text: "" });
  const done = await runLongFile(task, portsOf(new Map([[path, small]]), none), signal);
  expect([done.end, done.missing[0]?.code, done.missing.length]).toEqual(["failed", "no-model", 33]);
});

/** Runs until so many parts are merged, then stops. */
async function stoppedAfter(parts: number, text = small) {
  const controller = new AbortController();
  const steps: LongFileStep[] = [];
  const asks: AskInput[] = [];
  const ports = portsOf(new Map([[path, text]]), modelOf("good", text, commented, asks));
  const onStep = (step: LongFileStep) => {
    steps.push(step);
    if (steps.length === parts) controller.abort();
  };
  const done = await runLongFile({ ...task, wants: exported }, { ...ports, onStep }, controller.signal);
  return { done, steps, asks };
}

it("[5] Stop keeps what was merged, and another day goes on with the rest alone", async () => {
  const text = installed("magic-string/dist/index.mjs");
  const { done: first, steps } = await stoppedAfter(1, text);
  // Parts that were answered already are merged too.
  expect([first.end, steps.length <= 3]).toEqual(["cancelled", true]);
  expect(first.done).toBeGreaterThan(0);
  expect(new Set(first.missing.map(({ code }) => code))).toEqual(new Set(["cancelled"]));
  const kept = readState(JSON.parse(JSON.stringify(first.state)), "comment", path);
  if (!kept.ok) throw new Error(kept.message);
  const now = first.files.get(path) ?? "";
  const asks: AskInput[] = [];
  const ports = portsOf(new Map([[path, now]]), modelOf("good", now, commented, asks));
  const second = await runLongFile({ ...task, wants: exported, state: kept.value }, ports, signal);
  expect([second.end, second.missing]).toEqual(["done", []]);
  expect(asks.flatMap(({ symbols }) => symbols)).toEqual(first.missing.map(({ symbol }) => symbol));
  expect(second.bill.calls.length).toBe(first.bill.calls.length + asks.length);
});

it("[5] of what was done before, only what is still the same stays done", async () => {
  const optimise = { ...task, task: "optimise", wants: exported } as const;
  const first = await runLongFile(optimise, portsOf(new Map([[path, small]]), modelOf("good", small, marked)), signal);
  const now = (first.files.get(path) ?? "").replace("value * 5", "value * 500");
  const asks: AskInput[] = [];
  const ports = portsOf(new Map([[path, now]]), modelOf("good", now, marked, asks));
  await runLongFile({ ...optimise, state: first.state }, ports, signal);
  expect(asks.flatMap(({ symbols }) => symbols)).toEqual(["work5"]);
});

it("a state that is of another task, or none at all, is refused", () => {
  for (const data of [null, {}, { version: 1, task: "fix", path, done: [], calls: [] }]) {
    expect(readState(data, "comment", path)).toMatchObject({ ok: false, code: "bad-state" });
  }
});

it.each([["the file is written at each step"], ["nothing is written"]])(
  "[5] what a colleague changes meanwhile stays, while %s",
  async (how) => {
    const text = fileOf(400);
    const live = new Map([[path, text]]);
    let steps = 0;
    const onStep = ({ files: changed }: LongFileStep) => {
      if (how.startsWith("the file")) for (const [of, now] of changed) live.set(of, now);
      steps++;
      if (steps === 2) live.set(path, `// A colleague was here.\n${live.get(path)}`);
      // In the middle of a part that may be asked for already.
      if (steps === 3) live.set(path, (live.get(path) ?? "").replace("function work150(", "function task150("));
    };
    const ports = portsOf(live, (ask, ...rest) => modelOf("good", live.get(path) ?? "", commented)(ask, ...rest));
    const done = await runLongFile(task, { ...ports, onStep }, signal);
    const now = done.files.get(path) ?? live.get(path) ?? "";
    expect(now.startsWith("// A colleague was here.\n")).toBe(true);
    expect(lostLines(text, now)).toEqual(["export function work150(value) {"]);
    expect(done.missing).toMatchObject([{ symbol: "work150", code: "vanished" }]);
    for (const name of done.covered) expect(now.split(`/** Tells of ${name}. */`)).toHaveLength(2);
  },
);

describe("[5] unit tests for a file of 3,000 lines by a lazy small model", () => {
  const text = installed("zod/src/v4/classic/schemas.ts");
  const testPath = "src/long.test.ts";
  const functions = (_symbol: string, { exported: isExported, kind }: OutlineItem) => isExported && kind === "function";

  /** Tests of the first three symbols until a larger model is asked; each part with imports of its own. */
  const lazy: AskModel = async (ask) => {
    const symbols = ask.escalation ? (ask.symbols ?? []) : (ask.symbols ?? []).slice(0, 3);
    const tests = symbols.map((symbol) => `it("${symbol} works", () => {\n  expect(${symbol}).toBeDefined();\n});\n`);
    const imports = `import { expect, it } from "vitest";\nimport { ${symbols.join(", ")} } from "./long.ts";\n`;
    return saying(`<file path="${testPath}">\n${imports}\n${tests.join("\n")}</file>\nThe rest is similar.`);
  };

  async function tested(existing?: string): Promise<LongFileResult> {
    const given = new Map([[path, text], ...(existing === undefined ? [] : [[testPath, existing] as const])]);
    return runLongFile({ ...task, task: "tests", wants: functions, testPath }, portsOf(given, lazy), signal);
  }

  it("every exported function has a test in one file that imports each name once, and the cost is told", async () => {
    const done = await tested();
    expect([done.end, done.missing, done.files.has(path)]).toEqual(["done", [], false]);
    const tests = done.files.get(testPath) ?? "";
    for (const symbol of done.covered) expect(tests.split(`it("${symbol} works"`)).toHaveLength(2);
    expect(tests.split("import { expect, it }")).toHaveLength(2);
    expect(done.total).toBeGreaterThan(90);
    expect(done.bill.cost).toBeGreaterThan(0);
  });

  it("tests that a person wrote stay", async () => {
    // Longer than what is ever written anew.
    const test = (n: number) => `it("own ${n}", () => {\n  expect(${n}).toBe(${n});\n});\n`;
    const own = `import { expect, it } from "vitest";\n\n${Array.from({ length: 100 }, (_, n) => test(n)).join("\n")}`;
    const done = await tested(own);
    expect(done.missing).toEqual([]);
    expect(lostLines(own, done.files.get(testPath) ?? "")).toEqual([]);
  });
});
