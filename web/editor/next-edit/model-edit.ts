/** An edit that a model proposes, line for line, where no language service knows what follows. */
import type { Text } from "@codemirror/state";
import type { InlineProvider } from "../../../shared/completion/provider.ts";
import type { SuggestionCheck } from "../../../shared/completion/suggestion-check.ts";
import { promptLimits } from "../../../shared/models/limits.ts";
import { findSecrets } from "../../../shared/models/secret-scan.ts";
import { modelEditLimits } from "../../../shared/next-edit/limits.ts";
import { type ChangedLine, type EditPlace, nextEditPrompt } from "../../../shared/next-edit/prompt.ts";
import { isAnswered, rewrittenLine } from "../../../shared/next-edit/rewritten-line.ts";
import { type Cause, placeFor } from "./cause.ts";
import type { Proposal } from "./proposals.ts";

export interface NextEditModel extends Pick<InlineProvider, "complete" | "model">, SuggestionCheck {
  now(): number;
  /** Hears what became of each edit that was shown; `at` is where the taken text begins. */
  ended(outcome: ModelEditOutcome): void;
}

export interface ModelEditOutcome {
  model: string;
  outcome: "accepted" | "rejected";
  text: string;
  /** Where the text stands, when it was taken. */
  from: number;
  latencyMs: number;
}

export interface Followed {
  path: string;
  language: string;
  doc: Text;
  /** The line from where the nearest place is looked for. */
  line: number;
  cause: Cause;
  /** The lines changed so far, the cause first. */
  changed: readonly ChangedLine[];
}

export interface ModelEdit {
  proposal: Proposal;
  place: EditPlace;
  model: string;
  latencyMs: number;
}

/** The edit at the nearest place for which the model has a good one; undefined when there is none, or it was called off. */
export async function modelEdit(
  model: NextEditModel,
  followed: Followed,
  signal: AbortSignal,
): Promise<ModelEdit | undefined> {
  const { doc, line, cause, path } = followed;
  const looked = new Set<number>();
  if (followed.changed.some((each) => hasSecret(doc, each.line, each.line))) return undefined;
  for (let vain = 0; vain < modelEditLimits.maxVainPlaces && !signal.aborted; vain++) {
    const place = placeFor(doc, line, cause, looked);
    if (!place) return undefined;
    looked.add(place.line);
    // One in the line would come back as the placeholder that stands for it, and a key's lines are not told for one by themselves.
    if (hasSecret(doc, place.line - place.before.length, place.line + place.after.length)) continue;
    const askedMs = model.now();
    const answer = await ask(model, followed, place, signal);
    const edit = answer === undefined ? undefined : rewrittenLine(answer, place.old, cause.renaming);
    if (!edit || signal.aborted) continue;
    const { from: start } = doc.line(place.line);
    const old = place.old.slice(edit.from, edit.to);
    const proposal = { from: start + edit.from, to: start + edit.to, old, insert: edit.insert };
    const { from, to, insert } = proposal;
    if ((await model.check({ path, length: doc.length, from, to, insert }, signal)) !== "keep") continue;
    return { proposal, place, model: model.model, latencyMs: model.now() - askedMs };
  }
  return undefined;
}

/** Whether a secret stands in these lines, or a part of one. */
function hasSecret(doc: Text, first: number, last: number): boolean {
  const { from } = doc.line(first);
  const { to } = doc.line(Math.min(doc.lines, last));
  const start = Math.max(0, from - promptLimits.secretMarginChars);
  const around = doc.sliceString(start, to + promptLimits.secretMarginChars);
  return findSecrets(around).some((secret) => start + secret.from < to && start + secret.to > from);
}

/** The answer's first line and what came with it; undefined when it was cut off in the middle. */
async function ask(
  model: NextEditModel,
  { path, language, changed }: Followed,
  place: EditPlace,
  signal: AbortSignal,
): Promise<string | undefined> {
  const enough = new AbortController();
  let heard = "";
  const hear = (text: string) => {
    heard = text;
    if (isAnswered(heard)) enough.abort();
  };
  const told = changed.slice(-modelEditLimits.maxChangedLines);
  const request = { path, language, trigger: "auto", ...nextEditPrompt(path, told, place) } as const;
  const answer = await model.complete(request, hear, AbortSignal.any([signal, enough.signal]));
  if (enough.signal.aborted) return heard;
  // An answer without a model's name is what was there when the model failed.
  return answer && answer.model !== "" ? answer.text : undefined;
}
