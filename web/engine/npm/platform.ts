import type { Manifest } from "./manifest.ts";

export interface Platform {
  os: string;
  cpu: string;
}

/** What runs in a browser tab: Linux in its manners, WebAssembly as its machine. */
export const tabPlatform: Platform = { os: "linux", cpu: "wasm32" };

function allows(list: readonly string[], value: string): boolean {
  if (list.length === 0) return true;
  if (list.includes(`!${value}`)) return false;
  return list.includes(value) || list.includes("any") || list.every((item) => item.startsWith("!"));
}

/** Whether a package says it can run there. */
export function runsOn(manifest: Pick<Manifest, "os" | "cpu">, platform: Platform): boolean {
  // A WebAssembly build names its machine and often no system, or every system but its own.
  if (manifest.cpu.includes(platform.cpu)) return true;
  return allows(manifest.os, platform.os) && allows(manifest.cpu, platform.cpu);
}

/** Packages whose code is a native program, and the WebAssembly build with the same versions that takes their place on disk. */
export const wasmReplacements: Readonly<Record<string, string>> = {
  esbuild: "esbuild-wasm",
  lightningcss: "lightningcss-wasm",
  rollup: "@rollup/wasm-node",
};

/** Native add-ons that cannot be loaded in a tab, and what does the same work there. */
const nativeAddons: Readonly<Record<string, string>> = {
  argon2: "hash-wasm has the same functions",
  bcrypt: "bcryptjs has the same functions",
  "better-sqlite3": "sql.js is SQLite for the browser",
  canvas: "draw in the page instead",
  "cpu-features": "nothing needs it here",
  "node-sass": "sass does the same work",
  sharp: "jimp works on images without native code",
  sqlite3: "sql.js is SQLite for the browser",
};

/** One sentence about a package whose code cannot run in a tab; null for any other. */
export function nativeNotice(name: string): string | null {
  const advice = nativeAddons[name];
  return advice === undefined ? null : `${name} is a native add-on and cannot be loaded in a browser tab; ${advice}.`;
}
