import { describe, expect, it } from "vitest";
import { lexText } from "../../../shared/completion/lexer.ts";
import { loadReader } from "./load-reader.ts";

async function tokensOf(language: string, text: string): Promise<string[]> {
  const reader = await loadReader(language);
  if (!reader) throw new Error(`${language} has no grammar`);
  return lexText(text, reader).tokens;
}

describe("lines as their language's grammar reads them", () => {
  it.each([
    ["python", 'total = load("a b")  # all\n', ["total", "=", "load", "(", '"a b"', ")", "\n"]],
    ["python", 'def f():\n    """Says\n    much"""\n    return 1\n', ["def", "f", "(", ")", ":", "\n"]],
    ["css", ".card { color: red; /* on */ }\n", [".", "card", "{", "color", ":", "red", ";", "}", "\n"]],
    ["css", "/* one\n   two */ a { top: 0 }\n", ["a", "{", "top", ":", "0", "}", "\n"]],
    [
      "html",
      '<p class="lead big">Hi</p>\n',
      ["<", "p", "class", "=", '"lead big"', ">", "Hi", "<", "/", "p", ">", "\n"],
    ],
    ["html", "<!-- a\nb --><br>\n", ["<", "br", ">", "\n"]],
    ["json", '{ "a b": [1, "c d"] }\n', ["{", '"a b"', ":", "[", "1", ",", '"c d"', "]", "}", "\n"]],
    ["markdown", "Use `npm start` now\n", ["Use", "`npm start`", "now", "\n"]],
  ])("%s: %j", async (language, text, tokens) => {
    expect((await tokensOf(language, text)).slice(0, tokens.length)).toEqual(tokens);
  });

  it("a string that goes over lines is one token a line, and what follows is code again", async () => {
    expect(await tokensOf("python", "x = '''one two\nthree'''\ny = 2\n")).toEqual([
      "x",
      "=",
      "'''one two",
      "\n",
      "three'''",
      "\n",
      "y",
      "=",
      "2",
      "\n",
    ]);
  });

  it.each([
    ["python", "x = 1  # wo"],
    ["css", "a { /* wo"],
    ["html", "<p> <!-- wo"],
    ["markdown", "<!-- wo"],
  ])("%s: %s ends in a comment", async (language, line) => {
    expect((await loadReader(language))?.readLine(line, "code").endsIn).toBe("comment");
  });

  it("a language without a grammar is words and marks", async () => {
    expect(await loadReader("text")).toBeUndefined();
  });

  it.each(["python", "css", "html", "json", "markdown"])(
    "%s: each token stands where it says, in any line",
    async (language) => {
      const reader = await loadReader(language);
      for (const line of [
        "",
        '"',
        "'",
        "/*",
        "*/",
        "<!--",
        "a\"b'c`d",
        '"""',
        "'''x",
        '<a b="',
        "#",
        "`",
        '\u{1f600} "',
        '{"a": 1',
      ]) {
        for (const state of ["code", "comment", "template"] as const) {
          const { tokens, starts } = reader?.readLine(line, state) ?? { tokens: [], starts: [] };
          expect(tokens.map((token, index) => line.slice(starts[index], (starts[index] ?? 0) + token.length))).toEqual(
            tokens,
          );
          expect(starts).toEqual([...starts].sort((left, right) => left - right));
        }
      }
    },
  );
});
