/** The conversation that a question becomes: the texts of this folder around the facts, within a budget of characters. */
import type { ChatMessage } from "../../models/hole-prompt.ts";
import { scrubTokens } from "../../models/scrub-tokens.ts";
import { withoutSecrets } from "../../models/secret-scan.ts";
import { isSecretPath } from "../../models/secrets.ts";
import type { Ask } from "../ask.ts";
import { taskNames, taskRules } from "../tasks.ts";

/** The files of each language's folder: one for every task, and those that several have in common. */
export const promptNames = [
  ...taskNames,
  "common",
  "as-prose",
  "as-edits",
  "as-code",
  "as-json",
  "as-call",
  "again",
] as const;
export type PromptName = (typeof promptNames)[number];

/** A prompt's text in the language of the answer. */
export type PromptTexts = (name: PromptName, language: Ask["language"]) => string;

/** Of what is left beside the code, at most this goes to earlier turns. */
const historyShare = 0.5;

/**
 * Undefined when the code and the request alone are longer than `maxChars`. Of what helps, as much goes along as there is
 * room for: the most helpful passages, the newest turns.
 */
export function messagesFor(ask: Ask, texts: PromptTexts, maxChars: number): ChatMessage[] | undefined {
  const names: PromptName[] = ["common", ask.task, `as-${taskRules[ask.task].answer}`];
  const system = names.map((name) => texts(name, ask.language).trim()).join("\n\n");
  const core = [subjectOf(ask), symbolsOf(ask), tagged("request", "", ask.request)].filter(Boolean).join("\n\n");
  const again = objectionOf(ask, texts);
  const room = maxChars - system.length - core.length - charsOf(again);
  if (room < 0) return undefined;
  const history = newestTurns(ask, Math.floor(room * historyShare));
  const passages = bestPassages(ask, room - charsOf(history));
  const question = [...passages, core].filter(Boolean).join("\n\n");
  return [
    { role: "system", content: system },
    ...history,
    { role: "user", content: question || texts(ask.task, ask.language).trim() },
    ...again,
  ];
}

export function tagged(tag: string, attributes: string, text: string): string {
  return text === "" ? "" : `<${tag}${attributes}>\n${plain(text)}\n</${tag}>`;
}

/** Texts of the project, of the person and of other models are data: without secrets, and no mark in them ends what they stand in. */
export function plain(text: string): string {
  const clean = withoutSecrets(scrubTokens(text));
  return clean.replaceAll(/<(\/?)(request|passage|code|symbols|before|after|result)\b/gi, "<$1 $2");
}

function subjectOf({ subject }: Ask): string {
  if (!subject) return "";
  const { path, text, firstLine, before, after } = subject;
  const place = ` path=${quoted(path)} first-line="${firstLine}"`;
  // Empty code is told too: something is to be written there.
  const code = tagged("code", place, text) || `<code${place}>\n</code>`;
  return [tagged("before", "", before), code, tagged("after", "", after)].filter(Boolean).join("\n");
}

function symbolsOf({ symbols }: Ask): string {
  return symbols?.length ? tagged("symbols", "", symbols.join("\n")) : "";
}

function objectionOf({ objection, language }: Ask, texts: PromptTexts): ChatMessage[] {
  if (!objection) return [];
  const { answer, problem } = objection;
  return [
    { role: "assistant", content: plain(answer) || "…" },
    { role: "user", content: `${texts("again", language).trim()}\n\n${plain(problem)}` },
  ];
}

function newestTurns({ history }: Ask, maxChars: number): ChatMessage[] {
  const turns: ChatMessage[] = [];
  let room = maxChars;
  for (const { role, text } of history.toReversed()) {
    const content = plain(text);
    room -= content.length;
    if (room < 0) break;
    turns.unshift({ role, content });
  }
  return turns;
}

function bestPassages({ context }: Ask, maxChars: number): string[] {
  const passages: string[] = [];
  let room = maxChars;
  for (const { label, path, text } of context) {
    if (path !== undefined && isSecretPath(path)) continue;
    const passage = tagged("passage", ` label=${quoted(label)}`, text);
    if (passage.length > room) continue;
    room -= passage.length;
    passages.push(passage);
  }
  return passages;
}

export function quoted(text: string): string {
  return `"${scrubTokens(text).replaceAll(/["<>\n\r]/g, " ")}"`;
}

function charsOf(messages: readonly ChatMessage[]): number {
  return messages.reduce((sum, { content }) => sum + content.length, 0);
}
