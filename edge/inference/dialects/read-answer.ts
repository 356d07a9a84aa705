/** One JSON value of an answer: a piece, the server's own error sentence, or neither. */
import * as v from "valibot";
import type { AnswerForm, AnswerPiece } from "./dialect.ts";

const errorSchema = v.union([
  v.object({ error: v.union([v.string(), v.object({ message: v.string() })]) }),
  v.object({ object: v.literal("error"), message: v.string() }),
]);

export type ReadAnswer = { piece: AnswerPiece } | { problem: string } | undefined;

export function readAnswer(form: AnswerForm, json: string): ReadAnswer {
  const value = parseJson(json);
  const piece = form.read(value);
  // Almost every value is a piece: an error is looked for only where there may be one.
  const problem = piece && !mayBeError(value) ? undefined : readProblem(value);
  if (problem !== undefined) return { problem };
  if (!piece) return undefined;
  return { piece: piece.text.includes("\0") ? { ...piece, text: piece.text.replaceAll("\0", "") } : piece };
}

/** The server's own sentence in a value that reports an error. */
export function readProblem(value: unknown): string | undefined {
  const parsed = v.safeParse(errorSchema, value);
  if (!parsed.success) return undefined;
  if ("message" in parsed.output) return parsed.output.message;
  const { error } = parsed.output;
  return typeof error === "string" ? error : error.message;
}

export function parseJson(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    // Not JSON is not an answer: every schema refuses undefined.
    return undefined;
  }
}

function mayBeError(value: unknown): boolean {
  return typeof value === "object" && value !== null && ("error" in value || "message" in value);
}
