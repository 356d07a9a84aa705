/** TypeScript's own libraries (lib.*.d.ts) as one module of the build: served from our origin, there offline. */
import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import type { Plugin } from "vite";

const name = "virtual:type-libraries";
const resolved = `\0${name}`;

/** File name → text, from the pinned package. */
export function readTypeLibraries(): Map<string, string> {
  const folder = dirname(createRequire(import.meta.url).resolve("typescript-lib"));
  const names = readdirSync(folder).filter((file) => /^lib\..*\.?d\.ts$/.test(file));
  return new Map(names.map((file) => [file, readFileSync(join(folder, file), "utf8")]));
}

export function typeLibraries(): Plugin {
  return {
    name: "type-libraries",
    resolveId: (source) => (source === name ? resolved : null),
    load(id) {
      if (id !== resolved) return null;
      // A browser reads a string of JSON faster than the same object as a program.
      const json = JSON.stringify(Object.fromEntries(readTypeLibraries()));
      return `export default JSON.parse(${JSON.stringify(json)});`;
    },
  };
}
