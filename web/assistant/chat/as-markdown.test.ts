import { expect, test } from "vitest";
import type { Turn } from "../../../shared/chat/conversation.ts";
import { chatEn } from "../../i18n/chat/en.ts";
import { asMarkdown, costText } from "./as-markdown.ts";

const answer = {
  text: "Because.\n",
  state: "whole",
  source: "model",
  model: "coder",
  endpoint: "gpu",
  tokens: 7,
} as const;
const turn: Turn = {
  id: "a",
  question: "Why?\n# not a heading",
  task: "chat",
  picks: [{ kind: "file", path: "src/a.ts" }],
};

test("the branch is a file that people can read", () => {
  const turns: Turn[] = [
    { ...turn, answer: { ...answer, cost: 0.0021 } },
    { ...turn, question: "And?", picks: [], answer: { ...answer, text: "half", state: "stopped", tokens: 0 } },
    { ...turn, question: "So?", picks: [], answer: { ...answer, source: "static", tokens: 0 } },
    { ...turn, question: "Then?", picks: [] },
  ];
  expect(asMarkdown("Tea", turns, chatEn)).toBe(`# Tea

## You

> Why?
> # not a heading

#a.ts

## coder

Because.

*7 tokens · cost 0.0021*

## You

> And?

## coder

half

*Stopped*

## You

> So?

## Static analysis

Because.

## You

> Then?

## Assistant

*Not answered: the page was closed meanwhile.*
`);
});

test("a cost says something however little it is", () => {
  expect([0, 12.345, 0.1, 0.00213, 0.0000042].map(costText)).toEqual(["0", "12.35", "0.10", "0.0021", "0.0000042"]);
});
