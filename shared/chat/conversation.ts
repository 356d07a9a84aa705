/** A conversation with the assistant: a tree of turns, of which one branch is shown. */
import * as v from "valibot";
import { isId } from "../workspace/ids.ts";
import { chatLimits } from "./limits.ts";
import { pickSchema } from "./pick.ts";

const id = v.pipe(v.string(), v.check(isId));
const short = v.pipe(v.string(), v.maxLength(1_024));
const count = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(Number.MAX_SAFE_INTEGER));

const answerSchema = v.strictObject({
  text: v.pipe(v.string(), v.maxLength(chatLimits.maxAnswerChars)),
  /** "cut": at the model's limit; "stopped": by the person; "failed": `text` is what had come before. */
  state: v.picklist(["whole", "cut", "stopped", "failed"]),
  /** "static": found out about the code without a model. */
  source: v.picklist(["model", "static"]),
  /** Why it failed. */
  code: v.optional(short),
  message: v.optional(short),
  model: v.optional(short, ""),
  endpoint: v.optional(short, ""),
  tokens: v.optional(count, 0),
  /** In the currency of the owner's price list; missing where the model has no price. */
  cost: v.optional(v.pipe(v.number(), v.minValue(0))),
});
export type Answer = v.InferOutput<typeof answerSchema>;

const turnSchema = v.strictObject({
  id,
  /** The turn before; missing for the first of a branch. */
  parent: v.optional(id),
  question: v.pipe(v.string(), v.minLength(1), v.maxLength(chatLimits.maxQuestionChars)),
  /** "hint" where the dial allows no more; "explain" for what was picked. */
  task: v.picklist(["chat", "hint", "explain"]),
  picks: v.pipe(v.array(pickSchema), v.maxLength(chatLimits.maxPicks)),
  /** Missing while it is awaited, and when the page went away meanwhile. */
  answer: v.optional(answerSchema),
});
export type Turn = v.InferOutput<typeof turnSchema>;

export const titleSchema = v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(chatLimits.maxTitleChars));

export const conversationSchema = v.strictObject({
  title: titleSchema,
  turns: v.pipe(v.array(turnSchema), v.maxLength(chatLimits.maxTurns)),
  /** Last turn of the branch that is shown. */
  shown: v.optional(id),
});
export type Conversation = v.InferOutput<typeof conversationSchema>;

/** A conversation as a list names it. */
export const listedSchema = v.object({ id, title: v.string(), updatedAt: v.number() });
export type ListedConversation = v.InferOutput<typeof listedSchema>;

/** The turns of the branch that is shown, the first one first. */
export function branchOf({ turns, shown }: Conversation): Turn[] {
  const byId = new Map(turns.map((turn) => [turn.id, turn]));
  const branch: Turn[] = [];
  let turn = shown === undefined ? undefined : byId.get(shown);
  // Each turn once: what comes from outside may go round.
  while (turn && byId.delete(turn.id)) {
    branch.unshift(turn);
    turn = turn.parent === undefined ? undefined : byId.get(turn.parent);
  }
  return branch;
}

/** The turns that stand at one place of the conversation, the oldest first; `turn` is one of them. */
export function siblingsOf({ turns }: Conversation, turn: Turn): Turn[] {
  return turns.filter(({ parent }) => parent === turn.parent);
}

/** Shows the branch through `turnId`, down to the newest turn that follows on it. */
export function showBranch(conversation: Conversation, turnId: string): Conversation {
  let shown = turnId;
  const seen = new Set<string>();
  while (!seen.has(shown)) {
    seen.add(shown);
    shown = conversation.turns.findLast(({ parent }) => parent === shown)?.id ?? shown;
  }
  return { ...conversation, shown };
}

/** Adds a turn and shows its branch. */
export function withTurn(conversation: Conversation, turn: Turn): Conversation {
  return { ...conversation, turns: [...conversation.turns, turn], shown: turn.id };
}

export function withAnswer(conversation: Conversation, turnId: string, answer: Answer): Conversation {
  return {
    ...conversation,
    turns: conversation.turns.map((turn) => (turn.id === turnId ? { ...turn, answer } : turn)),
  };
}

/** What all branches have cost; `cost` is undefined where no answer has a price. */
export function billOf({ turns }: Conversation): { tokens: number; cost: number | undefined } {
  const answers = turns.flatMap(({ answer }) => answer ?? []);
  const costs = answers.flatMap(({ cost }) => cost ?? []);
  return {
    tokens: answers.reduce((sum, { tokens }) => sum + tokens, 0),
    cost: costs.length ? costs.reduce((sum, cost) => sum + cost, 0) : undefined,
  };
}

/** A title out of the first question: its first line, cut at a word. */
export function titleOf(question: string, maxChars = 60): string {
  const line = question.trim().split("\n")[0]?.trim() ?? "";
  if (line.length <= maxChars) return line || "…";
  const cut = line.slice(0, maxChars);
  const space = cut.lastIndexOf(" ");
  return `${cut.slice(0, space > maxChars / 2 ? space : maxChars).trimEnd()}…`;
}
