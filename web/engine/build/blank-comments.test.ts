import { describe, expect, it } from "vitest";
import { type BlankComments, createBlankComments } from "./blank-comments.ts";
import { extractLibrary } from "./extract.ts";

const library = extractLibrary(process.execPath);
const acornText = library.modules["internal/deps/acorn/acorn/dist/acorn"] ?? "";
const blankComments: BlankComments = createBlankComments(acornText);

/** Kind, text, line and column of every token. */
function tokens(text: string): string[] {
  const module: { exports: { Parser?: { tokenizer(text: string, options: object): Iterable<Token> } } } = {
    exports: {},
  };
  new Function("exports", "module", acornText)(module.exports, module);
  const options = { ecmaVersion: "latest", locations: true, allowReturnOutsideFunction: true };
  return [...(module.exports.Parser?.tokenizer(text, options) ?? [])].map(
    ({ type, start, end, loc }) => `${type.label} ${text.slice(start, end)} ${loc.start.line}:${loc.start.column}`,
  );
}
interface Token {
  type: { label: string };
  start: number;
  end: number;
  loc: { start: { line: number; column: number } };
}

describe("comments left out of the loaded scripts", () => {
  it("leave every token of Node's modules at its line and column", () => {
    for (const id of ["internal/errors", "internal/bootstrap/node", "path", "internal/util/inspect"]) {
      const text = library.modules[id] ?? "";
      expect(tokens(blankComments(text))).toEqual(tokens(text));
    }
  });

  it("keep what only looks like a comment", () => {
    const text = "const a = '// no'; /* gone\n over */ const b = /\\/\\*/g; // gone\nconst c = `/* kept */`;";
    expect(blankComments(text)).toBe("const a = '// no'; \n         const b = /\\/\\*/g; \nconst c = `/* kept */`;");
  });

  it("make the start-up modules a quarter smaller", () => {
    const texts = library.helloSet.map((id) => library.modules[id] ?? "");
    const size = (all: string[]): number => all.join("").length;
    expect(size(texts.map(blankComments))).toBeLessThan(size(texts) * 0.78);
  });
});
