/** A project from a specification: written in order, checked, fixed, told honestly, and of it only what a change touches written again. */
import { expect, it } from "vitest";
import type { AskInput, AskModel } from "../../../shared/agent/ask.ts";
import { type GeneratePorts, type GenerateTask, generateProject } from "../../../shared/agent/project/generate.ts";
import { graphPath, planNow, readGraph, whatToRegenerate } from "../../../shared/agent/project/graph.ts";
import { interfaceOf } from "../../../shared/agent/project/interface-of.ts";
import type { PlannedFile } from "../../../shared/agent/project/plan.ts";
import { readPseudoCode, readSpec } from "../../../shared/agent/project/spec-items.ts";
import { block, hash, outline, parseErrors, portsOf, saying } from "../../support/script-project.ts";

const spec = "# Cart\n- [R1] An item has a name.\n- [R2] A cart has a total.\n- [R3] The page shows it.\n";
const planned = (path: string, more: Partial<PlannedFile>): PlannedFile => ({
  path,
  purpose: `It is ${path}.`,
  exports: [],
  dependsOn: [],
  fromSpec: [],
  ...more,
});
const plan = {
  files: [
    planned("src/page.ts", { exports: ["show"], dependsOn: ["src/cart.ts"], fromSpec: ["R3"] }),
    planned("src/item.ts", { exports: ["Item"], fromSpec: ["R1"] }),
    planned("src/cart.ts", {
      exports: ["total"],
      dependsOn: ["src/item.ts"],
      tests: "src/cart.test.ts",
      fromSpec: ["R2"],
    }),
  ],
};

const texts: Record<string, string> = {
  "src/item.ts": "export interface Item {\n  name: string;\n}\n",
  "src/cart.ts":
    'import type { Item } from "./item.ts";\n\nexport function total(items: Item[]): number {\n  return items.length;\n}\n',
  "src/cart.test.ts": 'it("adds", () => total([]));\n',
  "src/page.ts": 'import { total } from "./cart.ts";\n\nexport const show = (): number => total([]);\n',
};
const fileText = (path: string, text: string) => `<file path="${path}">\n${text}</file>\n`;
const pathOf = ({ context = [] }: AskInput) =>
  /^plan of (.*)$/m.exec(context.map(({ label }) => label).join("\n"))?.[1] ?? "";

/** Writes each file as it should be, its tests beside it. */
const good: AskModel = async (ask) => {
  const path = pathOf(ask);
  const tests = path === "src/cart.ts" ? fileText("src/cart.test.ts", texts["src/cart.test.ts"] ?? "") : "";
  return saying(fileText(path, texts[path] ?? "") + tests);
};

interface Given
  extends Partial<Omit<GenerateTask, "model">>,
    Partial<Pick<GeneratePorts, "typeCheck" | "runTests" | "write" | "onStep">> {
  files?: Map<string, string>;
  model?: AskModel;
  signal?: AbortSignal;
}

async function generated({
  files = new Map(),
  model: asked = good,
  signal,
  typeCheck,
  runTests,
  write,
  onStep,
  ...task
}: Given = {}) {
  const asks: AskInput[] = [];
  const model: AskModel = (ask, ...rest) => {
    asks.push(ask);
    return asked(ask, ...rest);
  };
  const done = await generateProject(
    { plan, items: readSpec("spec/cart.md", spec), language: "en", ...task },
    {
      ...portsOf(files, model),
      onStep: onStep ?? (() => {}),
      write:
        write ??
        (async (changed) => {
          for (const [path, text] of changed) files.set(path, text);
          return { ok: true, value: undefined };
        }),
      typeCheck: typeCheck ?? (async () => []),
      runTests: runTests ?? (async (paths) => paths.map((path) => ({ path, name: "adds", ok: true }))),
    },
    signal ?? new AbortController().signal,
  );
  return { ...done, asks, files, paths: asks.map(pathOf) };
}

const viewOf = (files: Map<string, string>) => ({ read: (path: string) => files.get(path), outline, hash });

it("[5] writes what is needed first, shows each file what it comes from, and is done when nothing is unmet", async () => {
  const { end, paths, files, report, asks, graph, bill } = await generated();
  expect([end, report.isMet, paths]).toEqual(["done", true, ["src/item.ts", "src/cart.ts", "src/page.ts"]]);
  const { [graphPath]: kept = "", ...sources } = Object.fromEntries(files);
  expect(sources).toEqual(texts);
  expect(asks[1]).toMatchObject({
    task: "write-file",
    context: [
      { label: "plan of src/cart.ts" },
      { label: "specification", text: "R2: [R2] A cart has a total." },
      { label: "src/item.ts exports", text: "export interface Item { name: string; }" },
    ],
  });
  expect(readGraph(kept)).toEqual({ ok: true, value: graph });
  expect(bill.calls).toHaveLength(3);
});

