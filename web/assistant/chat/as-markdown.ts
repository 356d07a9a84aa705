/** The branch that is shown, as a Markdown file for people. */
import type { Turn } from "../../../shared/chat/conversation.ts";
import type { ChatMessages } from "../../i18n/chat/en.ts";
import { pickLabel } from "./offers.ts";

export function asMarkdown(title: string, turns: readonly Turn[], words: ChatMessages): string {
  const parts = turns.map((turn) => [questionOf(turn, words), answerOf(turn, words)].join("\n\n"));
  return `${[`# ${title}`, ...parts].join("\n\n")}\n`;
}

function questionOf({ question, picks }: Turn, words: ChatMessages): string {
  const labels = picks.map((pick) => `#${pickLabel(pick, words.kinds)}`).join(" ");
  return [`## ${words.you}`, quoted(question), ...(labels === "" ? [] : [labels])].join("\n\n");
}

function answerOf({ answer }: Turn, words: ChatMessages): string {
  if (!answer) return `## ${words.assistant}\n\n*${words.unanswered}*`;
  const { text, state, source, model, tokens, cost } = answer;
  const who = source === "static" ? words.staticAnalysis : model || words.assistant;
  const bill = tokens > 0 ? [words.tokens(tokens), ...(cost === undefined ? [] : [words.cost(costText(cost))])] : [];
  const facts = [...(state === "whole" ? [] : [words.states[state]]), ...bill].join(" · ");
  return [`## ${who}`, text.trim(), ...(facts === "" ? [] : [`*${facts}*`])].filter(Boolean).join("\n\n");
}

/** What a person wrote is no heading of the file. */
function quoted(text: string): string {
  return text
    .split("\n")
    .map((line) => `> ${line}`)
    .join("\n");
}

/** Two digits that say something, however little it is: "0.0021". */
export function costText(cost: number): string {
  if (cost === 0) return "0";
  return cost >= 0.1 ? cost.toFixed(2) : `${Number(cost.toPrecision(2))}`;
}
