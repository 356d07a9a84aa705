import { describe, expect, it } from "vitest";
import { type AssistantPermission, assistantPermissions } from "../../shared/access/dial.ts";
import { inferenceLimits } from "./limits.ts";
import { type Candidate, decide, type Question } from "./routing.ts";
import { routingTable } from "./routing-table.ts";

const all: ReadonlySet<AssistantPermission> = new Set(assistantPermissions);
const typing: Question = { task: "complete-auto", promptTokens: 100, dial: all };
const model = (id: string, changes: Partial<Candidate> = {}): Candidate => ({
  id,
  tier: "small",
  format: "fill-in",
  contextTokens: undefined,
  waitMs: 0,
  ...changes,
});

describe("which models are asked, in which order", () => {
  const three = [model("large", { tier: "large" }), model("medium", { tier: "medium" }), model("small")];
  it.each<[string, Partial<Question>, Candidate[], string[]]>([
    ["while typing the smallest, then larger ones", {}, three, ["small", "medium", "large"]],
    ["by key a medium one, then a larger one", { task: "complete-manual" }, three, ["medium", "large", "small"]],
    ["the one the person chose alone", { model: "large" }, three, ["large"]],
    ["equals in the owner's order", {}, [model("b"), model("a")], ["b", "a"]],
    [
      "one that fills in before one that chats",
      {},
      [model("chat", { format: "chat" }), model("fim", { tier: "large" })],
      ["fim", "chat"],
    ],
    [
      "one with room for the prompt before one without",
      { promptTokens: 3_000 },
      [model("narrow", { contextTokens: 2_048 }), model("wide", { tier: "large", contextTokens: 8_192 })],
      ["wide", "narrow"],
    ],
  ])("%s", (_name, changes, candidates, asked) => {
    expect(decide(routingTable, { ...typing, ...changes }, candidates)).toMatchObject({ decision: { asked } });
  });

  it("one that failed is left alone and named", () => {
    const routing = decide(routingTable, typing, [model("ill", { waitMs: 1 }), model("well")]);
    expect(routing).toMatchObject({ decision: { asked: ["well"], paused: ["ill"] } });
  });
});

describe("how they are asked", () => {
  it.each<[Partial<Question>, string, object]>([
    [{}, "typing", { maxTokens: inferenceLimits.maxTokensAuto, hedged: true }],
    [
      { promptTokens: inferenceLimits.longPromptTokens + 1 },
      "typing in a long file",
      { maxTokens: inferenceLimits.maxTokensAuto, hedged: false },
    ],
    [{ task: "complete-manual" }, "asked by key", { maxTokens: inferenceLimits.maxTokensManual }],
  ])("%j is %s", (changes, name, route) => {
    expect(decide(routingTable, { ...typing, ...changes }, [])).toMatchObject({
      decision: { route: { name, ...route } },
    });
  });

  it("a dial without the permission refuses", () => {
    const dial = new Set(assistantPermissions.filter((permission) => permission !== "complete"));
    expect(decide(routingTable, { ...typing, dial }, [model("m")])).toEqual({ refused: "dial" });
  });

  it("a task that the table does not know is refused", () => {
    expect(decide([], typing, [model("m")])).toEqual({ refused: "no-route" });
  });
});
