import { describe, expect, it } from "vitest";
import { figuresOf, figuresTable } from "./figures.ts";
import { keptShare } from "./kept-share.ts";
import type { SuggestionRecord } from "./record.ts";
import { confidenceThreshold } from "./threshold.ts";

const record = (change: Partial<SuggestionRecord> = {}): SuggestionRecord => ({
  at: 1,
  source: "local",
  model: "embedded",
  language: "typescript",
  outcome: "accepted",
  shownChars: 10,
  acceptedChars: 10,
  latencyMs: 5,
  ...change,
});
const rejected = record({ outcome: "rejected", acceptedChars: 0 });
const many = (count: number, one: SuggestionRecord) => Array.from({ length: count }, () => one);

describe("figures of suggestions", () => {
  it("count what was decided: taken, partly taken or refused", () => {
    const partly = record({ outcome: "partly", acceptedChars: 4 });
    const typed = record({ outcome: "typed", acceptedChars: 0 });
    const replaced = record({ outcome: "replaced", acceptedChars: 0 });
    expect(figuresOf([record(), partly, rejected, rejected, typed, replaced])).toEqual({
      decided: 4,
      acceptRate: 0.5,
      acceptedChars: 14,
      keptAfter30s: undefined,
      keptAfter5min: undefined,
      medianLatencyMs: 5,
    });
  });

  it("weigh what was kept by its length and leave out what is not measured yet", () => {
    const figures = figuresOf([
      record({ acceptedChars: 30, keptAfter30s: 1 }),
      record({ keptAfter30s: 0 }),
      record({ acceptedChars: 500 }),
    ]);
    expect(figures.keptAfter30s).toBe(0.75);
  });

  it("without a record there is no rate", () => expect(figuresOf([]).acceptRate).toBeUndefined());

  it("have one row a source, model and language, the most used first", () => {
    const css = record({ language: "css" });
    const model = record({ source: "model", model: "coder", latencyMs: 180 });
    const rows = figuresTable([css, model, model, record(), record(), record()]);
    expect(rows.map(({ source, model: name, language, decided }) => [source, name, language, decided])).toEqual([
      ["local", "embedded", "typescript", 3],
      ["model", "coder", "typescript", 2],
      ["local", "embedded", "css", 1],
    ]);
  });
});

describe("what is still there of an accepted text", () => {
  it.each([
    ["load(id);", "load(id);", 1],
    ["load(id);", "const a = load(id); // loads", 1],
    ["load(id);", "", 0],
    ["load(id);", "load(name);", 7 / 9],
    ["abcd", "axbycz", 0.75],
    ["", "anything", 0],
  ])("of %j in %j", (accepted, now, share) => expect(keptShare(accepted, now)).toBeCloseTo(share));
});

describe("the confidence threshold", () => {
  it("holds nothing back until there are enough decisions, and nothing from somebody who takes a third", () => {
    expect(confidenceThreshold(many(19, rejected))).toBe(0);
    expect(confidenceThreshold([...many(70, rejected), ...many(30, record())])).toBe(0);
  });

  it("rises for somebody who refuses most, and looks at the newest only", () => {
    const picky = confidenceThreshold([...many(90, rejected), ...many(10, record())]);
    expect(picky).toBeGreaterThan(0.5);
    expect(confidenceThreshold(many(100, rejected))).toBeGreaterThan(picky);
    expect(confidenceThreshold([...many(100, rejected), ...many(100, record())])).toBe(0);
  });

  it("does not learn from a model's suggestions", () => {
    expect(confidenceThreshold(many(100, { ...rejected, source: "model" }))).toBe(0);
  });
});
