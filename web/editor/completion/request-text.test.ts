import { EditorState, Text } from "@codemirror/state";
import { describe, expect, it } from "vitest";
import { completionLimits } from "../../../shared/completion/limits.ts";
import { requestText } from "./request-text.ts";

const { windowChars, windowStepChars } = completionLimits;
const stateOf = (doc: string) => EditorState.create({ doc });
const lines = "const first = second;\n".repeat(30_000);
const middle = lines.indexOf("\n", lines.length / 2) + 1;

describe("the text of a request", () => {
  it("is the whole of a file that is not long", () => {
    const doc = "const a = 1;\nconst b = a;\n";
    expect(requestText(stateOf(doc), 13)).toEqual({
      prefix: doc.slice(0, 13),
      suffix: doc.slice(13),
      beyond: { before: 0, after: 0 },
    });
  });

  it("is of a long file whole lines, nearly as much as may be, and says how much is left out", () => {
    const { prefix, suffix, beyond } = requestText(stateOf(lines), middle);
    const enough = windowChars - windowStepChars - 100;
    for (const { length } of [prefix, suffix]) {
      expect(length).toBeGreaterThan(enough);
      expect(length).toBeLessThanOrEqual(windowChars);
    }
    expect(prefix).toMatch(/^const first/);
    expect(suffix).toMatch(/second;\n$/);
    expect(lines.slice(beyond.before, lines.length - beyond.after)).toBe(prefix + suffix);
  });

  it("changes in the caret's line alone while that is typed in, but for a jump now and then", () => {
    let state = stateOf(lines);
    let jumps = 0;
    let before = requestText(state, middle);
    const keys = 200;
    for (let at = middle; at < middle + keys; at++) {
      state = state.update({ changes: { from: at, insert: "x" } }).state;
      const now = requestText(state, at + 1);
      if (now.prefix !== `${before.prefix}x` || now.suffix !== before.suffix) jumps++;
      before = now;
    }
    expect(jumps).toBeLessThanOrEqual(2);
  });

  it("of one line without an end is what stands around the caret", () => {
    const doc = "x".repeat(windowChars * 4);
    const { prefix, suffix } = requestText(stateOf(doc), windowChars * 2);
    expect(prefix.length).toBeLessThanOrEqual(windowChars);
    expect(suffix.length).toBeLessThanOrEqual(windowChars);
    expect(Math.min(prefix.length, suffix.length)).toBeGreaterThan(0);
  });

  it("at either end of a long file it begins or ends with that", () => {
    const doc = Text.of(lines.split("\n"));
    const state = EditorState.create({ doc });
    expect(requestText(state, 0)).toMatchObject({ prefix: "", beyond: { before: 0 } });
    expect(requestText(state, lines.length)).toMatchObject({ suffix: "", beyond: { after: 0 } });
  });
});
