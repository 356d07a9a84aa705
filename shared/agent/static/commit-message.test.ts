import { describe, expect, it } from "vitest";
import type { ChangedFile } from "./change.ts";
import { commitMessage } from "./commit-message.ts";

const exported = (...names: string[]) => names.map((name) => ({ name, text: `function ${name}() { return 1; }` }));

function code(path: string, before: readonly string[], after: readonly string[]): ChangedFile {
  const exports = { before: exported(...before), after: exported(...after) };
  return { path, before: before.join("\n") || "0\n", after: after.join("\n") || "1\n", exports };
}

const first = (files: readonly ChangedFile[], language: "en" | "zh-CN" = "en") =>
  commitMessage(files, language)?.split("\n")[0];

describe("a commit message from facts", () => {
  it("[CM1] names what is new, in a scope, with what else was done below", () => {
    const files: ChangedFile[] = [
      {
        ...code("src/auth/login.ts", ["login"], ["login", "logout"]),
        exports: {
          before: exported("login"),
          after: [...exported("login"), { name: "logout", text: "const logout = 2" }],
        },
      },
      { path: "src/auth/login.test.ts", before: "a\n", after: "a\nb\n" },
    ];
    expect(commitMessage(files, "en")).toBe(
      "feat(auth): add logout\n\n- add logout\n- cover it in src/auth/login.test.ts\n- 2 files, 2 lines more\n",
    );
    expect(commitMessage(files, "zh-CN")).toBe(
      "feat(auth): 新增 logout\n\n- 新增 logout\n- 补充测试 src/auth/login.test.ts\n- 共 2 个文件，增加 2 行\n",
    );
  });

  it.each<[string, ChangedFile[], string]>([
    ["a renamed export", [code("a.ts", ["load"], ["fetchAll"])], "refactor: rename load to fetchAll"],
    ["a removed export", [{ ...code("a.ts", ["a", "b"], ["a"]) }], "refactor!: remove b"],
    [
      "many new ones",
      [
        {
          path: "a.ts",
          before: "",
          after: "x",
          exports: { before: [], after: ["a", "b", "c", "d"].map((name, i) => ({ name, text: `${i}` })) },
        },
      ],
      "feat: add a, b and 2 more",
    ],
    ["changed code", [{ path: "x/a.ts", before: "1", after: "2" }], "chore(x): change a.ts"],
    ["blanks alone", [{ path: "a.ts", before: "a  b", after: "a\n b" }], "style: change a.ts"],
    ["tests", [{ path: "a.test.ts", before: undefined, after: "1" }], "test: add a.test.ts"],
    ["documents", [{ path: "docs/a.md", before: "1", after: "2" }], "docs(docs): change a.md"],
    ["a workflow", [{ path: ".github/workflows/ci.yml", before: "1", after: "2" }], "ci(workflows): change ci.yml"],
    [
      "a moved file",
      [
        { path: "a.ts", before: "same", after: undefined },
        { path: "b/c.ts", before: undefined, after: "same" },
      ],
      "refactor: move a.ts to b/c.ts",
    ],
    ["a file that is gone", [{ path: "a.css", before: "x", after: undefined }], "chore: remove a.css"],
  ])("[CM2] %s", (_, files, subject) => {
    expect(first(files)).toBe(subject);
  });

  it("[CM3] tells dependencies with their versions, and bears a broken or hostile package.json", () => {
    const packages = (text: string) => [
      { path: "package.json", before: '{"dependencies":{"a":"1","b":"1"}}', after: text },
    ];
    expect(commitMessage(packages('{"dependencies":{"a":"2","__proto__":"3"}}'), "en")).toBe(
      "build: change dependencies a, b, __proto__\n\n- a 1 → 2\n- remove dependency b 1\n- add dependency __proto__ 3\n- 1 file, 0 lines more\n",
    );
    for (const text of ["{", "null", '{"dependencies":7}', '{"dependencies":null}', "[]"]) {
      expect(first(packages(text))).toMatch(/^build: change /);
    }
  });

  it("[CM4] its first line has at most 72 characters and is one line, whatever names hold", () => {
    for (const name of ["x".repeat(500), "😀".repeat(200), "a\nb\r\n\nc", "数据".repeat(100), "\u0000"]) {
      for (const language of ["en", "zh-CN"] as const) {
        const line = first([{ path: `${name}.ts`, before: undefined, after: "1" }], language) ?? "";
        expect(line.length).toBeLessThanOrEqual(72);
        expect(line.isWellFormed()).toBe(true);
        expect(line).toMatch(/^\w+: .*\S$/u);
      }
    }
  });

  it("[CM5] of nothing there is no message, and of 5,000 files a short one", () => {
    expect(commitMessage([{ path: "a", before: "1", after: "1" }], "en")).toBeUndefined();
    expect(commitMessage([], "en")).toBeUndefined();
    const many = Array.from({ length: 5_000 }, (_, index) => ({ path: `a${index}.test.ts`, before: "1", after: "2" }));
    expect(commitMessage(many, "en")?.split("\n").length).toBeLessThan(40);
  });
});
