/** The places of a file where completion is asked for; only the text before them is given. */
import { type LexState, lexLine } from "../../../shared/completion/lexer.ts";

export interface Position {
  token: string;
  /** Offset in the text. */
  offset: number;
  /** True at the first token of a line. */
  first: boolean;
  /** The rest of the line's tokens, this one first. */
  rest: readonly string[];
}

export interface MeasuredFile {
  path: string;
  text: string;
  positions: readonly Position[];
}

export function positionsOf(text: string): Position[] {
  const positions: Position[] = [];
  let state: LexState = "code";
  let lineStart = 0;
  for (const line of text.split("\n")) {
    const lexed = lexLine(line, state, "script");
    state = lexed.endState;
    lexed.tokens.forEach((token, index) => {
      const offset = lineStart + (lexed.starts[index] ?? 0);
      positions.push({ token, offset, first: index === 0, rest: lexed.tokens.slice(index) });
    });
    lineStart += line.length + 1;
  }
  return positions;
}

export function requestAt(file: MeasuredFile, end: number) {
  return {
    path: file.path,
    language: "typescript",
    prefix: file.text.slice(0, end),
    suffix: "",
    trigger: "auto" as const,
  };
}
