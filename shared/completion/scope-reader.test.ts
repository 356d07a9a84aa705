import { expect, it } from "vitest";
import { lexText } from "./lexer.ts";
import { ScopeReader } from "./scope-reader.ts";
import { TokenRoles } from "./token-roles.ts";
import { Vocabulary } from "./vocabulary.ts";

/** The reader at the end of `code`, asked by text. */
function read(code: string) {
  const vocabulary = new Vocabulary();
  const reader = new ScopeReader(new TokenRoles(vocabulary));
  const ids = lexText(code, "script").tokens.map((token) => vocabulary.intern(token));
  for (let from = 0; from < ids.length; ) {
    const end = ids.indexOf(1, from) + 1;
    reader.readLine(ids.slice(from, end));
    from = end;
  }
  const names = [...reader.uses.keys()];
  const textsOf = (tokens: readonly number[]) => tokens.map((token) => vocabulary.textOf(token)).sort();
  return {
    inScope: textsOf(names.filter((token) => reader.scopeOf(token) !== undefined)),
    outOfScope: textsOf(names.filter((token) => reader.isOutOfScope(token))),
    classMembers: textsOf([...reader.classMembers]),
    latest: reader.latest(2).map((token) => vocabulary.textOf(token)),
  };
}

it.each([
  ["const alpha = beta;\nlet gamma;\n", ["alpha", "gamma"]],
  ["const { alpha, beta: gamma, ...rest } = delta;\n", ["alpha", "gamma", "rest"]],
  ["const [first, second] = pair();\n", ["first", "second"]],
  ["import main, { alpha } from 'x';\nother();\n", ["alpha", "main"]],
  ["import {\n  alpha,\n  beta,\n} from 'x';\nother();\n", ["alpha", "beta"]],
  ["import 'x';\nother();\n", []],
  ["function outer(alpha, beta = gamma) {\n", ["alpha", "beta", "outer"]],
  ["const run = (alpha: Type): Result => {\n", ["alpha", "run"]],
  ["list.map((item) => item.name);\n", ["item"]],
  ["class Shape extends Base {\n  area(width) {\n", ["Shape", "width"]],
  ["try {\n} catch (error) {\n", ["error"]],
  ["if (alpha) {\n", []],
  ["interface Options {\n", ["Options"]],
])("after %j the names in scope are %j", (code, names) => expect(read(code).inScope).toEqual(names));

it("a name is out of scope behind the block that declares it, and an outer one of that name is back", () => {
  const code = "const alpha = 1;\nfunction run(beta) {\n  const alpha = 2;\n  const gamma = 3;\n}\n";
  expect(read(code)).toMatchObject({ inScope: ["alpha", "run"], outOfScope: ["beta", "gamma"] });
});

it("members of a class are told from calls", () => {
  const code = "class Shape {\n  width = 1;\n  async area(x) {\n    other(x);\n  }\n}\n";
  expect(read(code).classMembers).toEqual(["area", "width"]);
});

it("keywords that name members change no scope", () => {
  const code = "this.function = other.import;\nconst kinds = { class: 1, import: 2 };\n";
  expect(read(code).inScope).toEqual(["kinds"]);
});

it("the names used last come first", () => {
  expect(read("alpha(beta);\ngamma(alpha);\n").latest).toEqual(["alpha", "gamma"]);
});

it("half-written code is read without harm", () => {
  for (const code of ["}}}}\n", "((((\n", "const {\n", "import {\nconst a\n", "class\n", "=> => {\n)\n"]) {
    expect(() => read(code)).not.toThrow();
  }
});
