/** Tests of a file's parts, each written as a file of its own, put into one: what they import once, and one after another. */
export interface TestPart {
  text: string;
  symbols: readonly string[];
  /** What it declares. */
  names: readonly string[];
}

export interface JoinedTests {
  text: string;
  /** Parts that declare a name which is taken. */
  dropped: readonly { part: TestPart; names: readonly string[] }[];
}

/** Parts that are in already are left out. `names`: what the existing file declares. */
export function joinTests(existing: string, parts: readonly TestPart[], names: readonly string[]): JoinedTests {
  const declared = new Set(names);
  const dropped: JoinedTests["dropped"][number][] = [];
  let text = existing;
  for (const part of parts) {
    const { imports, body } = split(part.text);
    if (body === "" || text.includes(body)) continue;
    const whole = split(text);
    const bound = new Set(whole.imports.flatMap(({ names }) => names.map(boundName)));
    const taken = part.names.filter((name) => declared.has(name));
    if (taken.length) {
      dropped.push({ part, names: taken });
      continue;
    }
    for (const name of part.names) declared.add(name);
    if (text.trim() === "") {
      text = `${part.text.trimEnd()}\n`;
      continue;
    }
    const more = imports.flatMap((each) => withoutNames(each, bound) ?? []);
    const isThere = (line: string) => whole.imports.some(({ text: known }) => known === line);
    const head = [whole.head, ...more.filter((line) => !isThere(line))].filter((each) => each !== "");
    text = `${[head.join("\n"), whole.body, body].filter((each) => each !== "").join("\n\n")}\n`;
  }
  return { text, dropped };
}

interface Import {
  text: string;
  /** What is between the braces, or the one name in front of them or in their place; none where it is taken as it stands. */
  names: readonly string[];
  /** The statement with other names in the braces; undefined where it has none. */
  withNames?: (names: readonly string[]) => string;
}

const statement =
  /^(?:import\s+(?:type\s+)?\{([^}]*)\}\s*from\s*(["'])[^"'\n]+\2;?|(?:const|let|var)\s+\{([^}]*)\}\s*=\s*require\([^)\n]*\);?|import\s+(?:type\s+)?(?:\*\s+as\s+)?([\w$]+)\s+from\s*(["'])[^"'\n]+\5;?|(?:const|let|var)\s+([\w$]+)\s*=\s*require\([^)\n]*\);?|import\s*(["'])[^"'\n]+\7;?|import\s[^\n]*|from\s+\S+\s+import\s+(?:\([^)]*\)|[^\n]*))[ \t]*(?:\n|$)/;

/** The imports at the top, with the comments among them, and what follows. */
function split(text: string): { head: string; imports: Import[]; body: string } {
  const imports: Import[] = [];
  let rest = text.replace(/\r\n/g, "\n").trim();
  const whole = rest;
  for (;;) {
    const found = statement.exec(rest);
    if (found) {
      imports.push(importOf(found));
      rest = rest.slice(found[0].length).trimStart();
      continue;
    }
    // A comment belongs to the head where another import follows it.
    const comment = /^(?:\/\*[\s\S]*?\*\/|(?:\/\/|#)[^\n]*)\s*/.exec(rest)?.[0];
    if (comment === undefined || !statement.test(rest.slice(comment.length))) break;
    rest = rest.slice(comment.length);
  }
  return { head: whole.slice(0, whole.length - rest.length).trimEnd(), imports, body: rest };
}

function importOf(found: RegExpExecArray): Import {
  const text = found[0].trimEnd();
  const inBraces = found[1] ?? found[3];
  if (inBraces === undefined) return { text, names: [found[4] ?? found[6] ?? []].flat() };
  const names = inBraces.split(",").map((name) => name.trim().replace(/\s+/g, " "));
  return {
    text,
    names: names.filter((name) => name !== ""),
    withNames: (left) => text.replace(/\{[^}]*\}/, () => `{ ${left.join(", ")} }`),
  };
}

/** `a as b`, `a: b` and `type a` bind their last word. */
function boundName(name: string): string {
  return name.split(/[\s:]+/).at(-1) ?? name;
}

/** The import without the names that are bound already; undefined where nothing is left. */
function withoutNames({ text, names, withNames }: Import, bound: ReadonlySet<string>): string | undefined {
  const left = names.filter((name) => !bound.has(boundName(name)));
  if (left.length === names.length) return text;
  return left.length && withNames ? withNames(left) : undefined;
}
