import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { createFileSecrets } from "./node-secrets.ts";

const folder = mkdtempSync(join(tmpdir(), "glasshouse-secrets-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it("keys are kept over a restart in a file that only its owner can read, and nothing else is left there", async () => {
  const file = join(folder, "keys.json");
  const secrets = createFileSecrets(file);
  expect(await secrets.get("a")).toBeUndefined();
  await Promise.all(["a", "b", "c"].map((name) => secrets.put(name, `key of ${name}`)));
  await secrets.put("b", undefined);
  const again = createFileSecrets(file);
  expect(await Promise.all(["a", "b", "c", "constructor"].map((name) => again.get(name)))).toEqual([
    "key of a",
    undefined,
    "key of c",
    undefined,
  ]);
  expect([statSync(file).mode & 0o777, readdirSync(folder)]).toEqual([0o600, ["keys.json"]]);
});

it("a file that cannot be read is said, and not written over", async () => {
  const file = join(folder, "broken.json");
  writeFileSync(file, "{");
  const secrets = createFileSecrets(file);
  await expect(secrets.put("a", "key")).rejects.toThrow();
  await expect(secrets.get("a")).rejects.toThrow();
});
