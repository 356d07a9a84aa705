/** Where a SyntaxError lies. V8 tells it only to its embedder, so the source is parsed again with the acorn inside Node's library. */
import type { Runtime } from "./runtime.ts";

/** 1-based line, 0-based column: acorn's. */
export interface SourcePlace {
  line: number;
  column: number;
}

interface AcornError extends SyntaxError {
  loc?: SourcePlace;
}

interface Acorn {
  Parser: { parse(source: string, options: object): unknown };
}

const arrows = new WeakMap<Error, string>();

export function syntaxErrorArrow(error: Error): string | undefined {
  return arrows.get(error);
}

/** Gives `error` the arrow (`file:line`, source line, caret) that Node prints above the stack. */
export function locateSyntaxError(
  runtime: Runtime,
  error: SyntaxError,
  source: string,
  name: string,
  sourceType: "script" | "module",
): void {
  try {
    const acorn = runtime.requireBuiltin("internal/deps/acorn/acorn/dist/acorn") as unknown as Acorn;
    acorn.Parser.parse(source, {
      ecmaVersion: "latest",
      sourceType,
      allowHashBang: true,
      allowReturnOutsideFunction: sourceType === "script",
      allowAwaitOutsideFunction: sourceType === "module",
    });
  } catch (problem) {
    const place = (problem as AcornError).loc;
    if (place) noteSyntaxError(runtime, error, source, name, place);
  }
}

/** Gives `error` the arrow for a known place. */
export function noteSyntaxError(
  runtime: Runtime,
  error: SyntaxError,
  source: string,
  name: string,
  place: SourcePlace,
): void {
  const text = source.split("\n")[place.line - 1] ?? "";
  const arrow = `${name}:${place.line}\n${text}\n${" ".repeat(place.column)}^\n`;
  arrows.set(error, arrow);
  Reflect.set(error, runtime.privateSymbols["arrow_message_private_symbol"] ?? "", arrow);
}
