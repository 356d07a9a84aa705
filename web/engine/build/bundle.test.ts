import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { buildProcessWorker } from "./bundle.ts";

const outDir = mkdtempSync(join(tmpdir(), "glasshouse-bundle-"));
const file = (name: string): string => readFileSync(join(outDir, name), "utf8");
const budgetBytes = 420_000;

beforeAll(async () => {
  await buildProcessWorker({ outDir, nodeBinary: process.execPath });
});
afterAll(() => rmSync(outDir, { recursive: true, force: true }));

describe("the scripts of a process", () => {
  it("are small enough to be loaded before the first program", () => {
    expect(gzipSync(file("process.js") + file("process-main.js")).length).toBeLessThan(budgetBytes);
  });

  it("are the same whenever they are built: their folder is named by its contents", async () => {
    const first = file("process-main.js");
    await buildProcessWorker({ outDir, nodeBinary: process.execPath });
    expect(file("process-main.js") === first).toBe(true);
  });

  it("hold one byte a character, half of what V8 keeps otherwise", () => {
    expect(file("process-main.js")).not.toMatch(/[\u0100-\uffff]/);
  });

  it("carry a module's own text, comments and all, for who reads it", () => {
    expect(file("n/path.js")).toContain("// Copyright Joyent, Inc. and other Node contributors.");
    expect(file("process-main.js")).not.toContain("Copyright Joyent");
    expect(file("NODE-LICENSE.txt")).toContain("Copyright Joyent, Inc. and other Node contributors.");
  });
});
