/** Tests as a file: what functions give back today where it is known, and a place for a test of each of the others. */
import type { Characterised } from "./characterise.ts";
import type { Testable } from "./facts.ts";
import { type StaticLanguage, staticWords } from "./words.ts";

export type TestFramework = "node:test" | "vitest";

export interface TestFileParts {
  framework: TestFramework;
  /** How the test file imports the tested one. */
  specifier: string;
  commonJs: boolean;
  functions: readonly Testable[];
  characterised: readonly Characterised[];
}

export function testFile(parts: TestFileParts, language: StaticLanguage): string {
  const { framework, functions, characterised } = parts;
  const words = staticWords(language).tests;
  const known = Map.groupBy(characterised, ({ exportedAs }) => exportedAs);
  const tested = functions.filter(({ exportedAs }) => known.has(exportedAs));
  const names = new Map(tested.map(({ exportedAs, name }) => [exportedAs, localName(exportedAs, name, tested)]));
  const tests = functions.map(({ exportedAs, name, signature }) => {
    const cases = known.get(exportedAs);
    if (!cases) return `test.todo(${JSON.stringify(signature)});\n`;
    const lines = cases.map((each) => `  ${assertion(each, names.get(exportedAs) ?? name, framework)}`);
    return `test(${JSON.stringify(words.title(name))}, () => {\n${lines.join("\n")}\n});\n`;
  });
  const head = tested.length ? `// ${words.note}\n` : "";
  return `${head}${imports(parts, names)}\n${tests.join("\n")}`;
}

/** A name that this file can use: not one of its own, nor a word of the language. */
function localName(exportedAs: string, name: string, all: readonly Testable[]): string {
  const isUsable = /^[A-Za-z_$][\w$]*$/.test(name) && !taken.has(name) && name !== "default";
  if (isUsable) return name;
  const index = all.findIndex((each) => each.exportedAs === exportedAs);
  return `subject${index + 1}`;
}

const taken = new Set(["test", "assert", "expect", "undefined", "NaN", "Infinity", "Date", "Map", "Set", "subject"]);

function imports(
  { framework, specifier, commonJs, characterised }: TestFileParts,
  names: ReadonlyMap<string, string>,
): string {
  const from = JSON.stringify(specifier);
  const own =
    framework === "vitest"
      ? `import { ${characterised.length ? "expect, " : ""}test } from "vitest";\n`
      : `${characterised.length ? 'import assert from "node:assert/strict";\n' : ""}import test from "node:test";\n`;
  if (!names.size) return own;
  const bindings = [...names].map(([exportedAs, name]) => ({ exportedAs, name }));
  if (!commonJs) {
    const list = bindings.map(({ exportedAs, name }) => (exportedAs === name ? name : `${exportedAs} as ${name}`));
    return `${own}import { ${list.join(", ")} } from ${from};\n`;
  }
  const picked = bindings.map(({ exportedAs, name }) =>
    exportedAs === "default" ? `const ${name} = subject;` : `const ${name} = subject[${JSON.stringify(exportedAs)}];`,
  );
  return `${own}import subject from ${from};\n\n${picked.join("\n")}\n`;
}

function assertion({ given, outcome }: Characterised, name: string, framework: TestFramework): string {
  const call = `${name}(${given})`;
  if ("value" in outcome) {
    return framework === "vitest"
      ? `expect(${call}).toStrictEqual(${outcome.value});`
      : `assert.deepStrictEqual(${call}, ${outcome.value});`;
  }
  const error = `{ name: ${JSON.stringify(outcome.name)}, message: ${JSON.stringify(outcome.message)} }`;
  return framework === "vitest"
    ? `expect(() => ${call}).toThrow(expect.objectContaining(${error}));`
    : `assert.throws(() => ${call}, ${error});`;
}
