/** Which members of native bindings Node's library asks for by name, read off its text. */

const destructured = /(?:const|let|var)?\s*\{([^{}]*(?:\{[^{}]*\}[^{}]*)*)\}\s*=\s*internalBinding\('([a-z_0-9]+)'\)/g;
const direct = /internalBinding\('([a-z_0-9]+)'\)\.(\w+)/g;
const named = /(?:const|let|var)\s+(\w+)\s*=\s*internalBinding\('([a-z_0-9]+)'\)/g;

/** Binding name → member names; the `internal/deps/` modules are npm packages and use none. */
export function bindingReferences(modules: Record<string, string>): Map<string, Set<string>> {
  const found = new Map<string, Set<string>>();
  const note = (binding: string, member: string) => {
    const members = found.get(binding) ?? new Set<string>();
    found.set(binding, members.add(member));
  };
  for (const [id, raw] of Object.entries(modules)) {
    if (id.startsWith("internal/deps/")) continue;
    const text = raw.replace(/\/\/.*$/gm, "").replace(/\/\*[\s\S]*?\*\//g, "");
    for (const [, list = "", binding = ""] of text.matchAll(destructured)) {
      for (const member of list.replace(/\{[^{}]*\}/g, "").split(",")) {
        const name = /^\s*(\w+)/.exec(member)?.[1];
        if (name) note(binding, name);
      }
    }
    for (const [, binding = "", member = ""] of text.matchAll(direct)) note(binding, member);
    for (const [, variable = "", binding = ""] of text.matchAll(named)) {
      for (const [, member = ""] of text.matchAll(new RegExp(`\\b${variable}\\.(\\w+)`, "g"))) note(binding, member);
    }
  }
  return found;
}
