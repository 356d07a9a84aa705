import { expect, it } from "vitest";
import { LanguageDesk } from "../../../test/support/language-desk.ts";

/** "«old»new»" marks what was typed over; gives the files as they are once all follow-ups are made. */
function followed(marked: string, others: Record<string, string> = {}) {
  const [start = "", old = "", inserted = "", rest = ""] = marked.split(/[«»]/);
  const before = start + old + rest;
  const desk = new LanguageDesk({ "a.ts": before, ...others });
  const now: Record<string, string> = { ...others, "a.ts": start + inserted + rest };
  desk.problems("a.ts");
  desk.file("a.ts", now["a.ts"] ?? "");
  const place = { from: start.length, to: start.length + old.length };
  const answer = desk.ask({ kind: "follow-ups", path: "a.ts", before, ...place });
  for (const { path, from, to, old: text, insert } of [...(answer?.edits ?? [])].sort((a, b) => b.from - a.from)) {
    const known = now[path] ?? "";
    expect(known.slice(from, to)).toBe(text);
    now[path] = known.slice(0, from) + insert + known.slice(to);
  }
  return { cause: answer?.cause, text: now["a.ts"], now, desk };
}

it.each([
  ["a variable", "const «count»total» = 1;\nuse(count, count + 1);\n", "const total = 1;\nuse(total, total + 1);\n"],
  ["a part of a name", "const user«»Name» = 1;\nuse(user);\n", "const userName = 1;\nuse(userName);\n"],
  ["a parameter", "function f(«a»b»: number) {\n  return a * a;\n}\n", "function f(b: number) {\n  return b * b;\n}\n"],
  [
    "a property of a type",
    "interface Cup { «tea»leaf»: string }\nconst cup: Cup = { tea: '' };\ncup.tea;\n",
    "interface Cup { leaf: string }\nconst cup: Cup = { leaf: '' };\ncup.leaf;\n",
  ],
  ["in a shorthand", "const «a»b» = 1;\nuse({ a });\n", "const b = 1;\nuse({ a: b });\n"],
  [
    "one of two of a name",
    "const «a»b» = 1;\nfunction f() {\n  const a = 2;\n  return a;\n}\nuse(a);\n",
    "const b = 1;\nfunction f() {\n  const a = 2;\n  return a;\n}\nuse(b);\n",
  ],
])("[FU1] a renamed declaration renames its uses: %s", (_case, marked, text) => {
  expect(followed(`declare function use(...all: unknown[]): void;\n${marked}`)).toMatchObject({
    cause: "rename",
    text: `declare function use(...all: unknown[]): void;\n${text}`,
  });
});

it("[FU2] uses in other files are renamed too", () => {
  const { now } = followed("export const «name»title» = 'Ada';\n", {
    "b.ts": 'import { name } from "./a";\nname.at(0);\n',
  });
  expect(now["b.ts"]).toBe('import { title } from "./a";\ntitle.at(0);\n');
});

it.each([
  ["a use", "const a = 1;\nuse(«a»b»);\nuse(a);\n"],
  ["an import", 'import { «a»b» } from "./other";\na;\n'],
  ["what is no name", "const «a»1» = 1;\na;\n"],
  ["a name without uses", "const «a»b» = 1;\n"],
  ["a property that is taken apart", "const { «a»b» } = { a: 1 };\na;\n"],
])("[FU3] nothing follows from an edit of %s", (_case, marked) => {
  expect(followed(marked, { "other.ts": "export const a = 1;\n" }).cause).toBeUndefined();
});

it.each([
  ["is gone", "function f(a: number«, b: number»») {}\nf(1, 2);\n", "function f(a: number) {}\nf(1);\n"],
  [
    "is another's place",
    "function f(«a: number, b: string»b: string, a: number») {}\nf(1, 'b');\n",
    "function f(b: string, a: number) {}\nf('b', 1);\n",
  ],
  [
    "is new, and a variable of its name is at hand",
    "const depth = 1;\nfunction f(a: number«», depth: number») {}\nf(1);\n",
    "const depth = 1;\nfunction f(a: number, depth: number) {}\nf(1, depth);\n",
  ],
  [
    "is new in a method",
    "const depth = 1;\nclass A {\n  m(«»depth: number») {}\n}\nnew A().m();\n",
    "const depth = 1;\nclass A {\n  m(depth: number) {}\n}\nnew A().m(depth);\n",
  ],
])("[FU4] a call gets the arguments of the changed parameters: one %s", (_case, marked, text) => {
  expect(followed(marked)).toMatchObject({ cause: "signature", text });
});

it.each([
  ["is new and optional", "function f(a: number«», b?: number») {}\nf(1);\n"],
  ["is new and nothing is at hand for it", "function f(a: number«», depth: number») {}\nf(1);\n"],
  [
    "is new and what is at hand is of another type",
    "const depth = '';\nfunction f(a: number«», depth: number») {}\nf(1);\n",
  ],
  ["has another type", "function f(a: «number»string») {}\nf(1);\n"],
])("[FU5] a call stays as it is where a parameter %s", (_case, marked) => {
  expect(followed(marked).cause).toBeUndefined();
});

it("[FU6] the file stays what it is now, and a text that does not fit is not answered", () => {
  const { desk } = followed("const «a»b» = 1;\na;\n");
  expect(desk.problems("a.ts")).toEqual(["Cannot find name 'a'."]);
  const place = { kind: "follow-ups", path: "a.ts", before: "something else", from: 0, to: 1 } as const;
  expect(desk.ask(place)).toBeUndefined();
});
