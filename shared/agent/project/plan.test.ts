import { expect, it } from "vitest";
import { agentLimits } from "../limits.ts";
import { inOrder, readPlan } from "./plan.ts";

const ground = { items: new Set(["R1"]), exists: (path: string) => path === "lib/old.ts" };
const file = (path: string, dependsOn: string[] = [], more = {}) => ({ path, purpose: "x", dependsOn, ...more });
const read = (...files: object[]) =>
  readPlan(`Here it is:\n\`\`\`json\n${JSON.stringify({ files })}\n\`\`\`\n`, ground);

function planned(...files: object[]) {
  const done = read(...files);
  if (!done.ok) throw new Error(done.message);
  return { files: done.value.plan.files, codes: done.value.problems.map(({ code }) => code), ...done.value };
}

it("a plan in a fence is read; what is left out of a file is none of it", () => {
  const { files, codes } = planned({ path: "./src//a.ts", purpose: "x" });
  expect(files).toEqual([{ path: "src/a.ts", purpose: "x", exports: [], dependsOn: [], fromSpec: [] }]);
  expect(codes).toEqual([]);
});

it.each([
  ["no JSON", "I would write three files."],
  ["nothing", ""],
  ["another shape", '{"files": "all"}'],
  ["no file", '{"files": []}'],
  ["no path of the workspace", '{"files": [{"path": "../../etc/passwd", "purpose": "x"}]}'],
  ["too many files", JSON.stringify({ files: Array(agentLimits.maxPlannedFiles + 1).fill(file("a.ts")) })],
])("%s is no plan", (_what, answer) => {
  expect(readPlan(answer, ground)).toMatchObject({ ok: false, code: "bad-plan" });
});

it("paths outside of the workspace, twins, and what nobody writes are left out and told", () => {
  const { files, codes } = planned(
    file("a.ts", ["lib/old.ts", "gone.ts", "a.ts", "../x.ts"], {
      fromSpec: ["R1", "R9", "R1"],
      tests: "/etc/a.test.ts",
    }),
    file("a.ts"),
    file(".git/hooks/pre-commit"),
    file("constructor"),
  );
  expect(files.map(({ path }) => path)).toEqual(["a.ts", "constructor"]);
  expect(files[0]).toMatchObject({ dependsOn: ["lib/old.ts"], fromSpec: ["R1"] });
  expect(files[0]).not.toHaveProperty("tests");
  expect([...codes].sort()).toEqual([
    "bad-path",
    "bad-path",
    "twice",
    "unknown-dependency",
    "unknown-dependency",
    "unknown-item",
  ]);
});

it("what tells the assistant what to do is planned by people alone", () => {
  const { files, codes } = planned(
    file("a.ts"),
    file(".Assistant/rules/x.md"),
    file("AGENTS.md"),
    file("src/agents.md"),
  );
  expect([files.map(({ path }) => path), codes]).toEqual([["a.ts"], ["bad-path", "bad-path", "bad-path"]]);
});

it("tests belong to their file, as a name or a list, also where they are planned by themselves", () => {
  const { files } = planned(
    file("a.ts", [], { tests: ["a.test.ts", "b.test.ts"] }),
    file("a.test.ts", ["a.ts"], { fromSpec: ["R1"] }),
    file("c.ts", ["a.test.ts"], { tests: [] }),
  );
  expect(files).toEqual([
    { path: "a.ts", purpose: "x", exports: [], dependsOn: [], fromSpec: ["R1"], tests: "a.test.ts" },
    { path: "c.ts", purpose: "x", exports: [], dependsOn: [], fromSpec: [] },
  ]);
});

it("a circle of needs is told and cut at the same place each time", () => {
  const circle = [file("a.ts", ["b.ts"]), file("b.ts", ["c.ts"]), file("c.ts", ["a.ts", "d.ts"]), file("d.ts")];
  const { files, problems } = planned(...circle);
  expect(problems).toEqual([
    {
      code: "cycle",
      path: "c.ts",
      message: "Files need each other in a circle: a.ts → b.ts → c.ts → a.ts. The last need is left out.",
    },
  ]);
  expect(inOrder(files).map(({ path }) => path)).toEqual(["d.ts", "c.ts", "b.ts", "a.ts"]);
  expect(planned(...circle).files).toEqual(files);
});

it("what is needed comes first, else the plan's own order stays", () => {
  const { files } = planned(file("main.ts", ["b.ts", "a.ts"]), file("z.ts"), file("a.ts"), file("b.ts", ["a.ts"]));
  expect(inOrder(files).map(({ path }) => path)).toEqual(["a.ts", "b.ts", "main.ts", "z.ts"]);
});
