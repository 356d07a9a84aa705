/** What was changed since the last pause, when it is one change inside of a declared name or a list of parameters. */
import { syntaxTree } from "@codemirror/language";
import type { ChangeSet, EditorState, Text } from "@codemirror/state";
import { nextEditLimits } from "./limits.ts";

export interface PastChange {
  /** The text as it was, and what of it was replaced. */
  before: string;
  from: number;
  to: number;
}

const declared = new Set(["VariableDefinition", "TypeDefinition", "PropertyDefinition", "PrivatePropertyDefinition"]);

export function pastChange(settled: Text, changes: ChangeSet, state: EditorState): PastChange | undefined {
  const span = changedSpan(changes);
  if (!span) return undefined;
  const { from, to, start, end } = span;
  const was = settled.sliceString(from, to);
  if (was === state.sliceDoc(start, end) || !isDeclaring(state, start, end)) return undefined;
  return { before: settled.toString(), from, to };
}

/** From the first change to the last, before and after; undefined when nothing was changed, or more than a person types over. */
export function changedSpan(changes: ChangeSet) {
  let span: { from: number; to: number; start: number; end: number } | undefined;
  changes.iterChanges((from, to, start, end) => {
    span = { from: span?.from ?? from, to, start: span?.start ?? start, end };
  });
  return span && Math.max(span.to - span.from, span.end - span.start) <= nextEditLimits.maxChangedChars
    ? span
    : undefined;
}

function isDeclaring(state: EditorState, start: number, end: number): boolean {
  const tree = syntaxTree(state);
  for (const side of [1, -1] as const) {
    for (let node = tree.resolveInner(side > 0 ? start : end, side); ; ) {
      const around = node.from <= start && end <= node.to;
      if (around && (declared.has(node.name) || node.name === "ParamList")) return true;
      if (!node.parent) break;
      node = node.parent;
    }
  }
  return false;
}
