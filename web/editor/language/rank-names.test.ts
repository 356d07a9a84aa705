import { describe, expect, it } from "vitest";
import type { NamesAnswer } from "../../../shared/language/answers.ts";
import { rankNames } from "./rank-names.ts";

const answer = (members: boolean, ...names: string[]): NamesAnswer => ({
  kind: "completions",
  members,
  entries: names.map((name) => ({ name, kind: "property", sort: "11" })),
});
const likely = (expected: Record<string, number>) =>
  Object.entries(expected).map(([text, probability]) => ({ text, probability }));
const names = (ranked: ReturnType<typeof rankNames>) => ranked.map(({ name }) => name);

describe("the order of names", () => {
  it("is the engine's among those that are valid, and the service's for the others", () => {
    const ranked = rankNames("a.ts", answer(false, "nap", "name", "nape"), likely({ name: 0.5 }), "na");
    expect(names(ranked)).toEqual(["name", "nap", "nape"]);
  });

  it("letters in their order are enough, the beginning counts more", () => {
    const ranked = rankNames("a.ts", answer(true, "setName", "sun", "snapshot", "other"), [], "sn");
    expect(names(ranked)).toEqual(["snapshot", "setName", "sun"]);
  });

  it("a name that the service does not know may be a new one: it is offered when it is much likelier", () => {
    const ranked = rankNames(
      "a.ts",
      answer(false, "result"),
      likely({ response: 0.9, result: 0.05, rest: 0.05 }),
      "re",
    );
    expect(names(ranked)).toEqual(["response", "result", "rest"]);
    expect(ranked[0]?.kind).toBe("text");
    const close = rankNames("a.ts", answer(false, "result"), likely({ response: 0.6, result: 0.3 }), "re");
    expect(names(close)).toEqual(["result", "response"]);
  });

  it("no name takes the place of a word that it does not begin with", () => {
    expect(names(rankNames("a.js", answer(false), likely({ app: 0.9, able: 0.1 }), "ab"))).toEqual(["able"]);
  });

  it("a typed value has no members but its own; a value of JavaScript may", () => {
    const own = answer(true, "replace", "repeat");
    const expected = likely({ readable: 0.9, repeat: 0.1 });
    expect(names(rankNames("a.tsx", own, expected, "re"))).toEqual(["repeat", "replace"]);
    expect(names(rankNames("a.mjs", own, expected, "re"))).toEqual(["readable", "repeat", "replace"]);
    expect(names(rankNames("a.ts", answer(true, "length"), likely({ readable: 0.9 }), "re"))).toEqual(["readable"]);
  });
});
