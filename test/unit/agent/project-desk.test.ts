/** The whole project as the page has it: nothing written before it is wanted, others' work kept, all of it undone at once. */
import { expect, it } from "vitest";
import type { AskEnd, AskInput, AskModel } from "../../../shared/agent/ask.ts";
import { graphPath } from "../../../shared/agent/project/graph.ts";
import { ProjectDesk, type ProjectDeskPorts } from "../../../web/assistant/project/project-desk.ts";
import type { ProjectState } from "../../../web/assistant/project/state.ts";
import { applyChanges, carryOver } from "../../../web/editor/review/carry-over.ts";
import { hash, outline, parseErrors, saying } from "../../support/script-project.ts";

const spec = "# Shop\n- [R1] It has items.\n- [R2] It has carts.\n";
const planned = [
  { path: "src/cart.ts", purpose: "Carts.", exports: ["cart"], dependsOn: ["src/item.ts"], fromSpec: ["R2"] },
  { path: "src/item.ts", purpose: "Items.", exports: ["item"], fromSpec: ["R1"] },
];
const texts: Record<string, string> = {
  "src/item.ts": "export const item = 1;\n",
  "src/cart.ts": 'import { item } from "./item.ts";\n\nexport const cart = [item];\n',
};
const fileText = (path: string, text: string) => `<file path="${path}">\n${text}</file>\n`;
const pathOf = ({ context = [] }: AskInput) =>
  context.flatMap(({ label }) => /^plan of (.*)$/.exec(label)?.[1] ?? [])[0] ?? "";
const good = (ask: AskInput): AskEnd =>
  saying(ask.task === "plan" ? JSON.stringify({ files: planned }) : fileText(pathOf(ask), texts[pathOf(ask)] ?? ""));

interface Given extends Partial<Pick<ProjectDeskPorts, "forbids" | "hasModel" | "runTests">> {
  files?: Record<string, string>;
  model?: (ask: AskInput, all: Opened) => AskEnd;
}

interface Opened {
  desk: ProjectDesk;
  files: Map<string, string>;
  asks: AskInput[];
}

function opened({ files: given = { "spec/shop.md": spec }, model = good, ...ports }: Given = {}): Opened {
  const files = new Map(Object.entries(given));
  const asks: AskInput[] = [];
  const ask: AskModel = async (question, hear) => {
    asks.push(question);
    hear("…");
    return model(question, { desk, files, asks });
  };
  const desk: ProjectDesk = new ProjectDesk({
    model: async () => ask,
    hasModel: async () => true,
    syntax: async () => ({ errors: parseErrors, outline }),
    paths: () => [...files.keys()],
    read: (path) => files.get(path),
    change({ path, before, after }) {
      const now = files.get(path);
      if (before === undefined) {
        if (now !== undefined || after === undefined) return 1;
        files.set(path, after);
        return 0;
      }
      if (now === undefined) return 1;
      if (after === undefined) return now === before && files.delete(path) ? 0 : 1;
      const { changes, conflicts } = carryOver(before, after, now);
      files.set(path, applyChanges(now, changes));
      return conflicts;
    },
    hash,
    language: () => "en",
    forbids: () => undefined,
    typeCheck: async () => [],
    runTests: async () => [],
    ...ports,
  });
  return { desk, files, asks };
}

function stateOf<Phase extends ProjectState["phase"]>(desk: ProjectDesk, phase: Phase) {
  const state = desk.store.getState();
  if (state.phase !== phase) throw new Error(`the desk is at ${state.phase}: ${JSON.stringify(state)}`);
  return state as Extract<ProjectState, { phase: Phase }>;
}

async function written(given: Given = {}) {
  const all = opened(given);
  await all.desk.open();
  await all.desk.plan();
  await all.desk.write();
  return { ...all, report: stateOf(all.desk, "report") };
}

it("nothing is written before the person says so; what is written is undone at once", async () => {
  const { desk, files, asks } = opened();
  await desk.open();
  expect(stateOf(desk, "start").ground.items.map(({ id }) => id)).toEqual(["spec/shop.md#shop", "R1", "R2"]);
  await desk.plan();
  const { files: draft, uncovered } = stateOf(desk, "plan");
  expect([draft.map(({ file }) => file.path), uncovered]).toEqual([["src/item.ts", "src/cart.ts"], []]);
  expect([...files.keys()]).toEqual(["spec/shop.md"]);
  await desk.write();
  const report = stateOf(desk, "report");
  expect([report.generated.end, report.progress.map(({ state }) => state)]).toEqual(["done", ["written", "written"]]);
  expect([report.bill.calls.length, asks.length]).toEqual([3, 3]);
  expect([...files.keys()].sort()).toEqual([graphPath, "spec/shop.md", "src/cart.ts", "src/item.ts"]);
  desk.undo();
  expect([...files]).toEqual([["spec/shop.md", spec]]);
  expect(stateOf(desk, "report").undo).toBe("done");
  desk.back();
  expect(stateOf(desk, "plan").files.map(({ because }) => because)).toEqual([["new"], ["new"]]);
});

