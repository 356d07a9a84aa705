import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { addPackages, cleanInstall, install, removeDependencies } from "./install.ts";
import { tabPlatform } from "./platform.ts";
import { readProject, saveProject } from "./project.ts";
import { createRegistry } from "./registry.ts";
import { type FixturePackage, fixtureBase, fixtureRegistry } from "./testing/fixture-registry.ts";

let folder = "";
let notices: string[] = [];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "npm-"));
  notices = [];
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const on = (dependencies: Record<string, string>, json: Record<string, unknown> = {}): FixturePackage => ({
  json: { dependencies, ...json },
});

function write(path: string, value: unknown): void {
  mkdirSync(join(folder, path, ".."), { recursive: true });
  writeFileSync(join(folder, path), typeof value === "string" ? value : JSON.stringify(value));
}

function optionsFor(registry: ReturnType<typeof fixtureRegistry>) {
  return {
    source: createRegistry(fixtureBase, registry.fetcher),
    platform: tabPlatform,
    notice: (text: string) => void notices.push(text),
    progress: () => undefined,
  };
}

const installWith = (registry: ReturnType<typeof fixtureRegistry>) =>
  install(readProject(folder), optionsFor(registry));

/** `location@version` of everything in node_modules. */
function installed(path = "node_modules"): string[] {
  if (!existsSync(join(folder, path))) return [];
  return readdirSync(join(folder, path), { withFileTypes: true })
    .filter((entry) => !entry.name.startsWith("."))
    .flatMap((entry) => {
      const place = `${path}/${entry.name}`;
      if (entry.name.startsWith("@")) return installed(place);
      const { version } = JSON.parse(readFileSync(join(folder, place, "package.json"), "utf8"));
      return [`${place.replaceAll("node_modules/", "")}@${version}`, ...installed(`${place}/node_modules`)];
    });
}

