import { expect, it } from "vitest";
import { agentLimits } from "../limits.ts";
import { draftFiles, uncoveredItems, withFile, withNewFile, withoutFile } from "./draft.ts";
import { generatedFile, type ProjectGraph } from "./graph.ts";
import type { PlannedFile } from "./plan.ts";
import { readPseudoCode, readSpec } from "./spec-items.ts";

const planned = (path: string, more: Partial<PlannedFile> = {}): PlannedFile => ({
  path,
  purpose: "x",
  exports: [],
  dependsOn: [],
  fromSpec: [],
  ...more,
});
const spec = "# Shop\n- [R1] one\n- [R2] two\n";
const items = readSpec("spec/a.md", spec);
const plan = {
  files: [planned("b.ts", { dependsOn: ["a.ts"], fromSpec: ["R2"] }), planned("a.ts", { fromSpec: ["R1"] })],
};
const texts = new Map([
  ["a.ts", "a"],
  ["b.ts", "b"],
]);
const viewOf = (files: Map<string, string>) => ({
  read: (path: string) => files.get(path),
  outline: () => [],
  hash: (text: string) => text,
});
const graph: ProjectGraph = {
  version: 1,
  plan,
  files: plan.files.map((file) => generatedFile(file, items, viewOf(texts))),
};
const told = (files: ReturnType<typeof draftFiles>) => files.map(({ file, because }) => [file.path, ...because]);

it("before anything was written every file is new, what is needed first; what a person wrote is named", () => {
  const pseudo = "//! do it\n";
  const view = viewOf(new Map([...texts, ["a.ts", pseudo]]));
  const files = draftFiles(plan, { items: [...items, ...readPseudoCode("a.ts", pseudo)], view });
  expect(files.map(({ file, because, theirs }) => [file.path, because, theirs])).toEqual([
    ["a.ts", ["new"], []],
    ["b.ts", ["new"], ["b.ts"]],
  ]);
});

it("afterwards only what the specification or the plan touches has a reason", () => {
  const view = viewOf(texts);
  expect(told(draftFiles(plan, { items, graph, view }))).toEqual([["a.ts"], ["b.ts"]]);
  const changed = readSpec("spec/a.md", spec.replace("two", "three"));
  expect(told(draftFiles(plan, { items: changed, graph, view }))).toEqual([["a.ts"], ["b.ts", "spec"]]);
  const edited = withFile(plan, "a.ts", { purpose: "y" });
  expect(told(draftFiles(edited, { items, graph, view }))).toEqual([["a.ts", "plan"], ["b.ts"]]);
  const mine = viewOf(new Map([...texts, ["b.ts", "mine"]]));
  expect(draftFiles(plan, { items: changed, graph, view: mine })[1]?.theirs).toEqual(["b.ts"]);
});

it("a file is added under a path of the workspace, once; a removed one is needed by none", () => {
  const added = withNewFile(plan, " ./src//c.ts ");
  expect(added.ok && added.value.files.at(-1)?.path).toBe("src/c.ts");
  expect(withNewFile(plan, "../c.ts")).toMatchObject({ ok: false, code: "bad-path" });
  expect(withNewFile(plan, "a.ts")).toMatchObject({ ok: false, code: "twice" });
  const full = { files: Array.from({ length: agentLimits.maxPlannedFiles }, (_, at) => planned(`${at}.ts`)) };
  expect(withNewFile(full, "c.ts")).toMatchObject({ ok: false, code: "too-many" });
  const left = withoutFile(plan, "a.ts");
  expect(left).toEqual({ files: [planned("b.ts", { fromSpec: ["R2"] })] });
  expect(uncoveredItems(left, items).map(({ id }) => id)).toEqual(["R1"]);
});
