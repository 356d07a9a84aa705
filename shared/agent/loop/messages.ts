/** A run so far as the conversation that its next answer is asked with, for models with tools of their own and for those without. */
import { isSecretPath } from "../../models/secrets.ts";
import { type PromptTexts, plain, quoted, tagged } from "../prompts/messages.ts";
import { loopLimits } from "./limits.ts";
import type { RunState } from "./run.ts";
import { toolsInWords } from "./tools.ts";
import type { Step } from "./transcript.ts";

export interface AgentMessage {
  role: "system" | "user" | "assistant" | "tool";
  content: string;
  /** Of an assistant with tools of its own. */
  calls?: readonly { id: string; name: string; arguments: string }[];
  /** The call that a tool answers. */
  call?: string;
}

export interface MessagesOptions {
  texts: PromptTexts;
  maxChars: number;
  /** The model has tools of its own; without it they are told and called in words. */
  native: boolean;
}

/** Undefined when the request, the newest turn and what frames them are longer than `maxChars`; older turns are cut first. */
export function agentMessages(state: RunState, options: MessagesOptions): AgentMessage[] | undefined {
  const { texts, maxChars, native } = options;
  const { language, request } = state.order;
  const parts = [texts("common", language), texts("agent", language)];
  if (!native) parts.push(texts("as-call", language), toolsInWords(state.order.tools));
  const system = parts.map((part) => part.trim()).join("\n\n");
  const asked = tagged("request", "", request);
  const turns = turnsOf(state.steps);
  let room = maxChars - system.length - asked.length;
  const told: AgentMessage[][] = [];
  for (const [age, turn] of turns.toReversed().entries()) {
    const whole = messagesOf(turn, native, loopLimits.maxResultChars);
    const isRoomy = charsOf(whole) <= (age === 0 ? room : room / 2);
    const messages = isRoomy ? whole : messagesOf(turn, native, loopLimits.maxOldResultChars);
    room -= charsOf(messages);
    if (room < 0 && age > 0) break;
    told.unshift(messages);
  }
  if (room < 0 && told.length <= 1) return undefined;
  const context = passages(state, Math.max(0, room));
  return [
    { role: "system", content: system },
    { role: "user", content: [...context, asked].join("\n\n") },
    ...told.flat(),
  ];
}

interface Turn {
  said: Extract<Step, { kind: "said" }>;
  /** Of its calls, in their order; those without a result are still to come. */
  results: Extract<Step, { kind: "result" }>[];
}

function turnsOf(steps: readonly Step[]): Turn[] {
  const turns: Turn[] = [];
  for (const step of steps) {
    if (step.kind === "said") turns.push({ said: step, results: [] });
    else if (step.kind === "result") turns.at(-1)?.results.push(step);
  }
  return turns;
}

function messagesOf({ said, results }: Turn, native: boolean, maxChars: number): AgentMessage[] {
  const byCall = new Map(results.map((step) => [step.call, step]));
  const answers = results.map((step) => ({ call: step.call, text: resultText(step, maxChars) }));
  const prefix = results[0]?.call.replace(/\d+$/, "") ?? "";
  if (native && said.calls.length) {
    const calls = said.calls.map(({ name, arguments: given }, index) => ({
      id: `${prefix}${index + 1}`,
      name: clean(name),
      arguments: clean(given),
    }));
    return [
      { role: "assistant", content: clean(said.text), calls },
      // Each call has an answer, whatever became of it: servers refuse a conversation without.
      ...calls.map(({ id }): AgentMessage => {
        const step = byCall.get(id);
        return { role: "tool", call: id, content: step ? resultText(step, maxChars) : "This was not done." };
      }),
    ];
  }
  const written = said.text.trim() === "" ? inWords(said) : said.text;
  const content = answers.map(({ text }) => `<result>\n${text}\n</result>`).join("\n");
  return [
    { role: "assistant", content: clean(written) || "…" },
    ...(content ? [{ role: "user", content } satisfies AgentMessage] : []),
  ];
}

function inWords({ calls }: Turn["said"]): string {
  return calls
    .map(({ name, arguments: given }) => `{"tool": ${JSON.stringify(name)}, "arguments": ${given}}`)
    .join("\n");
}

function resultText({ result }: Turn["results"][number], maxChars: number): string {
  const diffs = result.ok
    ? result.changes.map(({ path, kind }) => `${path} is ${kind}.`)
    : [`Not done (${result.code}).`];
  const text = clean([...diffs, result.text].filter(Boolean).join("\n"));
  if (text.length <= maxChars) return text || "Done.";
  return `${text.slice(0, maxChars)}\n… ${text.length - maxChars} more characters are left out.`;
}

function passages({ order: { context } }: RunState, maxChars: number): string[] {
  const told: string[] = [];
  let room = maxChars;
  for (const { label, path, text } of context) {
    if (path !== undefined && isSecretPath(path)) continue;
    const passage = tagged("passage", ` label=${quoted(label)}`, visible(text));
    if (passage.length > room) continue;
    room -= passage.length;
    told.push(passage);
  }
  return told;
}

function clean(text: string): string {
  return plain(visible(text));
}

/** Without letters that nobody sees: tags of Unicode carry whole sentences, direction marks turn them round. */
function visible(text: string): string {
  return text.replaceAll(invisible, "");
}

const invisible = /[\u{e0000}-\u{e007f}]|[\u{e0100}-\u{e01ef}]|[\u200b\u2060-\u2069\u202a-\u202e\ufeff]/gu;

function charsOf(messages: readonly AgentMessage[]): number {
  return messages.reduce((sum, { content, calls = [] }) => {
    return sum + content.length + calls.reduce((chars, call) => chars + call.name.length + call.arguments.length, 0);
  }, 0);
}
