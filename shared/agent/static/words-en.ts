const plural = (count: number, one: string, many = `${one}s`) => `${count} ${count === 1 ? one : many}`;

export const words = {
  kinds: {
    function: "function",
    class: "class",
    interface: "interface",
    type: "type",
    enum: "enum",
    namespace: "namespace",
    variable: "variable",
    method: "method",
    property: "property",
  } as Record<string, string>,
  exported: "exported",
  notExported: "not exported",
  lines: (count: number) => plural(count, "line"),
  complexity: (count: number) => `complexity ${count}`,
  depth: (count: number) => `nested ${count} deep`,
  loops: (count: number) => plural(count, "loop"),
  returns: (count: number) => plural(count, "return"),
  awaits: (count: number) => plural(count, "await"),
  calls: "Calls",
  throws: "Throws",
  uses: "Used in",
  noUses: "Nothing in this workspace uses it.",
  moreUses: (count: number) => `and ${plural(count, "more place")}`,
  symbol: "Symbol",
  place: "Place",
  what: "What it is",
  declares: (count: number) => `The file declares ${plural(count, "symbol")}.`,
  declaredAt: "Declared in",
  comments: {
    added: (count: number) => `${plural(count, "comment")} from types; nothing else is changed.`,
    noPlace: (names: string) => `No line of its own to stand above: ${names}.`,
  },
  tidy: {
    imports: () => "imports sorted and joined, unused ones taken out",
    unused: (name: string) => `${name} is never used`,
    unreachable: () => "this code is never reached",
    label: (name: string) => `no statement uses the label ${name}`,
    await: () => "await has no effect on what is no promise",
    at: (line: number, reason: string) => `Line ${line}: ${reason}.`,
    left: (line: number, name: string) =>
      `Line ${line}: ${name} is never used, but left: taking it away could change what the file does.`,
  },
  fixes: {
    done: (line: number, description: string, message: string) => `Line ${line}: ${description} (${message})`,
    left: (line: number, message: string) => `Line ${line}: no fix is known that adds no other error (${message})`,
  },
  tests: {
    note: "What the code does today, found by running it; read it before you rely on it.",
    title: (name: string) => `${name} does what it did`,
    scaffold: (count: number, framework: string) =>
      `A place for a test of ${plural(count, "function")}, for ${framework}.`,
    characterised: (calls: number, count: number) =>
      `${plural(calls, "result")} of ${plural(count, "function")}, found by running the code.`,
    leftOut: (calls: number) =>
      `${plural(calls, "call")} left out: no result that is the same each time and can be written down exactly.`,
    against: (name: string, what: string) => `${name} was not run: it may do more than give something back (${what}).`,
    noArguments: (name: string) => `${name} was not run: no arguments can be made from its types.`,
  },
  commit: {
    comma: ", ",
    add: (names: string) => `add ${names}`,
    remove: (names: string) => `remove ${names}`,
    change: (names: string) => `change ${names}`,
    rename: (from: string, to: string) => `rename ${from} to ${to}`,
    move: (from: string, to: string) => `move ${from} to ${to}`,
    andMore: (names: string, count: number) => `${names} and ${count} more`,
    dependencies: (names: string) => `change dependencies ${names}`,
    dependency: (name: string, from: string | undefined, to: string | undefined) =>
      from === undefined
        ? `add dependency ${name} ${to}`
        : to === undefined
          ? `remove dependency ${name} ${from}`
          : `${name} ${from} → ${to}`,
    tests: (path: string) => `cover it in ${path}`,
    files: (count: number, more: number) =>
      `${plural(count, "file")}, ${plural(Math.abs(more), "line")} ${more < 0 ? "less" : "more"}`,
    more: (count: number) => `and ${count} more`,
  },
  review: {
    head: (count: number) => `${plural(count, "file")} changed.`,
    nothing: "Nothing stands out: no new type errors, nothing left in, every changed export named in a test.",
    problems: "New errors",
    stillUsed: "No longer exported, still named",
    leftOvers: "Left in",
    untested: "New or changed, named in no test",
    long: "Long",
    longFile: (lines: number) => `has ${lines} lines`,
    longChange: (lines: number) => `${lines} lines added at once`,
    more: (count: number) => `and ${count} more`,
  },
  passages: { head: "Passages of this workspace that share the most words with the question:" },
  nothing: {
    noPassages: "No passage of this workspace shares a word with the question.",
    noChange: "Nothing differs.",
    noFunctions: "No function is exported here.",
    tidy: "Nothing can be taken away for certain.",
    noErrors: "The language service sees no error here.",
    noUndocumented: "Every exported symbol has a comment already.",
    noExports: "Nothing is exported here.",
    noSymbols: "The file declares nothing that could be explained.",
    language: "Without a model this works for JavaScript and TypeScript only.",
    model: "This needs a model.",
    noFile:
      "The language service gave no answer: it does not know this file (gone, over 1,000,000 characters, or not loaded yet), has stopped, or a newer question took its place.",
  },
};
