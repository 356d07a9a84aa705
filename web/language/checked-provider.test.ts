import { expect, it } from "vitest";
import type { InlineProvider, InlineRequest } from "../../shared/completion/provider.ts";
import type { CheckedSuggestion, SuggestionVerdict } from "../../shared/completion/suggestion-check.ts";
import { languageLimits } from "../../shared/language/limits.ts";
import type { LanguageProvider } from "../../shared/language/provider.ts";
import { VirtualClock } from "../../test/support/chaos-clock.ts";
import { checkedAlternatives, checkedProvider } from "./checked-provider.ts";
import { createSuggestionCheck } from "./suggestion-check.ts";

const request: InlineRequest = {
  path: "a.ts",
  language: "typescript",
  prefix: "const a = ",
  suffix: "\n",
  trigger: "auto",
};

/** Asks a provider that says these texts one after another; one with "wrong" in it is a type error. */
async function ask(texts: readonly string[], place: Partial<InlineRequest> = {}) {
  const checked: CheckedSuggestion[] = [];
  const shown: string[] = [];
  let aborted = false;
  const provider: InlineProvider = {
    source: "model",
    model: "scripted",
    debounceMs: 0,
    async complete(_request, onText, signal) {
      for (const text of texts) {
        onText(text);
        await new Promise((resolve) => setImmediate(resolve));
        aborted ||= signal.aborted;
        if (signal.aborted) throw new Error("called off");
      }
      return { text: texts.at(-1) ?? "", model: "scripted", latencyMs: 1 };
    },
  };
  const check = async (suggestion: CheckedSuggestion): Promise<SuggestionVerdict> => {
    checked.push(suggestion);
    return suggestion.insert.includes("wrong") ? "type-error" : "keep";
  };
  const hear = (text: string) => shown.push(text);
  const never = new AbortController().signal;
  const answer = await checkedProvider(provider, { check }).complete({ ...request, ...place }, hear, never);
  return { answer, shown, checked, aborted };
}

it("a good suggestion is shown, a wrong one is not", async () => {
  expect(await ask(["load(1);"])).toMatchObject({
    answer: { text: "load(1);" },
    shown: ["load(1);"],
    checked: [{ path: "a.ts", length: 11, from: 10, to: 10, insert: "load(1);" }],
  });
  expect(await ask(["wrong(1);"])).toMatchObject({ answer: undefined, shown: [] });
});

it("a stream is shown line by line, never half a line, and ends before the first wrong one", async () => {
  const texts = [
    "lo",
    "load(",
    "load(\n  one",
    "load(\n  one,\n",
    "load(\n  one,\n  wrong,\n",
    "load(\n  one,\n  wrong,\n);",
  ];
  const { shown, answer, aborted } = await ask(texts, { suffix: "" });
  expect(shown).toEqual(["load(", "load(\n  one,"]);
  expect([answer, aborted]).toEqual([undefined, true]);
});

it("brackets that the editor closed by itself are replaced in the trial", async () => {
  const { checked } = await ask(["first, second);"], { prefix: "const a = load(", suffix: ")\n" });
  expect(checked).toEqual([{ path: "a.ts", length: 17, from: 15, to: 16, insert: "first, second);" }]);
});

it("is checked at its place in the whole file, of which a request carries a part", async () => {
  const { checked, shown } = await ask(["wrong(1);"], { beyond: { before: 1_000, after: 500 } });
  expect(checked).toMatchObject([{ length: 1_511, from: 1_010, to: 1_010 }]);
  expect(shown).toEqual([]);
});

it("a provider that fails is heard to fail", async () => {
  const failing: InlineProvider = {
    source: "model",
    model: "scripted",
    debounceMs: 0,
    complete: () => Promise.reject(new Error("cut off")),
  };
  const provider = checkedProvider(failing, { check: async () => "keep" });
  await expect(provider.complete(request, () => undefined, new AbortController().signal)).rejects.toThrow("cut off");
});

