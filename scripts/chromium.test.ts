import { chmodSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { findChromium } from "./chromium.ts";

function folderWith(name: string): string {
  const folder = mkdtempSync(join(tmpdir(), "glasshouse-path-"));
  writeFileSync(join(folder, name), "#!/bin/sh\n");
  chmodSync(join(folder, name), 0o755);
  return folder;
}

it("CHROMIUM_PATH comes before an installed browser", () => {
  const folder = folderWith("my-browser");
  const chosen = join(folder, "my-browser");
  expect(findChromium({ CHROMIUM_PATH: chosen, PATH: folderWith("chromium") })).toBe(chosen);
});

it("an installed browser is found in PATH", () => {
  const folder = folderWith("chromium");
  expect(findChromium({ PATH: `/nowhere:${folder}` })).toBe(join(folder, "chromium"));
});

it("a CHROMIUM_PATH that cannot be run is an error that names it", () => {
  expect(() => findChromium({ CHROMIUM_PATH: "/nowhere/browser" })).toThrow("/nowhere/browser");
});
