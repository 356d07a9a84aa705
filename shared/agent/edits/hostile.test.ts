/** Answers made to harm: each is read and refused in bounded time. */
import { expect, it } from "vitest";
import { agentLimits } from "../limits.ts";
import { applyEdits } from "./apply-edits.ts";
import { ProjectActions } from "./project-actions.ts";
import { readSearchReplace } from "./read-search-replace.ts";
import { readToolCall } from "./read-tool-call.ts";

const codesOf = ({ refusals }: { refusals: { code: string }[] }) => [...new Set(refusals.map(({ code }) => code))];
const project = (files: Record<string, string>) => ({ read: (path: string) => files[path], symbolAt: () => undefined });

it("an endless answer is not read to its end", () => {
  const endless = "a\n".repeat(agentLimits.maxAnswerChars / 2 + 1);
  expect(codesOf(readSearchReplace(endless))).toEqual(["too-large"]);
  const actions = new ProjectActions();
  actions.push('<file path="a.ts">\n');
  for (let sent = 0; sent <= agentLimits.maxAnswerChars; sent += 65_536) actions.push("a".repeat(65_536));
  expect(actions.push("\n</file>\n")).toEqual([]);
  expect(codesOf(actions.finish())).toEqual(["cut-off", "too-large"]);
});

it("an answer that comes sign by sign without a newline is read once", () => {
  const actions = new ProjectActions();
  actions.push('<file path="a.ts">\n');
  for (let sent = 0; sent < 300_000; sent++) actions.push("a");
  actions.push("\n</file>\n");
  expect(actions.finish().operations).toEqual([{ kind: "write", path: "a.ts", content: `${"a".repeat(300_000)}\n` }]);
});

it("a hundred thousand blocks that begin and never end are refused one by one", () => {
  const read = readSearchReplace("<<<<<<< SEARCH\n".repeat(100_000));
  expect([codesOf(read), read.refusals.length]).toEqual([["cut-off"], 100_000]);
});

it("more edits than anybody would make are a loop: the rest is refused once", () => {
  const edits = Array.from({ length: agentLimits.maxOperations + 50 }, () => ({ path: "a.ts", content: "a" }));
  const read = readToolCall({ edits });
  expect([read.operations.length, codesOf(read), read.refusals.length]).toEqual([
    agentLimits.maxOperations,
    ["too-large"],
    1,
  ]);
});

it("a sign that stands in a file half a million times is more than once", () => {
  const text = "a\n".repeat(500_000);
  const { operations } = readToolCall([
    { path: "a.ts", search: "a", replace: "b" },
    { path: "a.ts", search: "  a", replace: "b" },
  ]);
  const { refused } = applyEdits(operations, project({ "a.ts": text }));
  expect(refused.map(({ code }) => code)).toEqual(["ambiguous", "ambiguous"]);
  expect(refused[0]?.message).toContain("in lines 1, 2, 3, 4, 5, 6, 7, 8, 9, 10.");
});

it("to delete a long file and to write it again is to write it anew", () => {
  const { operations } = readToolCall([
    { path: "a.ts", delete: true },
    { path: "a.ts", content: "a\n" },
    { path: "a.ts", search: "", replace: "a\n" },
  ]);
  const { refused } = applyEdits(operations, project({ "a.ts": "a;\n".repeat(300) }));
  expect(refused.map(({ code }) => code)).toEqual(["rewrite", "rewrite"]);
});

it("a text larger than a file is refused", () => {
  const content = "a".repeat(agentLimits.maxEditChars + 1);
  expect(codesOf(readToolCall({ path: "a.ts", content }))).toEqual(["bad-format"]);
  const half = "a".repeat(agentLimits.maxEditChars / 2);
  const { operations } = readToolCall([{ path: "a.ts", search: "b", replace: half + half.slice(1) }]);
  const { refused, files } = applyEdits(operations, project({ "a.ts": `${half}b` }));
  expect([refused[0]?.code, files.size]).toEqual(["too-large", 0]);
});

it("hundreds of thousands of blanks, in the answer and in the file, is no work", () => {
  const blanks = " ".repeat(200_000);
  const edits = [
    { path: "a.ts", search: `x${blanks}`, replace: `// ${blanks}x` },
    { path: "a.ts", search: `${blanks}z`, replace: "z" },
    { path: "b.ts", symbol: "b", replace: `b${blanks}c\n${blanks}` },
  ];
  const { operations } = readToolCall({ edits });
  const text = `${blanks}y\n${blanks}x\n`;
  const symbolAt = () => ({ from: blanks.length, start: blanks.length, to: blanks.length + 1 });
  const { refused } = applyEdits(operations, { ...project({ "a.ts": text, "b.ts": text }), symbolAt });
  expect(refused.map(({ code }) => code)).toEqual(["not-found"]);
});

it("a search text of thousands of lines is compared with the file in bounded time", () => {
  const text = Array.from({ length: 30_000 }, (_, n) => `const value${n} = load(${n});`).join("\n");
  const { operations } = readToolCall({ path: "a.ts", search: text.replaceAll("value", "name"), replace: "" });
  const { refused } = applyEdits(operations, project({ "a.ts": text }));
  expect(refused[0]?.code).toBe("not-found");
});

it("names of prototypes are names of files", () => {
  const { operations } = readToolCall([
    { path: "constructor", search: "a", replace: "b" },
    { path: "__proto__/a", content: "x" },
  ]);
  const files = new Map([["toString", "x"]]);
  const { refused } = applyEdits(operations, { read: (path) => files.get(path), symbolAt: () => undefined });
  expect([operations.length, refused.map(({ code }) => code)]).toEqual([1, ["no-file"]]);
});
