import { describe, expect, it } from "vitest";
import { fc } from "../../test/support/property.ts";
import { lexLine, lexText } from "./lexer.ts";

const tokens = (text: string) => lexText(text, "script").tokens;

/** A template with a placeholder, told apart from a forgotten backtick. */
const template = `\`a\${b}\``;

describe("lexer", () => {
  it("drops comments and blank lines, ends each line that has tokens", () => {
    expect(tokens("a(1); // one\n\n/* two\nthree */ b\n// four")).toEqual(["a", "(", "1", ")", ";", "\n", "b", "\n"]);
  });

  it.each([
    ["a = /x[/]y/gi;", ["a", "=", "/x[/]y/gi", ";"]],
    ["a / b / c", ["a", "/", "b", "/", "c"]],
    ["return /x/", ["return", "/x/"]],
    [`x ??= y?.z ?? ${template}`, ["x", "??=", "y", "?.", "z", "??", template]],
    ["a ? .5 : b", ["a", "?", ".", "5", ":", "b"]],
    ["'it\\'s' + \"x\"", ["'it\\'s'", "+", '"x"']],
    ["#private 变量 $x", ["#private", "变量", "$x"]],
  ])("%s", (text, expected) => expect(tokens(text).slice(0, -1)).toEqual(expected));

  it("carries an open comment and an open template to the next line", () => {
    expect(lexLine("a /* b", "code", "script")).toMatchObject({
      tokens: ["a"],
      endState: "comment",
      endsIn: "comment",
    });
    expect(lexLine("c */ d", "comment", "script")).toMatchObject({ tokens: ["d"], endState: "code" });
    expect(lexLine("x = `a", "code", "script")).toMatchObject({
      tokens: ["x", "=", "`a"],
      endState: "template",
      endsIn: "string",
    });
    expect(lexLine("b` + c", "template", "script")).toMatchObject({ tokens: ["b`", "+", "c"], endState: "code" });
  });

  it("knows what the end of a line stands in", () => {
    const ends = ["a // b", "a /* b", "a /* b */", "a = 'b", "a = 'b'", "a = b"];
    expect(ends.map((line) => lexLine(line, "code", "script").endsIn)).toEqual([
      "comment",
      "comment",
      "code",
      "string",
      "code",
      "code",
    ]);
  });

  it("knows where white space stands", () => {
    expect(lexLine("  if (a)", "code", "script").spaced).toEqual([true, true, false, false]);
  });

  it("plain text has no strings: an apostrophe swallows nothing", () => {
    expect(lexLine("it's a dog's day", "code", "plain").tokens).toContain("day");
  });

  it("every character of any line is in a token, in a comment or white space, and the time is linear", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom("`", "$", "{", "}", "'", '"', "/", "*", "\\", "a", " ", "[", "🙂") }),
        (line) => {
          const { tokens: found, starts } = lexLine(line, "code", "script");
          for (const [index, token] of found.entries()) expect(line.startsWith(token, starts[index])).toBe(true);
        },
      ),
    );
    lexLine(template.slice(0, -1).repeat(20_000), "code", "script");
    lexLine("/[".repeat(2_000), "code", "script");
  });
});
