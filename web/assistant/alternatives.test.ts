import { describe, expect, it } from "vitest";
import type { IdentifierProvider, InlineProvider, InlineRequest } from "../../shared/completion/provider.ts";
import { localAlternatives } from "./alternatives.ts";
import { assistantLimits } from "./limits.ts";

/** An engine that knows `names` and how each goes on. */
function engine(rest: Readonly<Record<string, string>>): InlineProvider & IdentifierProvider {
  return {
    source: "local",
    model: "embedded",
    debounceMs: 0,
    async complete({ prefix }) {
      const name = Object.keys(rest).find((known) => prefix.endsWith(known));
      return name === undefined ? undefined : { text: rest[name] ?? "", model: "embedded", latencyMs: 1 };
    },
    async identifiers({ prefix }) {
      const begun = prefix.match(/\w*$/)?.[0] ?? "";
      const names = Object.keys(rest).filter((name) => /^\w+$/.test(name) && name.startsWith(begun));
      return names.map((text) => ({ text, probability: 0.1 }));
    },
  };
}

const request = (prefix: string): InlineRequest => ({
  path: "a.ts",
  language: "typescript",
  prefix,
  suffix: "\n",
  trigger: "manual",
});
const quiet = () => new AbortController().signal;
const texts = async (...asked: Parameters<typeof localAlternatives>) =>
  (await localAlternatives(...asked)).map(({ text }) => text);

describe("other ways to go on", () => {
  it("begin with the engine's own answer and go on with the likeliest names", async () => {
    const local = engine({ " = ": "load(id);", load: "(id);", user: ".name;", users: "[0];" });
    expect(await texts(local, request("const a = "), quiet())).toEqual(["load(id);", "user.name;", "users[0];"]);
  });

  it("finish the word that is begun", async () => {
    const local = engine({ user: ".name;", users: "[0];", load: "();" });
    expect(await texts(local, request("const a = use"), quiet())).toEqual(["r.name;", "rs[0];"]);
  });

  it("are bounded, and end when nobody waits for them", async () => {
    const many = Object.fromEntries(Array.from({ length: 40 }, (_, index) => [`name${index}x`, "();"]));
    expect(await texts(engine(many), request("a = "), quiet())).toHaveLength(assistantLimits.maxAlternatives);
    expect(await texts(engine(many), request("a = "), AbortSignal.abort())).toEqual([]);
  });
});
