import { expect, it } from "vitest";
import { joinedLength, joinFiles } from "../completion/corpus-file.ts";
import { lexText } from "../completion/lexer.ts";
import { Vocabulary } from "../completion/vocabulary.ts";
import { CopyFinder } from "./copy-finder.ts";

const sum =
  "export function sum(items) {\n  let total = 0;\n  for (const item of items) total += item.price * item.count;\n  return total;\n}\n";
const join =
  "export function join(names) {\n  const sorted = names.toSorted();\n  return sorted.map((name) => name.trim()).join(', ');\n}\n";

/** A corpus of two packages, the second of two files, that knows every token but `hidden`. */
function finder(hidden: readonly string[] = []): CopyFinder {
  const lexed = [[sum], [join, sum.replaceAll("total", "amount")]].map((files) =>
    files.map((text) => lexText(text, "script").tokens),
  );
  const words = [...new Set(lexed.flat(2))].filter((token) => token !== "\n" && !hidden.includes(token));
  const vocabulary = new Vocabulary(words);
  const ids = lexed.map((files) => files.map((tokens) => tokens.map((token) => vocabulary.idOf(token))));
  const parts = ids.map((files, at) => ({
    name: `p${at}`,
    license: ["MIT", "ISC"][at] ?? "",
    tokens: joinedLength(files),
  }));
  return new CopyFinder({ vocabulary: words, tokens: joinFiles(ids.flat()) }, parts);
}

it("code of a package is found in whatever lines and with other comments, and named with its licence", () => {
  const copies = finder();
  expect(copies.find(sum)).toEqual({ name: "p0", license: "MIT" });
  expect(copies.find(join)).toEqual({ name: "p1", license: "ISC" });
  expect(copies.find(sum.replaceAll("total", "amount"))).toEqual({ name: "p1", license: "ISC" });
  const reformatted = sum.replace("{\n", "\n{ // all\n").replace("= 0;\n", "=\n  /* none yet */ 0;\n\n");
  expect(copies.find(reformatted)).toEqual({ name: "p0", license: "MIT" });
  expect(copies.find(sum.slice(sum.indexOf("let"), sum.lastIndexOf("}")))).toEqual({ name: "p0", license: "MIT" });
});

it("one other name, code across two packages, and short code are nobody's", () => {
  const copies = finder();
  expect(copies.find(sum.replace("item.count", "item.weight"))).toBeUndefined();
  expect(copies.find(`${sum.split("\n").slice(2).join("\n")}${join}`)).toBeUndefined();
  expect(copies.find("  return total;\n}\n")).toBeUndefined();
  expect(copies.find("x".repeat(500))).toBeUndefined();
});

it("code made mostly of names that the corpus does not know is nobody's", () => {
  const names = ["items", "total", "item", "price", "count", "const", "let", "sum", "return", "of", "for", "."];
  expect(finder(names.slice(0, 1)).find(sum)).toEqual({ name: "p0", license: "MIT" });
  expect(finder(names).find(sum)).toBeUndefined();
});
