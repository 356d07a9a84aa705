/** Takes the built-in JavaScript modules and the shape of the native bindings out of a Node binary. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Dump } from "../boot/bundle-input.ts";

export interface NodeLibrary {
  /** Module id, such as `internal/util`, to its text. */
  modules: Record<string, string>;
  dump: Dump;
  /** Ids that a first `console.log` needs, from CommonJS and from an ES module, on a pipe and on a terminal. */
  helloSet: string[];
  /** Modules that come together, by pack: what `require("http")` loads beyond the hello set, and so on. No module is in two. */
  packs: Record<string, string[]>;
}

/** A program for each pack; the order decides who gets a shared module. */
const packPrograms: Record<string, string> = {
  http: "require('http')",
  https: "require('https')",
  crypto: "require('crypto'); globalThis.crypto.subtle",
  zlib: "require('zlib')",
  process: "require('child_process')",
  fetch: "new Response('')",
  test: "require('node:test').test('x', () => {})",
  readline: "require('readline/promises'); require('readline')",
  watch: "require('fs').watch('.').close(); require('assert'); require('worker_threads')",
  repl: "require('repl')",
};

const maxOutputBytes = 256 * 1024 * 1024;

const printModules = `
const natives = process.binding('natives'); const modules = {};
for (const id of Object.keys(natives)) if (typeof natives[id] === 'string') modules[id] = natives[id];
require('node:fs').writeSync(3, JSON.stringify(modules));`;

const helloScript = `
import 'node:module'; import tty from 'node:tty'; import net from 'node:net';
console.log('hello'); console.error(new Map([[1, { tty, net }]])); void process.stdin;
process.nextTick(() => {}); setTimeout(() => {}, 1); queueMicrotask(() => {});
await import('node:fs/promises');
process.stdout.write('\\n@@' + JSON.stringify(process.moduleLoadList));`;

/** Reads everything the bundle needs from `nodeBinary`; takes about two seconds. */
export function extractLibrary(nodeBinary: string): NodeLibrary {
  const folder = mkdtempSync(join(tmpdir(), "glasshouse-extract-"));
  try {
    const modules = readModules(nodeBinary, folder);
    const names = bindingNames(modules);
    const dumpText = run(nodeBinary, [
      "--expose-internals",
      "--no-warnings",
      fileURLToPath(new URL("./dump-bindings.ts", import.meta.url)),
      "--dump",
      JSON.stringify(names),
    ]);
    const helloSet = readHelloSet(nodeBinary, folder, modules);
    return { modules, dump: JSON.parse(dumpText), helloSet, packs: readPacks(nodeBinary, modules, helloSet) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Names of all native bindings that the library asks for. */
export function bindingNames(modules: Record<string, string>): string[] {
  const names = new Set<string>();
  for (const text of Object.values(modules)) {
    for (const match of text.matchAll(/internalBinding\('([a-z_0-9]+)'\)/g)) names.add(match[1] ?? "");
  }
  return [...names].sort();
}

function readModules(nodeBinary: string, folder: string): Record<string, string> {
  const out = join(folder, "modules.json");
  const script = printModules.replace("writeSync(3,", `writeFileSync(${JSON.stringify(out)},`);
  run(nodeBinary, ["--no-deprecation", "-e", `${script}`]);
  return JSON.parse(run(nodeBinary, ["-p", `require('node:fs').readFileSync(${JSON.stringify(out)}, 'utf8')`]));
}

function readHelloSet(nodeBinary: string, folder: string, modules: Record<string, string>): string[] {
  const script = join(folder, "hello.mjs");
  writeFileSync(script, helloScript);
  const output = run(nodeBinary, [script]);
  const loaded: string[] = JSON.parse(output.slice(output.lastIndexOf("@@") + 2));
  const ids = loaded.filter((line) => line.startsWith("NativeModule ")).map((line) => line.slice(13));
  const bootIds = Object.keys(modules).filter((id) => /^internal\/(per_context|bootstrap\/(realm|node|web))/.test(id));
  const mainIds = [
    "internal/bootstrap/switches/is_main_thread",
    "internal/bootstrap/switches/does_own_process_state",
    "internal/main/run_main_module",
    "internal/main/eval_string",
    "internal/process/execution",
  ];
  return [...new Set([...bootIds, ...mainIds, ...ids])].filter((id) => id in modules).sort();
}

function readPacks(nodeBinary: string, modules: Record<string, string>, helloSet: string[]): Record<string, string[]> {
  const taken = new Set(helloSet);
  const packs: Record<string, string[]> = {};
  for (const [name, program] of Object.entries(packPrograms)) {
    const report = "process.stdout.write('@@' + JSON.stringify(process.moduleLoadList) + '@@'); process.exit(0)";
    const output = run(nodeBinary, ["--no-warnings", "-e", `${program}; ${report}`]);
    const loaded: string[] = JSON.parse(output.split("@@")[1] ?? "[]");
    const ids = loaded.filter((line) => line.startsWith("NativeModule ")).map((line) => line.slice(13));
    packs[name] = ids.filter((id) => id in modules && !taken.has(id)).sort();
    for (const id of packs[name]) taken.add(id);
  }
  return packs;
}

function run(nodeBinary: string, args: string[]): string {
  const env = { PATH: process.env["PATH"] ?? "" };
  return execFileSync(nodeBinary, args, {
    encoding: "utf8",
    maxBuffer: maxOutputBytes,
    env,
    stdio: ["pipe", "pipe", "pipe"],
  });
}
