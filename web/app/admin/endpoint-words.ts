/** The owner's sentences about an endpoint, worked out from its figures. */
import type { AdminMessages } from "../../i18n/admin/en.ts";
import type { Messages } from "../../i18n/en.ts";
import type { EndpointView } from "./admin-api.ts";

export interface StateWord {
  text: string;
  tone: "ok" | "warn" | "bad" | "quiet";
}

/** What the owner wants comes before what went wrong, and that before what it can do. */
export function stateOf({ off, pausedMs, capabilities }: EndpointView, { states }: AdminMessages): StateWord {
  if (off) return { text: states.off, tone: "quiet" };
  if (pausedMs > 0) return { text: states.failing(Math.ceil(pausedMs / 1_000)), tone: "bad" };
  if (capabilities.state === "unreachable") return { text: states.unreachable, tone: "warn" };
  if (capabilities.state === "unknown") return { text: states.unknown, tone: "quiet" };
  return { text: states.known, tone: "ok" };
}

/** How calls ended, the most frequent first. */
export function outcomeWords(outcomes: Readonly<Record<string, number>>, words: AdminMessages, text: Messages): string {
  const named: Readonly<Record<string, string>> = words.outcomes;
  return Object.entries(outcomes)
    .toSorted(([, left], [, right]) => right - left)
    .map(([how, count]) => words.outcome(count, named[how] ?? codeWord(how, text)))
    .join(" · ");
}

/** The word for a failure's code; a code without one stands for itself. */
export function codeWord(code: string, { status }: Messages): string {
  const named: Readonly<Record<string, string>> = status.upstream;
  return named[code] ?? code;
}
