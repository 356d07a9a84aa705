import { describe, expect, it } from "vitest";
import { planScript } from "./run-script.ts";

const files = new Map([
  ["/a/package.json", '{"scripts":{"go":"do it"}}'],
  ["/a/b/c/package.json", "{"],
]);
const folders = new Set(["/a/node_modules/.bin", "/node_modules/.bin"]);
const looks = { read: (path: string) => files.get(path), isFolder: (path: string) => folders.has(path) };

describe("a script of package.json", () => {
  it("runs in its package's folder, with the folders of commands that are there", () => {
    expect(planScript("go", ["x", "a b", "it's", ""], "/a/b", "/bin", looks)).toEqual({
      command: "do it x 'a b' 'it'\\''s' ''",
      cwd: "/a",
      env: {
        PATH: "/a/node_modules/.bin:/node_modules/.bin:/bin",
        NODE_RUN_SCRIPT_NAME: "go",
        NODE_RUN_PACKAGE_JSON_PATH: "/a/package.json",
      },
    });
  });

  it("is told of when it is not there", () => {
    expect([
      planScript("go", [], "/elsewhere", "", looks),
      planScript("go", [], "/a/b/c", "", looks),
      planScript("toString", [], "/a", "", looks),
    ]).toEqual([
      "Can't find package.json for directory /elsewhere\n",
      "Can't parse /a/b/c/package.json\n",
      'Missing script: "toString" for /a/package.json\n\nAvailable scripts are:\n  go: do it\n',
    ]);
  });
});
