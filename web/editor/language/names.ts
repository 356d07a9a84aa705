/** Popup completion from the language service and the statistical engine. */
import type { Completion, CompletionContext, CompletionResult, CompletionSource } from "@codemirror/autocomplete";
import { Text } from "@codemirror/state";
import type { IdentifierProvider } from "../../../shared/completion/provider.ts";
import type { NameEntry, NamesAnswer } from "../../../shared/language/answers.ts";
import { languageLimits } from "../../../shared/language/limits.ts";
import type { LanguageProvider } from "../../../shared/language/provider.ts";
import { requestText } from "../completion/request-text.ts";
import { typeBox } from "./box.ts";
import { typedPath } from "./options.ts";
import { rankNames } from "./rank-names.ts";

interface Needs {
  service: LanguageProvider;
  local: IdentifierProvider;
  file(): { path: string; language: string };
  /** Answers for files that the service does not know, and while it is not ready. */
  otherwise: CompletionSource;
}

const word = /[\p{L}_$#][\p{L}\p{N}_$]*/u;
/** Typed letters before the popup opens by itself; a dot opens it at once. */
const minTypedChars = 2;
/** Between the first and the last entry; CodeMirror takes -99 to 99. */
const maxBoost = 99;

/** A list of names, and the place it is good for. */
interface Kept extends Place {
  names: NamesAnswer;
}

interface Place {
  path: string;
  doc: Text;
  /** Where the name begins, and what there is of it. */
  from: number;
  typed: string;
}

export function namesSource({ service, local, file, otherwise }: Needs): CompletionSource {
  let kept: Kept | undefined;
  return async (context) => {
    const path = typedPath({ file });
    if (path === undefined) return otherwise(context);
    const { state, pos } = context;
    const typed = context.matchBefore(word)?.text ?? "";
    const from = pos - typed.length;
    const afterDot = /[\w$)\]"'`]!?\??\.$/.test(state.sliceDoc(Math.max(0, from - 4), from));
    if (!context.explicit && !afterDot && typed.length < minTypedChars) return null;
    const signal = signalOf(context);
    const place = { path, doc: state.doc, from, typed };
    const asked = isGoodFor(kept, place) ? kept.names : service.ask({ kind: "completions", path, offset: pos }, signal);
    const request = { ...file(), ...requestText(state, pos) };
    const [names, likely] = await Promise.all([asked, local.identifiers(request, signal)]);
    if (signal.aborted) return null;
    if (!names) return otherwise(context);
    if (kept?.names !== names) kept = { ...place, names };
    return resultOf(from, rankNames(path, names, likely, typed), (name) => detailsOf(service, path, pos, name));
  };
}

/** While a name is typed its place stays the same, and so do the names that are valid there. */
function isGoodFor(kept: Kept | undefined, { path, doc, from, typed }: Place): kept is Kept {
  return (
    kept?.path === path &&
    kept.names.entries.length < languageLimits.maxEntries &&
    kept.from === from &&
    typed.startsWith(kept.typed) &&
    // The two share all of their tree but for the line: nothing of it is read.
    kept.doc.replace(from, from + kept.typed.length, Text.of([typed])).eq(doc)
  );
}

function resultOf(
  from: number,
  names: readonly NameEntry[],
  info: (name: string) => Promise<Node | null>,
): CompletionResult | null {
  if (names.length === 0) return null;
  const step = (2 * maxBoost) / Math.max(names.length, 1);
  const options = names.map(
    ({ name, kind }, rank): Completion => ({
      label: name,
      type: kind,
      boost: maxBoost - rank * step,
      info: () => info(name),
    }),
  );
  return { from, options, filter: false };
}

async function detailsOf(service: LanguageProvider, path: string, offset: number, name: string): Promise<Node | null> {
  const answer = await service.ask({ kind: "details", path, offset, name }, new AbortController().signal);
  return answer ? typeBox(answer.signature, answer.documentation) : null;
}

function signalOf(context: CompletionContext): AbortSignal {
  const controller = new AbortController();
  context.addEventListener("abort", () => controller.abort());
  return controller.signal;
}