it("[5] nothing is written again when nothing changed; a changed item touches its file alone", async () => {
  const { graph, files } = await generated();
  const items = readSpec("spec/cart.md", spec);
  expect(whatToRegenerate(graph, items, viewOf(files))).toEqual({ files: [], edited: [], newItems: [] });
  const changed = readSpec("spec/cart.md", spec.replace("has a total", "has a total in cents"));
  expect(whatToRegenerate(graph, changed, viewOf(files)).files).toEqual([{ path: "src/cart.ts", because: ["spec"] }]);
  // It comes out with another body and the same interface: what needs it stays.
  const cents: AskModel = async () =>
    saying(block("src/cart.ts", "  return items.length;", "  return 100 * items.length;"));
  const again = await generated({ files, graph, items: changed, only: ["src/cart.ts"], model: cents });
  expect([again.end, again.paths]).toEqual(["done", ["src/cart.ts"]]);
  expect(whatToRegenerate(again.graph, changed, viewOf(files)).files).toEqual([]);
});

it("[5] a changed interface touches what needs it, and no further", async () => {
  const { graph, files } = await generated();
  const changed = readSpec("spec/cart.md", spec.replace("has a name", "has a name and a price"));
  const priced: AskModel = async (ask) =>
    pathOf(ask) === "src/item.ts"
      ? saying(block("src/item.ts", "  name: string;", "  name: string;\n  price: number;"))
      : saying(
          block("src/cart.ts", "  return items.length;", "  return items.reduce((sum, item) => sum + item.price, 0);"),
        );
  const again = await generated({ files, graph, items: changed, only: ["src/item.ts"], model: priced });
  expect([again.end, again.paths]).toEqual(["done", ["src/item.ts", "src/cart.ts"]]);
  files.set("src/item.ts", (files.get("src/item.ts") ?? "").replace("price", "cost"));
  const found = whatToRegenerate(again.graph, changed, viewOf(files));
  expect(found.files).toEqual([{ path: "src/cart.ts", because: ["interface"] }]);
});

it("[5] an item that only moved is the same; a new one belongs to no file yet", async () => {
  const loose = "# Cart\n- An item has a name.\n- A cart has a total.\n";
  const ids = readSpec("s.md", loose).map(({ id }) => id);
  const files = [
    planned("src/item.ts", { fromSpec: [ids[1] ?? ""] }),
    planned("src/cart.ts", { tests: "src/cart.test.ts", fromSpec: [ids[2] ?? ""] }),
  ];
  const { graph, files: written } = await generated({ plan: { files }, items: readSpec("s.md", loose) });
  const items = readSpec("s.md", loose.replace("# Cart\n", "# Cart\n- It is new.\n"));
  const found = whatToRegenerate(graph, items, viewOf(written));
  expect([found.files, found.newItems]).toEqual([[], [ids[1]]]);
  expect(planNow(graph, items, viewOf(written)).files.map(({ fromSpec }) => fromSpec)).toEqual([
    ["s.md#cart/requirement~2"],
    ["s.md#cart/requirement~3"],
  ]);
});

it("[5] what a person wrote or changed is named and left, unless it is asked for", async () => {
  const first = await generated();
  const mine = `${texts["src/cart.ts"]}// mine\n`;
  first.files.set("src/cart.ts", mine);
  const items = readSpec("spec/cart.md", spec.replace("has a total", "has a sum"));
  expect(whatToRegenerate(first.graph, items, viewOf(first.files)).edited).toEqual(["src/cart.ts"]);
  const again = await generated({ files: first.files, graph: first.graph, items, only: ["src/cart.ts"] });
  expect([again.end, again.kept, again.asks, again.files.get("src/cart.ts")]).toEqual([
    "unmet",
    ["src/cart.ts"],
    [],
    mine,
  ]);
  expect(again.report.files[0]?.message).toContain("A person wrote or changed it");
  const forced = await generated({
    files: first.files,
    graph: first.graph,
    items,
    only: ["src/cart.ts"],
    overwrite: ["src/cart.ts"],
  });
  expect([forced.end, forced.files.get("src/cart.ts")]).toEqual(["done", texts["src/cart.ts"]]);
  const own = await generated({ files: new Map([["src/item.ts", "export const own = 1;\n"]]) });
  expect([own.kept, own.files.get("src/item.ts")]).toEqual([["src/item.ts"], "export const own = 1;\n"]);
});

