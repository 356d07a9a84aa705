import { runInThisContext } from "node:vm";
import { beforeAll, describe, expect, it } from "vitest";
import { bindingFactories } from "../bindings/index.ts";
import { missingMembers, unsupportedSentence } from "../bindings/unsupported.ts";
import { createRuntime } from "../boot/bootstrap.ts";
import type { Host } from "../boot/host.ts";
import { installInspection } from "../boot/inspection.ts";
import { builtinParameters } from "./bundle.ts";
import { chunkEntries, chunkScript } from "./chunks.ts";
import { extractLibrary, type NodeLibrary } from "./extract.ts";
import { bindingReferences } from "./references.ts";

let library: NodeLibrary;
const chunkScripts = new Map<string, string>();
beforeAll(async () => {
  library = extractLibrary(process.execPath);
  for (const [name, entry] of Object.entries(chunkEntries)) {
    chunkScripts.set(`n/chunk/${name}.js`, await chunkScript(entry));
  }
});

/** The platform's parts that bindings touch while they are made; Node has the same ones under the same names. */
function nodeHost(): Host {
  const parts = {
    TextEncoder,
    TextDecoder,
    URL,
    MessageChannel,
    performance,
    crypto,
    structuredClone,
    Blob,
    AbortController,
  };
  const silent = {
    post() {},
    readText: () => "",
    importScript: (path: string) => runInThisContext(chunkScripts.get(path) ?? ""),
    evaluate: () => undefined,
    setTimeout: () => 0,
    clearTimeout() {},
  };
  return { ...parts, ...silent } as unknown as Host;
}

describe("the library taken from the pinned Node", () => {
  it("has the modules a program reaches first, and hello needs a small part of all", () => {
    expect(library.modules["fs"]).toContain("'use strict'");
    expect(library.helloSet).toContain("internal/bootstrap/realm");
    expect(library.helloSet.length).toBeLessThan(Object.keys(library.modules).length / 2);
  });

  it("keeps tables whose maps have no prototype", () => {
    expect(JSON.stringify(library.dump.optionsInfo)).toContain("--experimental-");
  });

  it("keeps the programs' defaults free of the flags it was taken with", () => {
    expect(library.dump.options).toMatchObject({ "--expose-internals": false, "--warnings": true });
  });

  it("gives each kind of module Node's own parameters", () => {
    expect(builtinParameters("fs")[0]).toBe("exports");
    expect(builtinParameters("internal/main/run_main_module")[0]).toBe("process");
    expect(builtinParameters("internal/bootstrap/realm")).toContain("getInternalBinding");
  });

  it("asks for no binding member that is neither written nor explained", () => {
    const input = {
      url: "",
      compiled: {},
      lines: [],
      packs: {},
      ids: Object.keys(library.modules),
      dump: library.dump,
    };
    const runtime = createRuntime(nodeHost(), input, installInspection(), "process.js");
    const silent: string[] = [];
    for (const [name, members] of bindingReferences(library.modules)) {
      const picture = library.dump.bindings[name];
      if (!picture) continue;
      const binding = bindingFactories[name]?.(runtime) ?? runtime.data(name);
      const missing = missingMembers(binding, picture).filter((member) => members.has(member));
      silent.push(
        ...missing.filter((member) => !unsupportedSentence(name, member)).map((member) => `${name}.${member}`),
      );
    }
    expect(silent).toEqual([]);
  });
});
