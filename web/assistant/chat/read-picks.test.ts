import { expect, test } from "vitest";
import type { Pick } from "../../../shared/chat/pick.ts";
import { panelLimits } from "./limits.ts";
import { offersFor } from "./offers.ts";
import type { ProjectFacts } from "./project-facts.ts";
import { readPicks } from "./read-picks.ts";

const words = {
  file: "file",
  selection: "selection",
  symbol: "symbol",
  problems: "problems",
  terminal: "terminal",
  codebase: "codebase",
  docs: "docs",
};

const files: Record<string, string> = {
  "README.md": "# Tea shop",
  "src/orders.ts": "one\ntwo\nthree\nfour",
  ".env": "KEY=1",
};

const facts: ProjectFacts = {
  paths: () => Object.keys(files),
  textOf: (path) => files[path],
  mayRead: (path) => path !== ".env",
  shown: () => ({ path: "src/orders.ts", selected: [2, 3] }),
  symbols: async () => [{ name: "totalOf", firstLine: 2, lastLine: 3 }],
  problems: () => [{ line: 2, severity: "error", message: "No." }],
  terminal: () => "$ npm test\nfailed",
};

async function read(picks: Pick[], over: Partial<ProjectFacts> = {}) {
  const searched: string[][] = [];
  const passages = await readPicks(
    picks,
    "why?",
    {
      facts: { ...facts, ...over },
      search: async (_question, given) => {
        searched.push(given.map(({ path }) => path));
        return [{ path: "src/orders.ts", firstLine: 3, text: "three\nfour\n" }];
      },
    },
    new AbortController().signal,
  );
  return { passages, searched };
}

test("each kind of pick is a passage that says what it is", async () => {
  const { passages, searched } = await read([
    { kind: "file", path: "src/orders.ts" },
    { kind: "selection", path: "src/orders.ts", lines: [2, 3] },
    { kind: "symbol", path: "src/orders.ts", name: "totalOf" },
    { kind: "problems" },
    { kind: "terminal" },
    { kind: "codebase" },
    { kind: "docs" },
  ]);
  const path = "src/orders.ts";
  const part = { label: "found: src/orders.ts, lines 3–4", path, text: "three\nfour\n" };
  expect(passages).toEqual([
    { label: path, path, text: "one\ntwo\nthree\nfour" },
    { label: "selected: src/orders.ts, lines 2–3 of 4", path, text: "two\nthree" },
    { label: "totalOf in src/orders.ts, lines 2–3 of 4", path, text: "two\nthree" },
    { label: "problems of src/orders.ts", path, text: "src/orders.ts:2 error: No." },
    { label: "terminal output", text: "$ npm test\nfailed" },
    part,
    part,
  ]);
  expect(searched).toEqual([["README.md", "src/orders.ts"], ["README.md"]]);
});

test("what holds secrets is neither offered nor read, however it was picked", async () => {
  const secret: Pick[] = [
    { kind: "file", path: ".env" },
    { kind: "selection", path: ".env", lines: [1, 1] },
    { kind: "symbol", path: ".env", name: "KEY" },
  ];
  expect((await read(secret)).passages).toEqual([]);
  const shown: ProjectFacts["shown"] = () => ({ path: ".env", selected: [1, 1] });
  expect((await read([{ kind: "problems" }], { shown })).passages).toEqual([]);
  const offered = offersFor("", { ...facts, shown }, [{ name: "KEY", firstLine: 1, lastLine: 1 }], words);
  expect(offered.map(({ label }) => label)).toEqual(["terminal", "codebase", "docs", "README.md", "orders.ts"]);
});

test("a long file goes along with its beginning, and says so; a file that is gone does not", async () => {
  const line = "x".repeat(99);
  const count = panelLimits.maxPassageChars / 50;
  const textOf = () => Array.from({ length: count }, () => line).join("\n");
  const { passages } = await read([{ kind: "file", path: "src/orders.ts" }], { textOf });
  const kept = panelLimits.maxPassageChars / 100;
  expect(passages[0]?.label).toBe(`src/orders.ts, lines 1–${kept} of ${count}`);
  expect(passages[0]?.text.length).toBeLessThanOrEqual(panelLimits.maxPassageChars);
  expect((await read([{ kind: "file", path: "gone.ts" }])).passages).toEqual([]);
});

test("together they stay within a frame, and the same pick counts once", async () => {
  const textOf = () => "x".repeat(panelLimits.maxPassageChars);
  const paths = Array.from({ length: 10 }, (_, number): Pick => ({ kind: "file", path: `${number}.ts` }));
  const { passages } = await read([...paths, ...paths], { textOf });
  expect(passages).toHaveLength(panelLimits.maxContextChars / panelLimits.maxPassageChars);
});

test("# offers what is at hand, symbols and files, and what is typed narrows it", () => {
  const offer = (typed: string) =>
    offersFor(typed, facts, [{ name: "totalOf", firstLine: 1, lastLine: 2 }], words).map(({ label }) => label);
  expect(offer("")).toEqual([
    "orders.ts:2–3",
    "problems",
    "terminal",
    "codebase",
    "docs",
    "totalOf",
    "README.md",
    "orders.ts",
  ]);
  expect(offer("total")).toEqual(["totalOf"]);
  expect(offer("ORD")).toEqual(["orders.ts"]);
  expect(offer("sel")).toEqual(["orders.ts:2–3"]);
  expect(offer("nothing like it")).toEqual([]);
});
