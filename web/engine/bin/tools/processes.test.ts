import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { runCaptured } from "../testing/captured-io.ts";
import { gunzip, gzip } from "./gzip.ts";
import { pgrep, pkill, ps } from "./processes.ts";

const folder = mkdtempSync(join(tmpdir(), "tools-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test("a process is found by name and arguments, shown with its parent, and ended", async () => {
  const child = spawn("/bin/sleep", ["61.25"], { stdio: "ignore" });
  await new Promise((done) => child.once("spawn", done));
  const found = await runCaptured("pgrep", pgrep, ["-f", "-a", "^/bin/sleep 61.25$"], { cwd: folder });
  const shown = await runCaptured("ps", ps, ["-o", "ppid=,args=", "-p", String(child.pid)], { cwd: folder });
  const killed = await runCaptured("pkill", pkill, ["-f", "^/bin/sleep 61.25$"], { cwd: folder });
  const signal = await new Promise((done) => child.once("exit", (_code, name) => done(name)));
  expect([found.output, shown.output.trim(), killed.status, signal]).toEqual([
    `${child.pid} /bin/sleep 61.25\n`,
    `${process.pid} /bin/sleep 61.25`,
    0,
    "SIGTERM",
  ]);
});

test("gzip takes the file away and gunzip brings it back", async () => {
  const path = join(folder, "text.txt");
  const text = "line\n".repeat(50_000);
  writeFileSync(path, text);
  const packed = await runCaptured("gzip", gzip, ["text.txt"], { cwd: folder });
  const size = readFileSync(`${path}.gz`).length;
  const unpacked = await runCaptured("gunzip", gunzip, ["text.txt.gz"], { cwd: folder });
  expect([packed.status, size < 2000, unpacked.status, readFileSync(path, "utf8") === text]).toEqual([
    0,
    true,
    0,
    true,
  ]);
});