it("[5] what a person changed is not fixed unasked either, red as it may be", async () => {
  const first = await generated();
  const mine = `${texts["src/cart.ts"]}// mine\n`;
  first.files.set("src/cart.ts", mine);
  const fix: AskModel = async () => saying(block("src/cart.ts", "// mine", "// yours"));
  const problems = [{ path: "src/cart.ts", message: "wrong" }];
  const again = await generated({
    files: first.files,
    graph: first.graph,
    only: [],
    model: fix,
    typeCheck: async () => problems,
  });
  expect([again.end, again.report.problems, again.files.get("src/cart.ts")]).toEqual(["unmet", problems, mine]);
});

it("[5] a planned export that is missing is said to the model", async () => {
  const model: AskModel = async (ask, ...rest) => {
    const own = await good(ask, ...rest);
    return ask.objection ? own : { ...own, text: own.text.replace("function total", "function sum") };
  };
  const done = await generated({ model });
  expect(done.asks.find(({ objection }) => objection)?.objection?.problem).toContain(
    "src/cart.ts: It exports no total.",
  );
  expect(done.end).toBe("done");
});

it("[5] pseudo-code is filled in, and stays as the specification it is", async () => {
  const pseudo = "//! total(items):\n//!   add all prices\n";
  const files = new Map([["src/cart.ts", pseudo]]);
  const items = readPseudoCode("src/cart.ts", pseudo);
  const only = {
    files: [planned("src/cart.ts", { exports: ["total"], tests: "src/cart.test.ts", fromSpec: ["src/cart.ts!1"] })],
  };
  const forgets = await generated({ files: new Map(files), plan: only, items });
  expect([forgets.end, forgets.report.files[0]?.message]).toMatchObject([
    "unmet",
    expect.stringContaining("loses its pseudo-code"),
  ]);
  const keeps: AskModel = async () =>
    saying(
      fileText("src/cart.ts", `${pseudo}${texts["src/cart.ts"]}`) +
        fileText("src/cart.test.ts", texts["src/cart.test.ts"] ?? ""),
    );
  const done = await generated({ files, plan: only, items, model: keeps });
  expect([done.end, done.report.isMet]).toEqual(["done", true]);
  expect(
    whatToRegenerate(done.graph, readPseudoCode("src/cart.ts", files.get("src/cart.ts") ?? ""), viewOf(files)).files,
  ).toEqual([]);
});

it("[5] a red test is fixed by the loop, and that a test was changed for it is told", async () => {
  const model: AskModel = async (ask, ...rest) => {
    if (ask.task !== "fix") return good(ask, ...rest);
    return saying(
      block("src/cart.ts", "  return items.length;", "  return items.length + 0;") +
        block("src/cart.test.ts", 'it("adds"', 'it("really adds"'),
    );
  };
  const files = new Map<string, string>();
  const runTests: GeneratePorts["runTests"] = async () => {
    const ok = (files.get("src/cart.ts") ?? "").includes("+ 0");
    return [{ path: "src/cart.test.ts", name: "adds", ok, message: "expected 1" }];
  };
  const done = await generated({ files, model, runTests });
  expect([done.end, done.changedTests]).toEqual(["done", ["src/cart.test.ts"]]);
  const fix = done.asks.at(-1);
  expect(fix?.context?.[0]).toEqual({ label: "problems", text: "src/cart.test.ts: The test “adds” fails: expected 1" });
  expect(whatToRegenerate(done.graph, readSpec("spec/cart.md", spec), viewOf(files)).files).toEqual([]);
});

it("[5] what stays red after three rounds, the last with a larger model, is told and not called done", async () => {
  const asked: (number | undefined)[] = [];
  let n = 0;
  const model: AskModel = async (ask, ...rest) => {
    if (ask.task !== "fix") return good(ask, ...rest);
    asked.push(ask.escalation);
    const now = ask.subject?.text.split("\n").find((line) => line.includes("return")) ?? "";
    return saying(`All tests pass now!\n${block("src/cart.ts", now, `  return ${n++};`)}`);
  };
  const typeCheck: GeneratePorts["typeCheck"] = async () => [{ path: "src/cart.ts", message: "not a number" }];
  const done = await generated({ model, typeCheck });
  expect([done.end, asked, done.report.problems]).toEqual([
    "unmet",
    [0, 0, 1],
    [{ path: "src/cart.ts", message: "not a number" }],
  ]);
});

