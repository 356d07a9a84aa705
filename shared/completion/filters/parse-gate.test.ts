import { describe, expect, it } from "vitest";
import { filterLimits } from "./limits.ts";
import { noWorseParse, type SyntaxErrors, type Trial } from "./parse-gate.ts";

/** A parser that finds `before` errors now, and one inside each trial that holds `bad`. */
function gate(text: string, before: number | "late" = 0) {
  const trials: Trial[] = [];
  const count = (trial: Trial): SyntaxErrors | undefined => {
    trials.push(trial);
    if (before === "late") return undefined;
    const inside = trial.text.includes("bad") ? 1 : 0;
    return { all: before + inside, inside };
  };
  const shown = noWorseParse({ text, replace: 1 }, "typescript", count);
  return { shown: shown?.text, trials };
}

describe("the parse gate", () => {
  it("tries a suggestion finished: what its open brackets still need is not its error", () => {
    const { shown, trials } = gate("run(() => {");
    expect(shown).toBe("run(() => {");
    expect(trials[1]).toEqual({ text: "run(() => {})", writtenChars: 11, replace: 1 });
  });

  it("falls back to the suggestion without its last mark, then to its first line, then to nothing", () => {
    expect(gate("good();\nbad();").shown).toBe("good();");
    expect(gate("bad();").shown).toBeUndefined();
    expect(gate("bad();").trials.map(({ text }) => text)).toEqual(["", "bad();", "bad()"]);
  });

  it("lets everything through where the parser does not get there in time", () => {
    expect(gate("bad();", "late")).toMatchObject({ shown: "bad();", trials: { length: 1 } });
  });

  it("lets everything through where the text is not of the parser's language, after one look", () => {
    expect(gate("bad();", filterLimits.maxErrorsAround + 1)).toMatchObject({ shown: "bad();", trials: { length: 1 } });
    expect(gate("bad();", filterLimits.maxErrorsAround).shown).toBeUndefined();
  });
});
