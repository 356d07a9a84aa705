/** V8's flags: known by name, so that a wrong word is a bad option, but the browser has started its V8 long ago. */
import type { Host } from "./host.ts";

/** What the built list says of a flag; the list is read when a word is first unknown to Node. */
export function v8FlagReader(host: Pick<Host, "readText">): (name: string) => "switch" | "value" | undefined {
  let flags: Set<string> | undefined;
  return (name) => {
    flags ??= new Set(host.readText("n/v8-flags.txt").split("\n"));
    if (flags.has(`${name}=`)) return "value";
    return flags.has(name) ? "switch" : undefined;
  };
}

/** Flags for parts of the language are on in the browser or not there, which the program sees by itself; `gc` is exposed (start.ts). */
export function isAboutEngine(flag: string): boolean {
  return !/^--(?:no-)?(?:harmony-|js-|expose-gc$)/.test(flag);
}

export function noEffect(flag: string): string {
  const instead = /gc|heap|space|size/.test(flag)
    ? "the browser manages its memory and stack"
    : "look in the browser's developer tools";
  return `node: ${flag} has no effect in the Glasshouse engine: its V8 is the browser's, started without flags; ${instead}.`;
}
