import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { createShell, runProgram } from "./run.ts";
import { bashCases, posixCases } from "./shell-cases.ts";
import { collected, type Sink } from "./streams.ts";

const root = mkdtempSync(join(tmpdir(), "jsh-cases-"));
afterAll(() => rmSync(root, { recursive: true, force: true }));
let count = 0;

/** A folder of its own for one run, so that what a script writes is seen by nobody else. */
function makeFolder(): string {
  const folder = join(root, `${count++}`, "work");
  mkdirSync(join(folder, "src"), { recursive: true });
  for (const [path, text] of Object.entries({
    "a.txt": "one\ntwo\nthree\n",
    "b.txt": "b\n",
    ".hidden": "",
    "src/x.js": "",
    "src/y.js": "",
  }))
    writeFileSync(join(folder, path), text);
  return folder;
}

const environment = { PATH: "/usr/bin:/bin", HOME: root, LC_ALL: "C.UTF-8", TZ: "UTC" };

async function ours(script: string) {
  const stdout: Sink = { type: "collect", chunks: [], bytes: 0 };
  const stderr: Sink = { type: "collect", chunks: [], bytes: 0 };
  const state = createShell({
    cwd: makeFolder(),
    env: environment,
    interactive: false,
    scriptName: "sh",
    positional: [],
  });
  const status = await runProgram(script, { stdin: { type: "none" }, stdout, stderr }, state);
  return { stdout: collected(stdout), status };
}

function theirs(shell: string, script: string) {
  const { stdout, status } = spawnSync(shell, ["-c", script, "sh"], {
    cwd: makeFolder(),
    env: environment,
    input: "",
    encoding: "utf8",
  });
  return { stdout, status };
}

describe.skipIf(!existsSync("/bin/dash"))("jsh answers as dash does", () => {
  test.each(posixCases)("%s", async (script) => {
    expect(await ours(script)).toEqual(theirs("/bin/dash", script));
  });
});

describe.skipIf(!existsSync("/bin/bash"))("jsh answers as bash does", () => {
  test.each(bashCases)("%s", async (script) => {
    expect(await ours(script)).toEqual(theirs("/bin/bash", script));
  });
});