describe("npm install", () => {
  test("hoists what it can and nests what clashes", async () => {
    write("package.json", { name: "app", dependencies: { a: "^1.0.0", b: "^1.0.0", shared: "^2.0.0" } });
    const registry = fixtureRegistry({
      "a@1.0.0": on({ shared: "^1.0.0", deep: "*" }),
      "b@1.0.0": on({ shared: "^2.0.0" }),
      "shared@1.5.0": {},
      "shared@2.1.0": {},
      "deep@3.0.0": {},
    });
    expect(await installWith(registry)).toEqual({ added: 5, changed: 0, removed: 0 });
    expect(installed()).toEqual(["a@1.0.0", "a/shared@1.5.0", "b@1.0.0", "deep@3.0.0", "shared@2.1.0"]);
  });

  test("a nested package does not come between another one and what that found above", async () => {
    write("package.json", { name: "app", dependencies: { a: "1.0.0", z: "1.0.0", x: "1.0.0" } });
    const registry = fixtureRegistry({
      "x@1.0.0": {},
      "x@2.0.0": {},
      "q@1.0.0": {},
      "q@2.0.0": on({ x: "1.0.0" }),
      "r@1.0.0": on({ x: "2.0.0" }),
      "a@1.0.0": on({ q: "2.0.0", r: "1.0.0" }),
      "z@1.0.0": on({ q: "1.0.0" }),
    });
    await installWith(registry);
    const lock = JSON.parse(readFileSync(join(folder, "package-lock.json"), "utf8")).packages;
    expect(lock["node_modules/x"].version).toBe("1.0.0");
    expect(lock["node_modules/r/node_modules/x"].version).toBe("2.0.0");
  });

  test.each([
    ["^1.2.0", "1.3.0"],
    [">= 1.2.0 < 1.3", "1.2.9"],
    ["latest", "1.3.0"],
    ["next", null],
    ["1.x || >=2.5.0", "1.3.0"],
    ["", "1.3.0"],
    ["~1.2", "1.2.9"],
    ["=1.2.0", "1.2.0"],
  ])("the range '%s' chooses %s", async (range, version) => {
    write("package.json", { name: "app", dependencies: { a: range } });
    const registry = fixtureRegistry(
      { "a@1.2.0": {}, "a@1.2.9": {}, "a@1.3.0": {}, "a@2.0.0-beta.1": {} },
      { a: "1.3.0" },
    );
    if (version === null)
      await expect(installWith(registry)).rejects.toMatchObject({ code: "ETARGET", advice: ["The newest is 1.3.0."] });
    else {
      await installWith(registry);
      expect(installed()).toEqual([`a@${version}`]);
    }
  });

  test("aliases, scopes, peers, optional ones and a cycle", async () => {
    write("package.json", {
      name: "app",
      dependencies: { "my-a": "npm:@scope/a@^1.0.0", plugin: "1.0.0" },
      optionalDependencies: { gone: "1.0.0" },
    });
    const registry = fixtureRegistry({
      "@scope/a@1.1.0": on({ b: "*" }),
      "b@1.0.0": on({ "@scope/a": "*" }),
      "plugin@1.0.0": {
        json: { peerDependencies: { host: "^2.0.0", extra: "*" }, peerDependenciesMeta: { extra: { optional: true } } },
      },
      "host@2.0.0": {},
      "host@3.0.0": {},
      "extra@1.0.0": {},
    });
    await installWith(registry);
    expect(installed()).toEqual(["@scope/a@1.1.0", "b@1.0.0", "host@2.0.0", "my-a@1.1.0", "plugin@1.0.0"]);
    const lock = JSON.parse(readFileSync(join(folder, "package-lock.json"), "utf8")).packages;
    expect(lock["node_modules/my-a"]).toMatchObject({ name: "@scope/a", version: "1.1.0" });
    expect(lock["node_modules/host"].peer).toBe(true);
  });

  test("takes the WebAssembly build and leaves native ones out", async () => {
    write("package.json", { name: "app", dependencies: { tool: "1.0.0", esbuild: "0.25.0" } });
    const registry = fixtureRegistry({
      "tool@1.0.0": { json: { optionalDependencies: { "tool-linux": "1.0.0", "tool-wasm": "1.0.0" } } },
      "tool-linux@1.0.0": { json: { os: ["linux"], cpu: ["x64"] } },
      "tool-wasm@1.0.0": { json: { cpu: ["wasm32"] } },
      "esbuild@0.25.0": { json: { optionalDependencies: { "@esbuild/linux-x64": "0.25.0" } } },
      "esbuild-wasm@0.25.0": { json: { bin: { esbuild: "index.js" } } },
    });
    await installWith(registry);
    expect(readdirSync(join(folder, "node_modules")).sort()).toEqual([
      ".bin",
      ".package-lock.json",
      "esbuild",
      "tool",
      "tool-wasm",
    ]);
    expect(JSON.parse(readFileSync(join(folder, "node_modules/esbuild/package.json"), "utf8")).name).toBe(
      "esbuild-wasm",
    );
    expect(Object.keys(JSON.parse(readFileSync(join(folder, "package-lock.json"), "utf8")).packages)).toContain(
      "node_modules/tool-linux",
    );
  });

  test("programs are linked, also one that only its folder names", async () => {
    write("package.json", { name: "app", dependencies: { cli: "1.0.0", dirs: "1.0.0", bad: "1.0.0" } });
    const registry = fixtureRegistry({
      "cli@1.0.0": { json: { bin: "./run.js" }, files: { "run.js": "#!/usr/bin/env node\n" } },
      "dirs@1.0.0": { json: { directories: { bin: "bin" } }, files: { "bin/tool": "#!/usr/bin/env node\n" } },
      "bad@1.0.0": { json: { bin: { bad: "../../../outside", "../up": "index.js" } } },
    });
    await installWith(registry);
    expect(readdirSync(join(folder, "node_modules/.bin")).sort()).toEqual(["cli", "tool", "up"]);
    expect(readlinkSync(join(folder, "node_modules/.bin/cli"))).toBe("../cli/run.js");
  });

  test("keeps locked versions, asks for nothing when all is there, and adds without moving the rest", async () => {
    write("package.json", { name: "app", dependencies: { a: "^1.0.0" } });
    await installWith(fixtureRegistry({ "a@1.0.0": {} }));
    const newer = fixtureRegistry({ "a@1.0.0": {}, "a@1.9.0": {}, "b@1.0.0": on({ a: "*" }) });
    expect(await installWith(newer)).toEqual({ added: 0, changed: 0, removed: 0 });
    expect(newer.requests).toEqual([]);
    const project = readProject(folder);
    await addPackages(project, ["b"], null, false, optionsFor(newer).source);
    saveProject(project);
    expect(await installWith(newer)).toEqual({ added: 1, changed: 0, removed: 0 });
    expect(installed()).toEqual(["a@1.0.0", "b@1.0.0"]);
    expect(readProject(folder).json["dependencies"]).toEqual({ a: "^1.0.0", b: "^1.0.0" });
  });

  test("what package.json no longer names is removed", async () => {
    write("package.json", { name: "app", dependencies: { a: "1.0.0", b: "1.0.0" } });
    const registry = fixtureRegistry({ "a@1.0.0": on({ c: "*" }), "b@1.0.0": {}, "c@1.0.0": {} });
    await installWith(registry);
    const project = readProject(folder);
    expect(removeDependencies(project, ["a", "never"])).toEqual(["never"]);
    saveProject(project);
    expect(await installWith(registry)).toEqual({ added: 0, changed: 0, removed: 2 });
    expect(installed()).toEqual(["b@1.0.0"]);
  });

  test("workspaces are linked and share the root's node_modules", async () => {
    write("package.json", { name: "app", workspaces: ["packages/*"] });
    write("packages/one/package.json", { name: "one", version: "1.0.0", dependencies: { two: "*", a: "^1.0.0" } });
    write("packages/two/package.json", { name: "two", version: "1.0.0" });
    await installWith(fixtureRegistry({ "a@1.0.0": {} }));
    expect(readlinkSync(join(folder, "node_modules/one"))).toBe("../packages/one");
    expect(installed("node_modules").filter((entry) => entry.startsWith("a@"))).toEqual(["a@1.0.0"]);
    expect(await installWith(fixtureRegistry({}))).toMatchObject({ removed: 0 });
  });

  test.each([
    ["a package that is not there", { nope: "1.0.0" }, "E404", "'nope' does not exist"],
    ["a version that is not there", { a: "^9.0.0" }, "ETARGET", "No version of a matches '^9.0.0'"],
    ["git", { a: "git+https://example.test/x.git" }, "EUNSUPPORTED", "comes from git"],
    ["a name that leaves node_modules", { "../evil": "1.0.0" }, "EINVALIDPACKAGE", "cannot be a package's name"],
    ["a folder outside the project", { a: "file:../../outside" }, "EUNSUPPORTED", "outside this project"],
    ["a package for another machine", { native: "1.0.0" }, "EBADPLATFORM", "not in a browser tab"],
  ])("%s is refused in words", async (_what, dependencies, code, sentence) => {
    write("package.json", { name: "app", dependencies });
    const registry = fixtureRegistry({ "a@1.0.0": {}, "native@1.0.0": { json: { cpu: ["arm64"] } } });
    await expect(installWith(registry)).rejects.toMatchObject({ code, message: expect.stringContaining(sentence) });
    expect(installed()).toEqual([]);
  });

  test("files that are not the published ones stop the install before anything is written", async () => {
    write("package.json", { name: "app", dependencies: { a: "1.0.0", b: "1.0.0" } });
    const registry = fixtureRegistry({ "a@1.0.0": {}, "b@1.0.0": {} });
    const [first = "", second = ""] = [...registry.tarballs.keys()];
    registry.tarballs.set(first, registry.tarballs.get(second) ?? new Uint8Array());
    await expect(installWith(registry)).rejects.toMatchObject({ code: "EINTEGRITY" });
    expect(installed()).toEqual([]);
  });

  test("without a network it says so", async () => {
    write("package.json", { name: "app", dependencies: { a: "1.0.0" } });
    const offline = createRegistry(fixtureBase, () => Promise.reject(new TypeError("fetch failed")));
    await expect(
      install(readProject(folder), { ...optionsFor(fixtureRegistry({})), source: offline }),
    ).rejects.toMatchObject({ code: "EOFFLINE" });
  });

  test("each description and archive is asked for once", async () => {
    write("package.json", { name: "app", dependencies: { a: "*", b: "*", c: "*" } });
    const registry = fixtureRegistry({
      "a@1.0.0": on({ s: "*" }),
      "b@1.0.0": on({ s: "^1.0.0" }),
      "c@1.0.0": on({ s: "1.x" }),
      "s@1.0.0": {},
    });
    await installWith(registry);
    expect(registry.requests.toSorted()).toEqual([...new Set(registry.requests)].toSorted());
  });
});

