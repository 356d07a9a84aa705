import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, expect, it } from "vitest";
import { dist, root } from "./paths.ts";
import { hashSources } from "./stamp.ts";

const folder = join(dist, "stamp-test");
afterEach(() => rmSync(folder, { recursive: true, force: true }));

it("a part's hash follows its sources and ignores tests and prose", () => {
  mkdirSync(folder, { recursive: true });
  const globs = [`${folder.slice(root.length + 1)}/**/*`];
  writeFileSync(join(folder, "a.ts"), "1");
  const first = hashSources(globs);
  writeFileSync(join(folder, "a.test.ts"), "2");
  writeFileSync(join(folder, "README.md"), "3");
  expect(hashSources(globs)).toBe(first);
  writeFileSync(join(folder, "a.ts"), "4");
  expect(hashSources(globs)).not.toBe(first);
});
