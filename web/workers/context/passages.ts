/** Pieces of the workspace's files that share words with a question, each from the line on that shares them first. */
import { staticLimits } from "../../../shared/agent/static/limits.ts";
import type { Passage } from "../../../shared/agent/static/passages.ts";
import { contextLimits } from "../../../shared/context/limits.ts";
import type { ContextIndex } from "./context-index.ts";
import type { Piece } from "./word-index.ts";
import { countWords } from "./words.ts";

/** The best first. */
export function passagesFor(index: ContextIndex, request: string): Passage[] {
  const terms = new Set(countWords(request.slice(0, contextLimits.maxFileChars)).keys());
  const pieces = index.words.search(terms, contextLimits.maxQueryTerms, { except: "", favoured: new Set() });
  return pieces.slice(0, staticLimits.maxPassages).map((piece) => passageOf(index, piece, terms));
}

function passageOf(index: ContextIndex, piece: Piece, terms: ReadonlySet<string>): Passage {
  const before = index.textOf({ ...piece, from: 0, to: piece.from });
  const lines = index.textOf(piece).split("\n");
  const first = lines.findIndex((line) => [...countWords(line).keys()].some((word) => terms.has(word)));
  const from = Math.max(0, lines.length > staticLimits.maxPassageLines ? first - 1 : 0);
  const text = lines.slice(from, from + staticLimits.maxPassageLines).join("\n");
  return {
    path: piece.path,
    line: before.split("\n").length + from,
    text: text.slice(0, staticLimits.maxPassageChars),
  };
}