it("[5] the report names items without a file, exports that are missing and tests that nobody wrote", async () => {
  const files = plan.files
    .filter(({ path }) => path !== "src/page.ts")
    .map((file) => ({ ...file, exports: [...file.exports, "more"] }));
  const model: AskModel = async (ask, ...rest) =>
    ask.task === "tests"
      ? saying("I cannot.")
      : saying(((await good(ask, ...rest)) as { text: string }).text.split('<file path="src/cart.test.ts">')[0] ?? "");
  const { end, report } = await generated({ plan: { files }, model });
  expect([end, report]).toMatchObject([
    "unmet",
    {
      items: ["R3"],
      exports: [
        { path: "src/item.ts", name: "more" },
        { path: "src/cart.ts", name: "more" },
      ],
      untested: ["src/cart.test.ts"],
      isMet: false,
    },
  ]);
});

it("[5] an answer may write its own file and its tests alone, and deletes nothing", async () => {
  const greedy: AskModel = async (ask, ...rest) => {
    const own = await good(ask, ...rest);
    return saying(`${own.text}${fileText("package.json", "{}\n")}<delete path="${pathOf(ask)}" />\n`);
  };
  const { files, end, report } = await generated({ model: greedy });
  expect([[...files.keys()].sort(), end]).toEqual([[graphPath, ...Object.keys(texts)].sort(), "unmet"]);
  expect(report.files).toHaveLength(3);
});

it("[5] Stop ends it with the call that is on; what was written is told", async () => {
  const controller = new AbortController();
  const onStep = () => controller.abort();
  const done = await generated({ signal: controller.signal, onStep });
  expect([done.end, done.written, done.asks.length]).toEqual(["cancelled", ["src/item.ts"], 1]);
  expect(done.graph.files.map(({ path }) => path)).toEqual(["src/item.ts"]);
  expect(readGraph(done.files.get(graphPath) ?? "")).toEqual({ ok: true, value: done.graph });
});

it("[5] without a model, or where nothing can be written, it fails with the reason", async () => {
  const none: AskModel = async () => ({ ok: false, code: "no-model", message: "No model connected.", text: "" });
  const gone = await generated({ model: none });
  expect([gone.end, gone.failure?.code, gone.asks.length]).toEqual(["failed", "no-model", 1]);
  const readOnly = await generated({
    write: async () => ({ ok: false, code: "forbidden", message: "You may look only." }),
  });
  expect([readOnly.end, readOnly.failure?.code, readOnly.written]).toEqual(["failed", "forbidden", []]);
});

it("a graph that somebody broke is refused", () => {
  for (const json of ["", "{", "[]", '{"version":2,"plan":{"files":[]},"files":[]}']) {
    expect(readGraph(json)).toMatchObject({ ok: false, code: "bad-graph" });
  }
});

it("an interface is what others see: not bodies, comments or private members", () => {
  const source = `/** Adds. */
export function add(a: { n: number }, b = 1): { n: number } { return { n: a.n + b }; }
function own() {}
export class Store<T> extends Base<{ a: 1 }> {
  #hidden = 1;
  private secret = 2;
  size: number = 0;
  load(id: string): T { return get(id); } // quickly
}
export const limit = 5;
export const typed: number = 5;
export const run = async (a: number) => { await a; };
export interface Item { name: string }
export type Id = string | { id: string };
`;
  const seen = (text: string) => interfaceOf(text, outline("a.ts", text));
  const same = source
    .replace("return { n: a.n + b }", "return a")
    .replace("/** Adds. */", "")
    .replace("#hidden = 1", "#other = 2")
    .replace("secret = 2", "secret = 3")
    .replace("return get(id)", "return this.get(id)")
    .replace("// quickly", "")
    .replace("typed: number = 5", "typed: number = 6")
    .replace("await a;", "return;")
    .replace("function own() {}", "function other() {}");
  expect(parseErrors("a.ts", same)).toBe(0);
  expect(seen(same)).toBe(seen(source));
  for (const [from, to] of [
    ["b = 1", "b = 2"],
    ["): { n: number }", "): { m: number }"],
    ["size: number", "size: string"],
    ["id: string)", "id: number)"],
    ["limit = 5", "limit = 6"],
    ["(a: number) =>", "(b: number) =>"],
    ["name: string", "label: string"],
    ["{ id: string }", "{ id: number }"],
    ["extends Base", "extends Other"],
  ] as const) {
    expect(seen(source.replace(from, to))).not.toBe(seen(source));
  }
});
