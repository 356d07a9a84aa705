import { expect, it } from "vitest";
import { languageLimits } from "../../shared/language/limits.ts";
import { type PackageReader, readPackage } from "./read-package.ts";

/** An engine that has these files. */
function engineWith(files: Record<string, string>): PackageReader {
  return {
    async readFile(path) {
      const text = files[path];
      return text === undefined ? undefined : new TextEncoder().encode(text);
    },
    async listFolder(folder) {
      const below = Object.keys(files).flatMap((path) =>
        path.startsWith(`${folder}/`) ? [path.slice(folder.length + 1)] : [],
      );
      const names = new Map(below.map((path) => [path.split("/")[0] ?? "", path.includes("/")]));
      return [...names].map(([name, isFolder]) => ({ name, isFolder }));
    },
  };
}

const plenty = () => ({ files: 100, bytes: 10_000 });

it("reads a package's declarations and package.json, in its folders too, and leaves its programs", async () => {
  const engine = engineWith({
    "node_modules/shoes/package.json": "{}",
    "node_modules/shoes/index.js": "exports.tie = 1",
    "node_modules/shoes/index.d.ts": "export {}",
    "node_modules/shoes/types/lace.d.mts": "export {}",
    "node_modules/shoes/readme.md": "# shoes",
    "node_modules/boots/index.d.ts": "export {}",
  });
  const budget = plenty();
  const { files, cut } = await readPackage("shoes", engine, budget);
  expect(files.map(({ path }) => path)).toEqual([
    "node_modules/shoes/package.json",
    "node_modules/shoes/index.d.ts",
    "node_modules/shoes/types/lace.d.mts",
  ]);
  expect({ cut, budget }).toEqual({ cut: false, budget: { files: 97, bytes: 9_980 } });
});

it("a package that is not installed has no files", async () => {
  expect(await readPackage("gone", engineWith({}), plenty())).toEqual({ files: [], cut: false });
});

it.each([
  ["as many files as are left", { files: 2, bytes: 10_000 }, 2],
  ["as many bytes as are left", { files: 100, bytes: 20 }, 2],
])("reads %s and tells that there was more", async (_, budget, count) => {
  const names = ["a", "b", "c", "d"];
  const engine = engineWith(Object.fromEntries(names.map((name) => [`node_modules/big/${name}.d.ts`, "export {}"])));
  const { files, cut } = await readPackage("big", engine, budget);
  expect([files.length, cut]).toEqual([count, true]);
});

it("folders that go round in a circle end", async () => {
  let asked = 0;
  const engine: PackageReader = {
    readFile: async () => undefined,
    listFolder: async () => {
      asked++;
      return [{ name: "again", isFolder: true }];
    },
  };
  await readPackage("round", engine, plenty());
  expect(asked).toBe(languageLimits.maxPackageDepth + 1);
});