describe("npm ci", () => {
  test("installs exactly the lock, also one that names another host", async () => {
    write("package.json", { name: "app", dependencies: { a: "^1.0.0" } });
    const registry = fixtureRegistry({ "a@1.0.0": {}, "a@1.5.0": {} });
    await installWith(fixtureRegistry({ "a@1.0.0": {} }));
    const lock = JSON.parse(readFileSync(join(folder, "package-lock.json"), "utf8"));
    lock.packages["node_modules/a"].resolved = "https://elsewhere.test/a/-/a-1.0.0.tgz";
    write("package-lock.json", lock);
    write("node_modules/stray/package.json", { version: "0.0.0" });
    await cleanInstall(readProject(folder), optionsFor(registry));
    expect(installed()).toEqual(["a@1.0.0"]);
  });

  test("wants a lock, and one that fits package.json", async () => {
    write("package.json", { name: "app", dependencies: { a: "^1.0.0" } });
    const registry = fixtureRegistry({ "a@1.0.0": {}, "b@1.0.0": {} });
    await expect(cleanInstall(readProject(folder), optionsFor(registry))).rejects.toMatchObject({ code: "ELOCK" });
    await installWith(registry);
    write("package.json", { name: "app", dependencies: { b: "^1.0.0" } });
    await expect(cleanInstall(readProject(folder), optionsFor(registry))).rejects.toMatchObject({
      code: "ELOCK",
      message: expect.stringContaining("do not fit"),
    });
  });

  test("a lock whose places leave node_modules is not followed", async () => {
    write("package.json", { name: "app", dependencies: { a: "1.0.0" } });
    write("package-lock.json", {
      lockfileVersion: 3,
      packages: {
        "": { dependencies: { a: "1.0.0" } },
        "node_modules/a": { version: "1.0.0" },
        "node_modules/../../evil": { version: "1.0.0" },
      },
    });
    await expect(
      cleanInstall(readProject(folder), optionsFor(fixtureRegistry({ "a@1.0.0": {} }))),
    ).rejects.toMatchObject({ code: "ELOCK" });
  });
});
