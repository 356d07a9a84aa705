/** Models that are good, lazy or wrong, each in its way, over real long files of installed packages. */
import { readFileSync } from "node:fs";
import type { AskInput, AskModel } from "../../shared/agent/ask.ts";
import type { OutlineItem } from "../../shared/agent/outline.ts";
import { block, firstLines, saying } from "./script-project.ts";

export const installed = (path: string) =>
  readFileSync(new URL(`../../node_modules/${path}`, import.meta.url), "utf8").replaceAll("\r\n", "\n");

export const path = "src/long.ts";
export const exported = (_symbol: string, { exported: isExported, kind }: OutlineItem) =>
  isExported || kind === "function" || kind === "class";

/** What a model does to each symbol's first lines. */
type Change = (lines: string, symbol: string) => string;
export const commented: Change = (lines, symbol) => `${/^[ \t]*/.exec(lines)?.[0]}/** Tells of ${symbol}. */\n${lines}`;
export const marked: Change = (lines) => lines.replace("\n", " // faster\n").replace(/^([^\n]*)$/, "$1 // faster");

interface Said {
  ask: AskInput;
  blocks: string[];
  /** Of the same call, asked for the first time. */
  isFirst: boolean;
}

export const answers: Record<string, (said: Said) => ReturnType<typeof saying>> = {
  good: ({ blocks }) => saying(blocks.join("\n")),
  lazy: ({ ask, blocks }) =>
    saying(ask.escalation ? blocks.join("\n") : `${blocks.slice(0, 3).join("\n")}\nThe rest of the code is unchanged.`),
  "wrong search text": ({ blocks, isFirst }) =>
    saying(
      blocks
        .map((each, n) => (isFirst && n % 2 ? each.replace("SEARCH\n", "SEARCH\nnot in the file\n") : each))
        .join("\n"),
    ),
  "whole file": ({ ask, blocks }) =>
    saying(ask.escalation ? blocks.join("\n") : `<file path="${path}">\n${ask.subject?.text.slice(0, 400)}\n</file>`),
  "leaves code out": ({ blocks, isFirst }) =>
    saying(
      isFirst
        ? blocks.map((each) => each.replace("\n>>>>>>>", "\n// ... rest of the code unchanged\n>>>>>>>")).join("\n")
        : blocks.join("\n"),
    ),
  "cut off": ({ blocks, isFirst }) => {
    const all = blocks.join("\n");
    return isFirst ? saying(all.slice(0, all.length * 0.6), "length") : saying(all);
  },
  "says all twice": ({ blocks }) => saying([...blocks, ...blocks].join("\n")),
};

export function modelOf(kind: string, original: string, change: Change, asks: AskInput[] = []): AskModel {
  return async (ask) => {
    asks.push(ask);
    const blocks = (ask.symbols ?? []).flatMap((symbol) => {
      const lines = firstLines(ask, original, symbol);
      return lines === undefined ? [] : [block(path, lines, change(lines, symbol))];
    });
    return answers[kind]?.({ ask, blocks, isFirst: ask.objection === undefined }) ?? saying("");
  };
}

/** Lines of the one that are not, in order, in the other. */
export function lostLines(
  before: string,
  after: string,
  isSame = (one: string, other: string) => one === other,
): string[] {
  const lines = after.split("\n");
  let at = 0;
  return before.split("\n").filter((line) => {
    const found = lines.findIndex((other, index) => index >= at && isSame(line, other));
    if (found >= 0) at = found + 1;
    return found < 0;
  });
}

export const longFiles = [
  "yjs/dist/yjs.mjs",
  "@codemirror/state/dist/index.js",
  "@codemirror/language/dist/index.js",
  "@lezer/markdown/dist/index.js",
  "acorn/dist/acorn.mjs",
  "@types/react/index.d.ts",
  "magic-string/dist/index.mjs",
];
