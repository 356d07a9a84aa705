import * as v from "valibot";
import { expect, test } from "vitest";
import {
  billOf,
  branchOf,
  type Conversation,
  conversationSchema,
  showBranch,
  siblingsOf,
  type Turn,
  titleOf,
  withAnswer,
  withTurn,
} from "./conversation.ts";
import { chatLimits } from "./limits.ts";
import { pickKey } from "./pick.ts";

const id = (letter: string) => letter.repeat(26);
const turn = (letter: string, parent?: string): Turn => ({
  id: id(letter),
  question: letter,
  task: "chat",
  picks: [],
  ...(parent !== undefined && { parent: id(parent) }),
});
const empty: Conversation = { title: "t", turns: [] };
const asked = (...turns: Turn[]) => turns.reduce(withTurn, empty);
const letters = (turns: readonly Turn[]) => turns.map(({ question }) => question).join("");

test("a conversation goes on where it was, and shows the branch asked last", () => {
  expect(letters(branchOf(asked(turn("a"), turn("b", "a"), turn("c", "b"))))).toBe("abc");
  expect(branchOf(empty)).toEqual([]);
});

test("an edited question stands beside the old one, and both branches can be shown to their ends", () => {
  const both = asked(turn("a"), turn("b", "a"), turn("c", "b"), turn("d", "a"));
  expect(letters(branchOf(both))).toBe("ad");
  expect(letters(siblingsOf(both, turn("d", "a")))).toBe("bd");
  expect(letters(branchOf(showBranch(both, id("b"))))).toBe("abc");
  expect(letters(branchOf(showBranch(both, id("d"))))).toBe("ad");
});

test("the first question too can be asked anew", () => {
  const both = asked(turn("a"), turn("b", "a"), turn("c"));
  expect(letters(siblingsOf(both, turn("c")))).toBe("ac");
  expect(letters(branchOf(showBranch(both, id("a"))))).toBe("ab");
});

test("turns that name each other as the one before do not hang the page", () => {
  const round = { ...asked(turn("a", "b"), turn("b", "a")), shown: id("a") };
  expect(letters(branchOf(round))).toBe("ba");
  expect(branchOf(showBranch(round, id("a"))).length).toBe(2);
});

test("the bill counts all branches, and has no cost where nothing has a price", () => {
  const answer = { text: "x", state: "whole", source: "model", model: "m", endpoint: "e", tokens: 5 } as const;
  const free = withAnswer(asked(turn("a")), id("a"), answer);
  expect(billOf(free)).toEqual({ tokens: 5, cost: undefined });
  const paid = withAnswer(withTurn(free, turn("b")), id("b"), { ...answer, cost: 0.25 });
  expect(billOf(paid)).toEqual({ tokens: 10, cost: 0.25 });
});

test("a title is the first line, cut at a word", () => {
  expect(titleOf("  Why?\nmore")).toBe("Why?");
  expect(titleOf("one two three", 9)).toBe("one two…");
  expect(titleOf("x".repeat(100), 9)).toBe(`${"x".repeat(9)}…`);
  expect(titleOf(" \n")).toBe("…");
});

test("what is not a conversation is refused", () => {
  const good = asked(turn("a"));
  const fits = (value: unknown) => v.is(conversationSchema, value);
  expect(fits(good)).toBe(true);
  expect(fits({ ...good, extra: 1 })).toBe(false);
  expect(fits({ ...good, title: " " })).toBe(false);
  expect(fits({ ...good, turns: [{ ...turn("a"), id: "short" }] })).toBe(false);
  expect(fits({ ...good, turns: [{ ...turn("a"), question: "" }] })).toBe(false);
  expect(fits({ ...good, turns: [{ ...turn("a"), question: "x".repeat(chatLimits.maxQuestionChars + 1) }] })).toBe(
    false,
  );
  expect(fits({ ...good, turns: Array.from({ length: chatLimits.maxTurns + 1 }, () => turn("a")) })).toBe(false);
  expect(fits({ ...good, turns: [{ ...turn("a"), picks: [{ kind: "password" }] }] })).toBe(false);
});

test("two picks of the same thing are one", () => {
  expect(pickKey({ kind: "file", path: "a.ts" })).toBe(pickKey({ kind: "file", path: "a.ts" }));
  expect(pickKey({ kind: "selection", path: "a.ts", lines: [1, 2] })).not.toBe(
    pickKey({ kind: "selection", path: "a.ts", lines: [1, 3] }),
  );
});