/** The verdict of a service that answers on the syntax and on the types after so many milliseconds. */
async function verdictAfter(syntax: [SuggestionVerdict, number], types: [SuggestionVerdict, number]) {
  const clock = new VirtualClock();
  const service: LanguageProvider = {
    ask: ({ kind }) => {
      const [verdict, delayMs] = kind === "syntax" ? syntax : types;
      return new Promise((resolve) => clock.after(delayMs, () => resolve({ kind, verdict } as never)));
    },
  };
  const suggestion = { path: "a.ts", length: 0, from: 0, to: 0, insert: "b" };
  let verdict: SuggestionVerdict | undefined;
  const asked = createSuggestionCheck(service, clock).check(suggestion, new AbortController().signal);
  void asked.then((value) => {
    verdict = value;
  });
  await clock.advance(languageLimits.checkDeadlineMs);
  return verdict;
}

it("the types decide within the deadline, past it the syntax, and without either it is kept", async () => {
  const late = languageLimits.checkDeadlineMs + 1;
  expect(await verdictAfter(["keep", 1], ["type-error", 5])).toBe("type-error");
  expect(await verdictAfter(["keep", 1], ["type-error", late])).toBe("keep");
  expect(await verdictAfter(["syntax-error", 1], ["syntax-error", late])).toBe("syntax-error");
  expect(await verdictAfter(["syntax-error", late], ["syntax-error", late])).toBe("keep");
});

it("past the deadline the types are no longer looked for", async () => {
  const clock = new VirtualClock();
  const calledOff: string[] = [];
  const service: LanguageProvider = {
    ask: (question, signal) => {
      signal.addEventListener("abort", () => calledOff.push(question.kind));
      return new Promise(() => undefined);
    },
  };
  const suggestion = { path: "a.ts", length: 0, from: 0, to: 0, insert: "b" };
  void createSuggestionCheck(service, clock).check(suggestion, new AbortController().signal);
  await clock.advance(languageLimits.checkDeadlineMs - 1);
  expect(calledOff).toEqual([]);
  await clock.advance(2);
  expect(calledOff).toEqual(["check"]);
});

it("a service that has answered before is waited for until it tells the syntax", async () => {
  const clock = new VirtualClock();
  let busy: ((verdict: SuggestionVerdict) => void) | undefined;
  const service: LanguageProvider = {
    ask: (question) => {
      const answer = (verdict: SuggestionVerdict) => ({ kind: question.kind, verdict }) as never;
      if ("insert" in question && question.insert === "first") return Promise.resolve(answer("keep"));
      return new Promise((resolve) => {
        if (question.kind === "syntax") busy = (verdict) => resolve(answer(verdict));
      });
    },
  };
  const { check } = createSuggestionCheck(service, clock);
  const suggestion = { path: "a.ts", length: 0, from: 0, to: 0 };
  const { signal } = new AbortController();
  expect(await check({ ...suggestion, insert: "first" }, signal)).toBe("keep");
  let verdict: SuggestionVerdict | undefined;
  const asked = check({ ...suggestion, insert: "second" }, signal).then((value) => {
    verdict = value;
  });
  await clock.advance(languageLimits.checkDeadlineMs + 1);
  expect(verdict).toBeUndefined();
  busy?.("syntax-error");
  await asked;
  expect(verdict).toBe("syntax-error");
});

it("of several ways to go on those are left that are right, in their order", async () => {
  const check = async ({ insert }: CheckedSuggestion): Promise<SuggestionVerdict> =>
    insert.includes("wrong") ? "type-error" : "keep";
  const found = ["load(1);", "wrong(1);", "save(1);"].map((text) => ({ text }));
  const left = await checkedAlternatives(found, request, { check }, new AbortController().signal);
  expect(left.map(({ text }) => text)).toEqual(["load(1);", "save(1);"]);
});
