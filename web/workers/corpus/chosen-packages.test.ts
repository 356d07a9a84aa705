import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { corpusPackages } from "./packages.ts";

const root = mkdtempSync(join(tmpdir(), "glasshouse-corpus-"));
afterAll(() => rmSync(root, { recursive: true, force: true }));

function install(name: string, manifest: object): void {
  const folder = join(root, "node_modules", name);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "package.json"), JSON.stringify({ name, version: "1.0.0", license: "MIT", ...manifest }));
}

it("an installed package that the bench keeps for itself, or whose licence forbids it, is not learned from", () => {
  const dependencies = Object.fromEntries(
    ["kept", "secret", "@secret/part", "fork", "closed"].map((name) => [name, "1"]),
  );
  writeFileSync(join(root, "package.json"), JSON.stringify({ name: "project", version: "1.0.0", dependencies }));
  install("kept", { dependencies: { below: "1" } });
  install("below", {});
  install("secret", { dependencies: { "below-secret": "1" } });
  install("below-secret", {});
  install("@secret/part", {});
  install("fork", { repository: "github:Owner/Secret" });
  install("closed", { license: "UNLICENSED" });
  const heldOut = { names: ["secret"], repositories: ["owner/secret"] };
  const chosen = corpusPackages(root, join(root, "node_modules"), heldOut).map(({ name }) => name);
  expect(chosen).toEqual(["below", "below-secret", "kept"]);
});
