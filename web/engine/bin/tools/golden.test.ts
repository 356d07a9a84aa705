import { execFileSync, spawnSync } from "node:child_process";
import {
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import type { Tool } from "../lib/tool.ts";
import { toolPrograms } from "../programs.ts";
import { runCaptured } from "../testing/captured-io.ts";
import type { GoldenCase } from "./golden-case.ts";
import { goldenCases, goldenFiles } from "./golden-cases.ts";

const environment = { LC_ALL: "C.UTF-8", PATH: "/usr/bin:/bin", TZ: process.env["TZ"] ?? "" };
const root = mkdtempSync(join(tmpdir(), "golden-"));
afterAll(() => rmSync(root, { recursive: true, force: true }));

function makeFolder(name: string): string {
  const folder = join(root, name);
  for (const [path, text] of Object.entries(goldenFiles)) {
    const place = join(folder, path);
    mkdirSync(path.endsWith("/") ? place : dirname(place), { recursive: true });
    if (text.startsWith("-> ")) symlinkSync(text.slice(3), place);
    else if (!path.endsWith("/")) writeFileSync(place, text);
  }
  return folder;
}

/** Every path below a folder with its kind, mode and content. */
function snapshot(folder: string): Record<string, string> {
  const found: Record<string, string> = {};
  for (const name of readdirSync(folder, { recursive: true, encoding: "utf8" }).sort()) {
    const stats = lstatSync(join(folder, name));
    found[name] = stats.isSymbolicLink()
      ? `-> ${readlinkSync(join(folder, name))}`
      : stats.isDirectory()
        ? "folder"
        : `${(stats.mode & 0o777).toString(8)} ${readFileSync(join(folder, name), "utf8")}`;
  }
  return found;
}

async function loadTool(name: string): Promise<Tool> {
  const [module = "", exported = ""] = toolPrograms[name] ?? [];
  const loaded: Record<string, Tool> = await import(`./${module}.ts`);
  const tool = loaded[exported];
  if (tool === undefined) throw new Error(`${name} has no tool`);
  return tool;
}

/** Entries of one folder come in the disk's own order: the order is no part of the comparison. */
const inAnyOrder = (name: string, text: string) => (name === "find" ? text.split("\n").sort().join("\n") : text);

describe.skipIf(!existsSync("/usr/bin/dpkg"))("tools give what Debian's give", () => {
  let count = 0;
  // xxd, column and their like come in packages beside Debian's base: without them their cases count as skipped.
  const isHere = ({ command: [name = ""] }: GoldenCase) => existsSync(`/usr/bin/${name}`);
  const titled = (list: GoldenCase[]) => list.map((golden) => [golden.command.join(" "), golden] as const);
  test.skip.each(titled(goldenCases.filter((golden) => !isHere(golden))))("%s", () => {});
  test.each(titled(goldenCases.filter(isHere)))("%s", async (_title, golden) => {
    const [name = "", ...args] = golden.command;
    const [ours, theirs] = [makeFolder(`ours-${++count}`), makeFolder(`theirs-${count}`)];
    const native = spawnSync(`/usr/bin/${name}`, args, {
      cwd: theirs,
      env: environment,
      input: golden.input ?? "",
      encoding: "utf8",
    });
    const run = await runCaptured(name, await loadTool(name), args, {
      cwd: ours,
      input: golden.input ?? "",
      env: environment,
    });
    // What a child of the tool prints goes to the tool's own descriptors.
    if (name !== "xargs") expect(inAnyOrder(name, run.output)).toBe(inAnyOrder(name, native.stdout));
    expect({ status: run.status, failed: run.errors !== "" }).toEqual({
      status: native.status,
      failed: native.stderr !== "",
    });
    if (golden.files) expect(snapshot(ours)).toEqual(snapshot(theirs));
    for (const folder of [ours, theirs]) rmSync(folder, { recursive: true, force: true });
  });
});

test("every program listed has a tool behind it", async () => {
  for (const name of Object.keys(toolPrograms)) expect(await loadTool(name)).toBeTypeOf("function");
});

test("yes ends when its reader has gone", async () => {
  const run = await runCaptured("yes", await loadTool("yes"), [], { cwd: root, outputLimit: 50_000 });
  expect(run.status).toBe(141);
  expect(run.output.startsWith("y\ny\n")).toBe(true);
});

test("a unified diff is one that patch accepts", async () => {
  const folder = makeFolder("patched");
  const run = await runCaptured("diff", await loadTool("diff"), ["-u", "a.txt", "b.txt"], { cwd: folder });
  expect(run.output.split("\n").slice(2)).toEqual(
    execFileSync("/bin/sh", ["-c", "/usr/bin/diff -u a.txt b.txt || true"], { cwd: folder, encoding: "utf8" })
      .split("\n")
      .slice(2),
  );
});
