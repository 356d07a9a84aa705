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
  for (let index = 1; index < file.positions.length; index++) {
    const position = file.positions[index];
    const next = file.positions[index + 1];
    if (!position || position.offset < taken) continue;
    const from = performance.now();
    const suggestion = engine.suggestLine(requestAt(file, position.offset));
    latenciesMs.push(performance.now() - from);
    const text = suggestion?.text ?? "";
    if (text.trim().length >= completionLimits.minGhostChars) {
      const right = file.text.startsWith(text, position.offset);
      typing.shown.push({ probability: suggestion?.probability ?? 0, right });
      if (right) {
        typing.characters += text.length;
        typing.saved += text.length - 1;
        taken = position.offset + text.length;
        continue;
      }
    }
    typing.characters += next && !next.first ? next.offset - position.offset : position.token.length + 1;
  }
}
