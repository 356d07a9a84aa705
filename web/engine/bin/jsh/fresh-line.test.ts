import { expect, test } from "vitest";
import { freshLine } from "./fresh-line.ts";

/** The rows a terminal of `columns` shows after `output`; like xterm it wraps when the next character comes, not at the edge. */
function rowsOf(output: string, columns: number): string[] {
  const rows: string[][] = [[]];
  let column = 0;
  for (const character of output.replace("\x1b[7m", "").replace("\x1b[0m", "")) {
    if (character === "\r") column = 0;
    else if (character === "\n") rows.push([]);
    else {
      if (column === columns) {
        rows.push([]);
        column = 0;
      }
      const row = rows.at(-1) ?? [];
      row[column++] = character;
    }
  }
  return rows.map((row) =>
    Array.from(row, (character) => character ?? " ")
      .join("")
      .trimEnd(),
  );
}

test.each([
  ["an unfinished line stays, marked, above the prompt", "abc", ["abc%", "~"]],
  ["nothing is seen after a finished line", "abc\r\n", ["abc", "~"]],
  ["nothing is seen before the first prompt", "", ["~"]],
  ["a line that fills the row but for one column keeps its last character", "abcdefg", ["abcdefg%", "~"]],
  ["a line that fills the row needs no mark", "abcdefgh", ["abcdefgh", "~"]],
  ["an unfinished line longer than a row stays whole", "abcdefghij", ["abcdefgh", "ij%", "~"]],
])("%s", (_story, output, rows) => {
  expect(rowsOf(`${output}${freshLine(8)}~`, 8)).toEqual(rows);
});

test("after a resize the new width counts", () => {
  expect(rowsOf(`abc${freshLine(20)}~`, 20)).toEqual(["abc%", "~"]);
});

test.each([undefined, 0, 1])("without a terminal's width (%s) nothing is written", (columns) => {
  expect(freshLine(columns)).toBe("");
});
