import { describe, expect, it } from "vitest";
import type { ChangedFile } from "../../shared/agent/static/change.ts";
import { StaticDesk } from "../../test/support/static-desk.ts";

/** A project as it is after the change. */
function deskAfter(files: Record<string, string>, changes: readonly ChangedFile[]): StaticDesk {
  const after = changes.flatMap((each) => (each.after === undefined ? [] : [[each.path, each.after] as const]));
  return new StaticDesk({ ...files, ...Object.fromEntries(after) });
}

const reviewed = (files: Record<string, string>, changes: readonly ChangedFile[], language: "en" | "zh-CN" = "en") =>
  deskAfter(files, changes).told("review", { path: changes[0]?.path ?? "a.ts", changes, language });

describe("review of a difference without a model", () => {
  const files = {
    "env.d.ts": "declare const console: { log(text: unknown): void };\n",
    "src/main.ts": 'import { load } from "./store";\nload(1);\n',
    "src/store.test.ts": "save();\n",
  };
  const change: ChangedFile = {
    path: "src/store.ts",
    before: "export function load(id: number) {\n  return id;\n}\n",
    after:
      "export function save(id: number) {\n  console.log(id); // TODO\n  return id + 1;\n}\nexport const other = 1;\n",
  };

  it("[RV1] tells new errors, removed exports that are named still, what is left in and what no test names", async () => {
    expect(await reviewed(files, [change])).toBe(`1 file changed.

### New errors

- [src/main.ts:1](./src/main.ts#L1) Module '"./store"' has no exported member 'load'.

### No longer exported, still named

- [src/main.ts:1](./src/main.ts#L1) \`load\`

### Left in

- [src/store.ts:2](./src/store.ts#L2) \`console.log(id); // TODO\`

### New or changed, named in no test

- \`other\` [src/store.ts:5](./src/store.ts#L5)`);
    expect(await reviewed(files, [change], "zh-CN")).toContain("### 已不再导出，但仍被引用");
  });

  it("[RV2] errors and lines that were there before are nobody's fault", async () => {
    const before = "const a: string = 1;\nconsole.log(a);\n";
    const text = await reviewed({}, [{ path: "a.ts", before, after: `// moved\n${before}` }]);
    expect(text).toBe(
      "1 file changed.\n\nNothing stands out: no new type errors, nothing left in, every changed export named in a test.",
    );
  });

  it("[RV3] the files are what they were afterwards", async () => {
    const desk = deskAfter(files, [change]);
    await desk.run("review", { path: change.path, changes: [change] });
    expect(desk.desk.problems("src/main.ts")).toHaveLength(1);
    expect(desk.desk.problems("src/store.ts")).toEqual([]);
  });

  it("[RV4] long files, Python, conflict marks and hostile names", async () => {
    const long = `${"a = 1\n".repeat(1_200)}`;
    const text = await reviewed({}, [
      { path: "a.py", before: undefined, after: `${long}breakpoint()\n<<<<<<< ours\n` },
      { path: "x](javascript:alert(1)).ts", before: "", after: "debugger; // `](javascript:x)\n" },
    ]);
    expect(text).toContain("[a.py:1201](./a.py#L1201) `breakpoint()`");
    expect(text).toContain("`<<<<<<< ours`");
    expect(text).toContain("1202 lines added at once");
    expect(text).toContain(
      "[x\\]\\(javascript:alert\\(1\\)\\).ts:1](./x%5D%28javascript%3Aalert%281%29%29.ts#L1) ``debugger; // `](javascript:x)``",
    );
  });

  it("[RV5] of nothing there is nothing to say", async () => {
    const desk = new StaticDesk({ "a.ts": "" });
    const same = { path: "a.ts", before: "", after: "" };
    for (const changes of [[], [same]]) {
      expect(await desk.run("review", { path: "a.ts", changes })).toEqual({
        kind: "nothing",
        reason: "Nothing differs.",
      });
    }
  });
});

it("[CM6] a commit message names what the language service saw of a file's exports", async () => {
  const changes: ChangedFile[] = [
    {
      path: "lib/a.ts",
      before: "const a = 1;\nexport { a as b };\n",
      after: "const a = 1;\nexport { a as c };\nexport default function () {}\n",
    },
    { path: "lib/b.js", before: "function f() {}\nmodule.exports = { f };\n", after: "module.exports = {};\n" },
  ];
  const text = await deskAfter({}, changes).told("commit", { path: "lib/a.ts", changes });
  expect(text.split("\n")[0]).toBe("feat(lib)!: add default");
  expect(text).toContain("- remove f");
  expect(text).toContain("- rename b to c");
});
