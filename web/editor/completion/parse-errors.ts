/** Counts syntax errors around the caret, as the editor's own parser sees them. */
import { ensureSyntaxTree } from "@codemirror/language";
import type { EditorState } from "@codemirror/state";
import type { CountErrors, SyntaxErrors } from "../../../shared/completion/filters/parse-gate.ts";
import { ghostLimits } from "./limits.ts";

/**
 * Tries are made on a copy of the state: the parser then reads again only what the trial changes, also in a long file.
 * A file without a language is not looked at.
 */
export function countErrorsIn(state: EditorState): CountErrors {
  const head = state.selection.main.head;
  return ({ text, writtenChars, replace }) => {
    const changes = { from: head, to: head + replace, insert: text };
    const tried = text || replace ? state.update({ changes, filter: false }).state : state;
    const end = head + text.length;
    return errorsBetween(
      tried,
      { from: head - ghostLimits.parseWindowChars, to: end + ghostLimits.parseWindowChars },
      { from: head, to: head + writtenChars },
      nextCharacter(tried, end),
    );
  };
}

/** What the HTML parser calls a closing tag that closes nothing; it is no error to it. */
const mismatchedTag = "MismatchedCloseTag";

interface Span {
  from: number;
  to: number;
}

/** Errors in `window`; those between the end of `written` and `noticed` come from what is not written yet. */
function errorsBetween(state: EditorState, window: Span, written: Span, noticed: number): SyntaxErrors | undefined {
  const from = Math.max(0, window.from);
  const to = Math.min(state.doc.length, window.to);
  const tree = ensureSyntaxTree(state, to, ghostLimits.parseBudgetMs);
  if (!tree) return undefined;
  const errors = { all: 0, inside: 0 };
  tree.iterate({
    from,
    to,
    enter(node) {
      if (!node.type.isError && node.name !== mismatchedTag) return;
      // What is missing at the caret was missing before; a token that does not fit there is new.
      const begins = node.to > node.from ? node.from >= written.from : node.from > written.from;
      const isInside = begins && node.from < written.to;
      const isAwaited = written.to > written.from && node.from >= written.to && node.from <= noticed;
      if (isInside) errors.inside++;
      if (!isAwaited) errors.all++;
    },
  });
  return errors;
}

/** Offset of the first character from `from` on that is no white space: the parser notices there that something is missing. */
function nextCharacter(state: EditorState, from: number): number {
  const behind = state.sliceDoc(from, Math.min(state.doc.length, from + ghostLimits.parseWindowChars));
  const found = behind.search(/\S/);
  return from + (found < 0 ? behind.length : found);
}