it("a description becomes the specification, with the first file", async () => {
  const { desk, files } = opened({ files: {} });
  await desk.open();
  desk.describe("A shop.\n\n- [R1] items\n- [R2] carts");
  await desk.plan();
  expect([stateOf(desk, "plan").uncovered, files.size]).toEqual([[], 0]);
  await desk.write();
  expect(files.get("spec/project.md")).toBe("A shop.\n\n- [R1] items\n- [R2] carts\n");
  expect(stateOf(desk, "report").isStale).toBe(false);
  desk.undo();
  expect(files.size).toBe(0);
});

it("Stop keeps what is written, and what is left is written when it goes on", async () => {
  const { desk, report, asks, files } = await written({
    model(ask, all) {
      const isFirst =
        pathOf(ask) === "src/cart.ts" && all.asks.filter((each) => pathOf(each) === "src/cart.ts").length === 1;
      if (!isFirst) return good(ask);
      all.desk.stop();
      return saying("");
    },
  });
  expect([report.generated.end, report.progress.map(({ state }) => state)]).toEqual([
    "cancelled",
    ["written", "waiting"],
  ]);
  expect(files.has("src/cart.ts")).toBe(false);
  desk.back();
  await desk.write();
  expect(asks.slice(3).map(pathOf)).toEqual(["src/cart.ts"]);
  expect(stateOf(desk, "report").generated.end).toBe("done");
});

it("Stop while it is planned leads back to where it was", async () => {
  const { desk } = opened({
    model(_ask, all) {
      all.desk.stop();
      return saying(JSON.stringify({ files: planned }));
    },
  });
  await desk.open();
  await desk.plan();
  expect(stateOf(desk, "start").failure).toBeUndefined();
});

it("a specification that a colleague changes meanwhile is told, and only what it touches is written again", async () => {
  const { desk, report, asks } = await written({
    model(ask, { files }) {
      if (pathOf(ask) === "src/item.ts") files.set("spec/shop.md", spec.replace("has carts", "has many carts"));
      return good(ask);
    },
  });
  expect([report.generated.end, report.isStale]).toEqual(["done", true]);
  desk.back();
  expect(stateOf(desk, "plan").files.map(({ because }) => because)).toEqual([[], ["spec"]]);
  await desk.write();
  expect(asks.slice(3).map(pathOf)).toEqual(["src/cart.ts"]);
  // The model wrote the same text again: that is told, and not asked for a third time.
  expect(stateOf(desk, "report").progress).toEqual([{ path: "src/cart.ts", state: "unchanged" }]);
  desk.back();
  expect(stateOf(desk, "plan").files.flatMap(({ because }) => because)).toEqual([]);
});

it("lines that a colleague writes into a file while the model does stay, before and after an undo", async () => {
  const first = await written();
  const { desk, files } = opened({
    files: { ...Object.fromEntries(first.files), "spec/shop.md": spec.replace("has items", "has many items") },
    model(ask) {
      files.set("src/item.ts", `// mine\n${texts["src/item.ts"]}export const own = 2;\n`);
      return saying(fileText(pathOf(ask), "// theirs\nexport const item = 10;\n"));
    },
  });
  await desk.open();
  await desk.write();
  const report = stateOf(desk, "report");
  expect(files.get("src/item.ts")).toContain("// mine\n");
  expect(files.get("src/item.ts")).toContain("export const own = 2;\n");
  expect(report.conflicts).toEqual(["src/item.ts"]);
  desk.undo();
  expect(files.get("src/item.ts")).toBe(`// mine\n${texts["src/item.ts"]}export const own = 2;\n`);
});

const whole = fileText("src/item.ts", texts["src/item.ts"] ?? "");

