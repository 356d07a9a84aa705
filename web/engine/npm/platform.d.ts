import type { Manifest } from "./manifest.ts";
export interface Platform {
  os: string;
  cpu: string;
}
/** What runs in a browser tab: Linux in its manners, WebAssembly as its machine. */
export declare const tabPlatform: Platform;
/** Whether a package says it can run there. */
export declare function runsOn(manifest: Pick<Manifest, "os" | "cpu">, platform: Platform): boolean;
/** Packages whose code is a native program, and the WebAssembly build with the same versions that takes their place on disk. */
export declare const wasmReplacements: Readonly<Record<string, string>>;
/** One sentence about a package whose code cannot run in a tab; null for any other. */
export declare function nativeNotice(name: string): string | null;
