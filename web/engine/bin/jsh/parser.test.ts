import { describe, expect, test } from "vitest";
import { parse } from "./parser.ts";
import { ShellSyntaxError } from "./syntax.ts";

const syntaxError = (text: string): ShellSyntaxError => {
  try {
    parse(text);
  } catch (error) {
    if (error instanceof ShellSyntaxError) return error;
    throw error;
  }
  throw new Error(`${text} was read without complaint`);
};

describe("the shell's parser", () => {
  test("reads a pipeline with redirects", () => {
    expect(parse("a 'b c' | d > out 2>&1")).toEqual({
      type: "list",
      items: [
        {
          background: false,
          source: "a 'b c' | d > out 2>&1",
          command: {
            type: "pipeline",
            negated: false,
            stages: [
              {
                type: "simple",
                assignments: [],
                words: [[{ type: "text", text: "a", quoted: false }], [{ type: "text", text: "b c", quoted: true }]],
                redirects: [],
              },
              {
                type: "simple",
                assignments: [],
                words: [[{ type: "text", text: "d", quoted: false }]],
                redirects: [
                  { fd: 1, operator: ">", target: [{ type: "text", text: "out", quoted: false }] },
                  { fd: 2, operator: ">&", target: [{ type: "text", text: "1", quoted: false }] },
                ],
              },
            ],
          },
        },
      ],
    });
  });

  test.each([
    "if true; then",
    "for x in a b",
    "while true; do echo",
    "echo 'open",
    'echo "open',
    "echo $(open",
    "a |",
    "a &&",
    "(a",
    "{ a",
    "case x in",
    "cat <<END\ntext",
    "echo ${x",
  ])("asks for more text after: %s", (text) => {
    expect(syntaxError(text).incomplete).toBe(true);
  });

  test.each(["| a", "a ; ; b", "fi", "a &&& b", ")", "if; then a; fi", "echo ${}", "for 1 in a; do b; done"])(
    "refuses: %s",
    (text) => {
      expect(syntaxError(text).incomplete).toBe(false);
    },
  );

  test("a comment ends at its line", () => {
    const list = parse("a # b | c\nd");
    expect(list.type === "list" && list.items.length).toBe(2);
  });
});