it.each([
  ["cut off", whole.slice(0, -10), "no </file>"],
  ["lazy", fileText("src/item.ts", "export const item = 1;\n// ... rest of the code unchanged\n"), "leaves code out"],
  ["empty", "", "no"],
  ["about another file", fileText("package.json", "{}\n"), "may not change package.json"],
  ["outside of the workspace", fileText("../../etc/passwd", "x\n"), "cannot leave the workspace"],
])("an answer that is %s is refused with the reason, and the others are written", async (_what, answer, reason) => {
  const { report, files } = await written({
    model: (ask) => (pathOf(ask) === "src/item.ts" ? saying(answer) : good(ask)),
  });
  expect(report.generated.end).toBe("unmet");
  expect(report.progress[0]).toMatchObject({ path: "src/item.ts", state: "refused" });
  expect(report.progress[0]?.reason).toContain(reason);
  expect([...files.keys()].sort()).toEqual([graphPath, "spec/shop.md", "src/cart.ts"]);
  expect(report.generated.report.files.map(({ path }) => path)).toEqual(["src/item.ts"]);
});

it("a plan that is none is told, and nothing is written", async () => {
  const { desk, files, asks } = opened({ model: () => saying("Three files, I would say.") });
  await desk.open();
  await desk.plan();
  expect(stateOf(desk, "start").failure).toMatchObject({ code: "unusable" });
  expect([asks.length, files.size]).toEqual([4, 1]);
});

it("files that need each other in a circle are written all the same, and what was cut is told", async () => {
  const circle = planned.map((file) => ({ ...file, dependsOn: planned.map(({ path }) => path) }));
  const { desk } = opened({
    model: (ask) => (ask.task === "plan" ? saying(JSON.stringify({ files: circle })) : good(ask)),
  });
  await desk.open();
  await desk.plan();
  expect(stateOf(desk, "plan").problems.map(({ code }) => code)).toEqual(["cycle"]);
  await desk.write();
  expect(stateOf(desk, "report").generated.end).toBe("done");
});

it("where the dial forbids it nothing is asked; a single forbidden file is left out and told", async () => {
  const all = opened({ forbids: () => "dial" });
  await all.desk.open();
  expect(stateOf(all.desk, "start").failure?.code).toBe("dial");
  const { report, files, asks } = await written({ forbids: (path) => (path === "src/item.ts" ? "dial" : undefined) });
  expect([files.has("src/item.ts"), asks.map(pathOf)]).toEqual([false, ["", "src/cart.ts"]]);
  expect(report.generated.report.files).toEqual([
    { path: "src/item.ts", message: "The assistant may not write here." },
  ]);
});

it("without a model the items and what is planned for none are there all the same", async () => {
  const first = await written();
  const files = { ...Object.fromEntries(first.files), "spec/shop.md": `${spec}- [R3] It has a till.\n` };
  const { desk } = opened({ hasModel: async () => false, files });
  await desk.open();
  const { hasModel, uncovered } = stateOf(desk, "plan");
  expect([hasModel, uncovered.map(({ id }) => id)]).toEqual([false, ["R3"]]);
});

it("a file that a person changed since is left, unless its box is ticked", async () => {
  const first = await written();
  const mine = `${texts["src/cart.ts"]}// mine\n`;
  const given = {
    ...Object.fromEntries(first.files),
    "src/cart.ts": mine,
    "spec/shop.md": spec.replace("carts", "a cart"),
  };
  const { desk, files } = opened({ files: given });
  await desk.open();
  expect(stateOf(desk, "plan").files[1]).toMatchObject({ because: ["spec"], theirs: ["src/cart.ts"] });
  await desk.write();
  expect([files.get("src/cart.ts"), stateOf(desk, "report").generated.kept]).toEqual([mine, ["src/cart.ts"]]);
  desk.back();
  desk.allowOverwrite("src/cart.ts", true);
  await desk.write();
  expect(files.get("src/cart.ts")).toBe(texts["src/cart.ts"]);
});

it("a record that somebody broke is told, and the plan is made anew", async () => {
  const { desk } = opened({ files: { "spec/shop.md": spec, [graphPath]: "{" } });
  await desk.open();
  expect(stateOf(desk, "start").failure?.code).toBe("bad-graph");
  await desk.plan();
  expect(stateOf(desk, "plan").files).toHaveLength(2);
});

it("secret and ignored files are no specification", async () => {
  const files = {
    "node_modules/a/b.ts": "//! do\n",
    ".env": "//! do\n",
    "src/a.ts": "//! do\n",
    "docs/a.md": "- [R1] x\n",
  };
  const { desk } = opened({ files });
  await desk.open();
  expect(stateOf(desk, "start").ground.items.map(({ id }) => id)).toEqual(["src/a.ts!1"]);
});
