/** What a person picks to go along with a question, by name: `#file`, `#selection`, … */
import * as v from "valibot";

export const pickKinds = ["file", "selection", "symbol", "problems", "terminal", "codebase", "docs"] as const;
export type PickKind = (typeof pickKinds)[number];

const line = v.pipe(v.number(), v.integer(), v.minValue(1));

export const pickSchema = v.strictObject({
  kind: v.picklist(pickKinds),
  path: v.optional(v.pipe(v.string(), v.maxLength(4_096))),
  /** Of a symbol, dotted. */
  name: v.optional(v.pipe(v.string(), v.maxLength(1_024))),
  /** Of a selection: first and last line. */
  lines: v.optional(v.tuple([line, line])),
});
export type Pick = v.InferOutput<typeof pickSchema>;

/** The same for two picks of the same thing. */
export function pickKey({ kind, path = "", name = "", lines = [0, 0] }: Pick): string {
  return [kind, path, name, ...lines].join("\n");
}
