import { expect, it } from "vitest";
import { closestLines } from "./closest-lines.ts";
import { findText, indented } from "./find-text.ts";

const code = "function load() {\n  if (a) {\n    go();\n\n    stop();\n  }\n}\n";

function replaced(search: string, replace: string, text = code): string | undefined {
  const found = findText(text, search);
  if (found.kind !== "one") return undefined;
  return text.slice(0, found.place.from) + indented(replace, found.place) + text.slice(found.place.to);
}

it("what is put in place of lines that lost their indentation is indented as they were", () => {
  expect(replaced("if (a) {\n  go();\n\n  stop();\n}", "if (b) {\n  stay();\n\n}")).toBe(
    "function load() {\n  if (b) {\n    stay();\n\n  }\n}\n",
  );
  expect(replaced("      go();\n\n      stop();", "      stay();\n    out();")).toBe(
    "function load() {\n  if (a) {\n    stay();\n  out();\n  }\n}\n",
  );
  expect(replaced("\tgo();", "\tstay();", "a\n\t\tgo();\n")).toBe("a\n\t\tstay();\n");
});

it("lines that were moved by different amounts are not the ones searched for", () => {
  expect(findText(code, "if (a) {\ngo();")).toEqual({ kind: "none" });
});

it("an exact place is taken before one that is the same but for blanks", () => {
  expect(findText("go();  \ngo();\nstop();\n", "go();\nstop();")).toEqual({
    kind: "one",
    place: { from: 8, to: 21, indent: "" },
  });
});

it("tells the lines of every place when there are several, those that overlap too", () => {
  expect(findText("a\nb\na\n", "a")).toEqual({ kind: "several", lines: [1, 3] });
  expect(findText("aaa", "aa")).toEqual({ kind: "several", lines: [1, 1] });
  expect(findText("  a\n a\n", "    a  ")).toEqual({ kind: "several", lines: [1, 2] });
});

it("tells the closest lines by the words they share", () => {
  expect(closestLines(code, "if (a) {\n  start();")).toEqual({
    firstLine: 2,
    text: "  if (a) {\n    go();",
    likeness: expect.closeTo(0.89, 1),
  });
  expect(closestLines(code, "zebra")).toBeUndefined();
  expect(closestLines(code, " \n ")).toBeUndefined();
});

it("a search text of many lines is compared in bounded time", () => {
  const long = Array.from({ length: 5_000 }, (_, n) => `const value${n} = ${n};`).join("\n");
  expect(closestLines(long, long.replaceAll("value", "name"))?.firstLine).toBe(1);
});
