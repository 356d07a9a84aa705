/** What changed between the native sides of two versions of Node. */
import type { Dump } from "../boot/bundle-input.ts";

/** Lines such as `+ fs.lutimes` and `- url.parse (used)`; members that `used` names are asked for by the newer library. */
export function compareBindings(before: Dump, after: Dump, used: ReadonlyMap<string, ReadonlySet<string>>): string[] {
  const old = memberNames(before);
  const next = memberNames(after);
  const isUsed = (name: string): boolean => {
    const [binding = "", member = ""] = name.split(".");
    return used.get(binding)?.has(member) ?? false;
  };
  const added = [...next].filter((name) => !old.has(name)).map((name) => ({ sign: "+", name }));
  const removed = [...old].filter((name) => !next.has(name)).map((name) => ({ sign: "-", name }));
  return [...added, ...removed]
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .map(({ sign, name }) => `${sign} ${name}${isUsed(name) ? " (used)" : ""}`);
}

/** `binding.member` of data, functions and classes, `binding.Class.method` of methods. */
function memberNames(dump: Dump): Set<string> {
  const names = new Set<string>();
  for (const [binding, { data, functions, classes }] of Object.entries(dump.bindings)) {
    for (const member of [...Object.keys(data), ...functions]) names.add(`${binding}.${member}`);
    for (const [member, methods] of Object.entries(classes)) {
      names.add(`${binding}.${member}`);
      for (const method of methods) names.add(`${binding}.${member}.${method}`);
    }
  }
  return names;
}
