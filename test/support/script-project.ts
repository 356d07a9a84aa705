/** A project of JavaScript and TypeScript files with real outlines and syntax errors, and models that follow a script. */
import { type Tree, TreeFragment } from "@lezer/common";
import { parser } from "@lezer/javascript";
import type { AskEnd, AskInput, AskModel } from "../../shared/agent/ask.ts";
import { recalled } from "../../shared/agent/long-file/recalled.ts";
import type { LongFilePorts } from "../../shared/agent/long-file/run.ts";
import { type OutlineItem, symbolNamed, symbolsOf } from "../../shared/agent/outline.ts";
import { outlineOf } from "../../web/editor/outline.ts";

const script = parser.configure({ dialect: "ts" });

interface Parsed {
  text: string;
  tree: Tree;
}
/** By path: the last text's tree serves the next one, only what differs is parsed. */
const latest = new Map<string, Parsed>();

function treeOf(path: string, text: string): Tree {
  const last = latest.get(path) ?? { text: "", tree: script.parse("") };
  if (text === last.text) return last.tree;
  const shorter = Math.min(text.length, last.text.length);
  let head = 0;
  while (head < shorter && text[head] === last.text[head]) head++;
  let tail = 0;
  while (tail < shorter - head && text.at(-1 - tail) === last.text.at(-1 - tail)) tail++;
  const change = { fromA: head, toA: last.text.length - tail, fromB: head, toB: text.length - tail };
  const tree = script.parse(text, TreeFragment.applyChanges(TreeFragment.addTree(last.tree), [change]));
  latest.set(path, { text, tree });
  return tree;
}

export const outline = recalled(
  (path, text): readonly OutlineItem[] => outlineOf(treeOf(path, text), text, "script"),
  8,
);

export function parseErrors(path: string, text: string): number {
  let errors = 0;
  treeOf(path, text).iterate({
    enter({ type }) {
      if (type.isError) errors++;
    },
  });
  return errors;
}

export function hash(text: string): string {
  let sum = 5_381;
  for (let at = 0; at < text.length; at++) sum = (sum * 33 + text.charCodeAt(at)) >>> 0;
  return `${sum.toString(36)}.${text.length}`;
}

function symbolAt(path: string, text: string, symbol: string) {
  return symbolNamed(outline(path, text), symbol);
}

/** Of files in memory; a model that is asked for `asks` in turn. */
export function portsOf(files: Map<string, string>, model: AskModel): LongFilePorts {
  return { model, project: { read: (path) => files.get(path), symbolAt }, gates: { parseErrors }, outline, hash };
}

export const saying = (text: string, reason: "stop" | "length" = "stop"): AskEnd => ({
  ok: true,
  text,
  reason,
  model: "scripted",
  endpoint: "test",
  tokens: Math.ceil(text.length / 4),
  cost: text.length / 1_000_000,
});

export const block = (path: string, search: string, replace: string): string =>
  `${path}\n<<<<<<< SEARCH\n${search}\n=======\n${replace}\n>>>>>>> REPLACE\n`;

/** The first lines of a symbol's declaration, as many as make them stand once in what the model is shown. */
export function firstLines(ask: AskInput, original: string, symbol: string): string | undefined {
  const shown = ask.subject?.text ?? "";
  const found = symbolsOf(outline("", original)).find(({ path }) => path === symbol);
  if (!found) return undefined;
  const from = original.lastIndexOf("\n", found.item.start - 1) + 1;
  const rest = original.slice(from).split("\n");
  for (let count = 1; count <= rest.length; count++) {
    const lines = rest.slice(0, count).join("\n");
    const at = `\n${shown}`.indexOf(`\n${lines}\n`);
    if (at < 0) return undefined;
    if (shown.indexOf(lines) === shown.lastIndexOf(lines)) return lines;
  }
  return undefined;
}
