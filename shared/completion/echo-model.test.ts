import { expect, it } from "vitest";
import { EchoCoder, echoCodes, isEcho, predictEcho } from "./echo-model.ts";
import { lexText } from "./lexer.ts";
import { tokenTables } from "./source-document.ts";
import { SuffixArray } from "./suffix-array.ts";
import { Vocabulary } from "./vocabulary.ts";

const tables = tokenTables(new Vocabulary());
const coder = new EchoCoder(tables);
const tokensOf = (code: string) =>
  lexText(code, "script")
    .tokens.slice(0, -1)
    .map((token) => tables.vocabulary.intern(token));

it("code that differs in its names alone has the same codes", () => {
  expect(coder.encode(tokensOf("if (!item) return item;"))).toEqual(coder.encode(tokensOf("if (!x) return x;")));
  expect(coder.encode(tokensOf("if (!item) return item;"))).not.toEqual(coder.encode(tokensOf("if (!x) return y;")));
});

it("a name at the end of a context has the code it is encoded with", () => {
  const tokens = tokensOf("alpha(beta, gamma); beta");
  const codes = coder.encode(tokens);
  expect(coder.codesAfter(tokens.slice(0, -1))(tokens.at(-1) ?? 0)).toBe(codes.at(-1));
  expect(coder.latest(tokens)).toEqual([...codes.slice(-7)]);
});

it("what the corpus does with its names is expected of others", () => {
  const habit = Array.from({ length: 20 }, (_, index) => `if (!item${index}) return item${index};\n`);
  const learned = coder.encode(tokensOf(habit.join("")));
  const layers = [new SuffixArray(learned, echoCodes, 8)];
  const context = tokensOf("if (!other) return");
  const codeOf = coder.codesAfter(context);
  const code = codeOf(tables.vocabulary.idOf("other"));
  expect(isEcho(code)).toBe(true);
  expect(predictEcho(layers, coder.latest(context), [code]).get(code)).toBeGreaterThan(0.8);
});
