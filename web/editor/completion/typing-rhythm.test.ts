import { describe, expect, it } from "vitest";
import { afterKey, noRhythm, pauseFor, type Rhythm } from "./typing-rhythm.ts";

const typing = (...gaps: number[]): Rhythm => {
  let now = 1_000;
  return gaps.reduce(
    (rhythm, gap) => {
      now += gap;
      return afterKey(rhythm, now);
    },
    afterKey(noRhythm, now),
  );
};

describe("the pause before a model is asked", () => {
  it("is the provider's own until the rhythm is known", () => expect(pauseFor(150, noRhythm, "a.b")).toBe(150));

  it("is shorter for a fast typist and longer for a slow one", () => {
    const fast = pauseFor(150, typing(60, 60, 60, 60), "abc");
    const slow = pauseFor(150, typing(220, 220, 220, 220), "abc");
    expect(fast).toBeLessThan(150);
    expect(slow).toBeGreaterThan(150);
  });

  it("is always longer than the usual gap between two keys, so that a burst asks once", () => {
    for (const gap of [50, 90, 130]) expect(pauseFor(150, typing(gap, gap, gap), "abc")).toBeGreaterThan(gap);
  });

  it("stays between half and twice the provider's own", () => {
    expect(pauseFor(150, typing(1, 1, 1, 1), "abc")).toBe(75);
    expect(pauseFor(150, typing(390, 390, 390), "abc")).toBe(300);
  });

  it("a pause for thought does not count as rhythm", () => {
    expect(typing(100, 5_000, 100).intervalMs).toBe(typing(100, 100).intervalMs);
  });

  it("is shorter behind a space or an opening bracket than inside a word", () => {
    const rhythm = typing(120, 120);
    expect(pauseFor(150, rhythm, "const a = ")).toBeLessThan(pauseFor(150, rhythm, "const a"));
    expect(pauseFor(150, rhythm, "load(")).toBeLessThan(pauseFor(150, rhythm, "load"));
  });

  it("is nothing for the embedded engine", () => expect(pauseFor(0, typing(200, 200), "abc")).toBe(0));
});
