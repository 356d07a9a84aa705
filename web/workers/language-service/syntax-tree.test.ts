import ts from "typescript-lib";
import { expect, it } from "vitest";
import { syntaxErrorsOf } from "./internals.ts";
import { SyntaxTree } from "./syntax-tree.ts";

const parse = (text: string) => ts.createSourceFile("/a.ts", text, ts.ScriptTarget.ESNext);
const told = (errors: readonly ts.Diagnostic[]) => errors.map(({ code, start, length }) => [code, start, length]);
const lines = Array.from({ length: 60 }, (_, n) => `export const value${n} = load(${n}, { name: \`x\${${n}}\` });\n`);

it("tells after each change what a parse from the start tells", () => {
  const whole = lines.join("");
  const at = whole.indexOf("value30");
  const texts = ["", "(", "= {", "`", "/*", "class A { async *", "await x;\n", "}", "</a>", "'"].map(
    (piece) => whole.slice(0, at) + piece + whole.slice(at),
  );
  const tree = new SyntaxTree(parse(whole));
  for (const text of [...texts, whole, ...texts.toReversed(), whole.slice(at), "", whole]) {
    expect(told(tree.errorsOf(text))).toEqual(told(syntaxErrorsOf(parse(text))));
  }
});

it("suits newer versions of its file only", () => {
  const tree = new SyntaxTree(parse("a"));
  expect([tree.suits(parse("b")), tree.suits(ts.createSourceFile("/b.ts", "a", ts.ScriptTarget.ESNext))]).toEqual([
    true,
    false,
  ]);
});
