import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it, vi } from "vitest";
import { readRegistries } from "./node-registry.ts";

const folder = mkdtempSync(join(tmpdir(), "glasshouse-npmrc-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it("packages come from where npm would take them, a scope from its own registry", async () => {
  writeFileSync(join(folder, "package.json"), "{}");
  writeFileSync(join(folder, ".npmrc"), "@company:registry=https://packages.example/npm\n");
  const registries = await readRegistries(folder);
  // The general one is this machine's own: only its form is known here.
  expect([...registries.keys()].sort()).toEqual(["", "@company"]);
  expect(registries.get("@company")).toBe("https://packages.example/npm/");
  expect(registries.get("")).toMatch(/^https?:\/\/.*\/$/);
});

it("the general registry is npm's own, from wherever it was set", async () => {
  vi.stubEnv("npm_config_registry", "https://mirror.example/npm");
  try {
    expect((await readRegistries(folder)).get("")).toBe("https://mirror.example/npm/");
  } finally {
    vi.unstubAllEnvs();
  }
});
