/** The suggestion at the caret as editor state. It is never part of the document until it is accepted. */
import { completionStatus, selectedCompletion } from "@codemirror/autocomplete";
import { type EditorState, StateEffect, StateField, type Transaction } from "@codemirror/state";
import type { Candidate, CaretText } from "../../../shared/completion/filters/candidate.ts";
import { fitCandidate } from "../../../shared/completion/filters/filter-candidate.ts";
import { ghostLimits } from "./limits.ts";

export interface GhostSource {
  source: "local" | "model";
  model: string;
}

export interface Suggestion extends GhostSource {
  /** Where the suggestion was asked for. */
  origin: number;
  /** What is to stand from `origin` on. */
  text: string;
  /** From the question to its first answer. */
  latencyMs?: number | undefined;
  /** Which of several suggestions for this place it is, once the person has looked for others. */
  choice?: Choice | undefined;
}

export interface Choice {
  /** Counted from 1. */
  index: number;
  count: number;
}

export interface Ghost extends Suggestion {
  /** What of it is not typed yet, and what it replaces behind the caret. */
  rest: Candidate;
  /** True while the popup shows something else. */
  hidden: boolean;
}

export const showGhost = StateEffect.define<Suggestion>();
export const hideGhost = StateEffect.define();

/** User events after which nothing is shown: the person took something back, brought something in, or is composing. */
const silencing = [
  "undo",
  "redo",
  "input.paste",
  "input.drop",
  "delete.selection",
  "delete.cut",
  "move",
  "input.type.compose",
];

export const ghostField = StateField.define<Ghost | undefined>({
  create: () => undefined,
  update: (ghost, transaction) => withPopup(stepGhost(ghost, transaction), transaction.state),
});

/** The ghost on the screen, or undefined. */
export function visibleGhost(state: EditorState): Ghost | undefined {
  const ghost = state.field(ghostField, false);
  return ghost?.hidden ? undefined : ghost;
}

/** True when a suggestion may stand at the main caret at all: nothing is selected there, and the document can be written. */
export function acceptsGhost(state: EditorState): boolean {
  return state.selection.main.empty && !state.readOnly;
}

/** The text around the caret, at most `windowChars` on either side. */
export function caretText(state: EditorState, windowChars: number): CaretText {
  const head = state.selection.main.head;
  return {
    prefix: state.sliceDoc(Math.max(0, head - windowChars), head),
    suffix: state.sliceDoc(head, Math.min(state.doc.length, head + windowChars)),
  };
}

/** True for a transaction that ends what is shown whatever it changes. */
export function isSilencing(transaction: Transaction): boolean {
  return silencing.some((event) => transaction.isUserEvent(event));
}

function stepGhost(ghost: Ghost | undefined, transaction: Transaction): Ghost | undefined {
  for (const effect of transaction.effects) {
    if (effect.is(hideGhost)) return undefined;
    if (effect.is(showGhost)) return fitToState(effect.value, transaction.state);
  }
  if (!ghost || (!transaction.docChanged && !transaction.selection)) return ghost;
  if (isSilencing(transaction) || rewritesContext(ghost.origin, transaction)) return undefined;
  const origin = transaction.changes.mapPos(ghost.origin, -1);
  return fitToState({ ...ghost, origin, choice: undefined }, transaction.state);
}

/** True when the line before the suggestion is no longer the one it was made for. */
export function rewritesContext(origin: number, transaction: Transaction): boolean {
  const line = transaction.startState.doc.lineAt(origin);
  let rewritten = false;
  transaction.changes.iterChangedRanges((from, to) => {
    if (from < origin && to >= line.from) rewritten = true;
  });
  return rewritten;
}

/** What of the suggestion is left at the caret; undefined when something else was typed or nothing is left. */
export function restAt(suggestion: { origin: number; text: string }, state: EditorState): string | undefined {
  const typed = typedSince(suggestion.origin, state);
  return typed !== undefined && suggestion.text.startsWith(typed) ? suggestion.text.slice(typed.length) : undefined;
}

/** What stands between `origin` and the caret; undefined when no suggestion may stand there. */
export function typedSince(origin: number, state: EditorState): string | undefined {
  const head = state.selection.main.head;
  const far = head < origin || head - origin > ghostLimits.maxTypedChars;
  return far || !acceptsGhost(state) ? undefined : state.sliceDoc(origin, head);
}

function fitToState(suggestion: Suggestion, state: EditorState): Ghost | undefined {
  const left = restAt(suggestion, state);
  const rest = left?.trim() ? fitCandidate(left, caretText(state, ghostLimits.fitWindowChars)) : undefined;
  if (!rest) return undefined;
  return { ...suggestion, rest, hidden: false };
}

/** A ghost that does not go on from the popup's chosen entry would contradict it. */
function withPopup(ghost: Ghost | undefined, state: EditorState): Ghost | undefined {
  if (!ghost) return undefined;
  const chosen = completionStatus(state) === "active" ? selectedCompletion(state) : null;
  const hidden = chosen !== null && !wordWith(ghost, state).startsWith(chosen.label);
  return hidden === ghost.hidden ? ghost : { ...ghost, hidden };
}

function wordWith(ghost: Ghost, state: EditorState): string {
  const head = state.selection.main.head;
  const before = state.sliceDoc(state.doc.lineAt(head).from, head);
  return (before.match(/[\p{L}\p{N}_$]*$/u)?.[0] ?? "") + ghost.rest.text;
}
