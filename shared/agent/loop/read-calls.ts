/** The calls in an answer of a model that has no tools of its own: one JSON object `{"tool": …, "arguments": …}`, best in a code fence. */
import { jsonIn } from "../json-in.ts";
import { loopLimits } from "./limits.ts";
import type { WrittenCall } from "./tools.ts";

export type ReadCalls = { calls: WrittenCall[] } | { problem: string };

/** No call at all is an answer for the person. */
export function readCalls(answer: string): ReadCalls {
  if (answer.length > loopLimits.maxArgumentsChars) return { problem: "The answer is too long." };
  const value = jsonIn(answer);
  const list = Array.isArray(value) ? value : [value];
  const calls = list.flatMap((each): WrittenCall[] => {
    const { tool, name, arguments: given }: Record<string, unknown> = Object(each);
    const called = tool ?? (given === undefined ? undefined : name);
    return typeof called === "string" ? [{ name: called, arguments: given }] : [];
  });
  if (calls.length) return { calls };
  if (/[{,]\s*"tool"\s*:/.test(answer)) {
    return { problem: "A call is one JSON object with “tool” and “arguments”, whole and in one code fence." };
  }
  return { calls: [] };
}
