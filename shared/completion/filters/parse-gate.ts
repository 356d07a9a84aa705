import { type Candidate, withText } from "./candidate.ts";
import { finishOf } from "./finish.ts";
import { filterLimits } from "./limits.ts";

/** What would stand at the caret: `text`, of which everything from `writtenChars` on is only there to finish it. */
export interface Trial {
  text: string;
  writtenChars: number;
  /** Characters behind the caret that go. */
  replace: number;
}

export interface SyntaxErrors {
  /** Around the caret, without those that come from what is not written yet. */
  all: number;
  /** Those of them inside the written text. */
  inside: number;
}

/** Syntax errors with the trial in place; undefined when the parser did not get there in time. */
export type CountErrors = (trial: Trial) => SyntaxErrors | undefined;

/** Shows nothing with which the file parses worse than without it: all of the suggestion, else less of its end, else none. */
export function noWorseParse(candidate: Candidate, language: string, count: CountErrors): Candidate | undefined {
  const now = count({ text: "", writtenChars: 0, replace: 0 });
  if (now === undefined || now.all > filterLimits.maxErrorsAround) return candidate;
  const isGood = ({ text, replace }: Candidate) => {
    const then = count({ text: text + finishOf(text, language), writtenChars: text.length, replace });
    return then === undefined || (then.inside === 0 && then.all <= now.all);
  };
  return [candidate, ...shorterOf(candidate)].find(isGood);
}

/** Without the mark that ends it, and the first line alone. */
function shorterOf(candidate: Candidate): Candidate[] {
  const unended = candidate.text.replace(/[;,]$/, "");
  const firstLine = candidate.text.split("\n")[0]?.trimEnd() ?? "";
  const texts = new Set([unended, firstLine]);
  texts.delete(candidate.text);
  return [...texts].flatMap((text) => withText(candidate, text) ?? []);
}
