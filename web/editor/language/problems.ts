/** The problems of the file: underlined, marked in the gutter, listed by key. */
import { type Diagnostic, linter, lintGutter, lintKeymap } from "@codemirror/lint";
import { type Extension, StateEffect } from "@codemirror/state";
import { keymap } from "@codemirror/view";
import type { Problem } from "../../../shared/language/answers.ts";
import { languageLimits } from "../../../shared/language/limits.ts";
import { type LanguageOptions, servedPath } from "./options.ts";

/** Types came or went: the problems are looked for again without a key. */
export const typesChanged = StateEffect.define();

/** F8 goes to the next problem, Mod-Shift-m lists them. */
export function problems(options: LanguageOptions): Extension {
  let controller = new AbortController();
  return [
    linter(
      async ({ state }) => {
        controller.abort();
        controller = new AbortController();
        const path = servedPath(options);
        if (path === undefined) return [];
        const answer = await options.service.ask({ kind: "diagnostics", path }, controller.signal);
        return answer?.problems.map((problem) => diagnosticOf(problem, state.doc.length)) ?? [];
      },
      {
        delay: languageLimits.diagnosticsDelayMs,
        needsRefresh: ({ transactions }) =>
          transactions.some(({ effects }) => effects.some((effect) => effect.is(typesChanged))),
      },
    ),
    lintGutter(),
    keymap.of(lintKeymap),
  ];
}

function diagnosticOf({ from, to, severity, message, code }: Problem, length: number): Diagnostic {
  const start = Math.min(from, length);
  return { from: start, to: Math.min(Math.max(to, start), length), severity, message, source: `TS${code}` };
}
