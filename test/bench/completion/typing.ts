/** A typist in front of the engine: looks at what is shown where a token begins and takes it when all of it is right. */
import type { CompletionEngine } from "../../../shared/completion/engine.ts";
import { completionLimits } from "../../../shared/completion/limits.ts";
import { type MeasuredFile, requestAt } from "./positions.ts";

export interface Typing {
  characters: number;
  saved: number;
  /** Suggestions shown: how sure the engine was, and whether the text went on that way. */
  shown: { probability: number; right: boolean }[];
}

export function noTyping(): Typing {
  return { characters: 0, saved: 0, shown: [] };
}

export function simulateTyping(
  engine: CompletionEngine,
  file: MeasuredFile,
  typing: Typing,
  latenciesMs: number[],
): void {
  let taken = 0;
  /** What is shown, as the text would read with it: it stays while the typist writes just that, as in the editor. */
  let shown: { end: number; text: string } | undefined;
  for (let index = 1; index < file.positions.length; index++) {
    const position = file.positions[index];
    const next = file.positions[index + 1];
    if (!position || position.offset < taken) continue;
    const { offset } = position;
    const typed = next && !next.first ? next.offset - offset : position.token.length + 1;
    if (shown && offset < shown.end && shown.text.startsWith(file.text.slice(shown.end - shown.text.length, offset))) {
      typing.characters += typed;
      continue;
    }
    const from = performance.now();
    const suggestion = engine.suggestLine(requestAt(file, offset));
    latenciesMs.push(performance.now() - from);
    const text = suggestion?.text ?? "";
    shown = undefined;
    if (text.trim().length >= completionLimits.minGhostChars) {
      const right = file.text.startsWith(text, offset);
      typing.shown.push({ probability: suggestion?.probability ?? 0, right });
      if (right) {
        typing.characters += text.length;
        typing.saved += text.length - 1;
        taken = offset + text.length;
        continue;
      }
      shown = { end: offset + text.length, text };
    }
    typing.characters += typed;
  }
}
