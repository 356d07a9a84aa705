/** A request as the gateway routes it, whatever it asks for. */

import { type AssistantPermission, assistantPermissions } from "../../shared/access/dial.ts";
import type { Ask } from "../../shared/agent/ask.ts";
import { messagesFor, type PromptTexts } from "../../shared/agent/prompts/messages.ts";
import { isSecretPath } from "../../shared/models/secrets.ts";
import type { Conversation } from "./attempt.ts";
import type { ChatPrompt, CompletionPrompt } from "./dialects/dialect.ts";
import type { InferenceFailure } from "./failure.ts";
import type { Payer } from "./ledger.ts";
import { inferenceLimits } from "./limits.ts";
import type { Task } from "./routing-table.ts";
import { tokensOf } from "./tokens.ts";

export interface Sender {
  userId: string;
  payers: readonly Payer[];
}

/** What every request says beside its prompt. */
interface Request {
  /** Id of the model; the routing table chooses when left out. */
  model?: string | undefined;
  /** What the workspace's dial allows for the file; everything when left out. */
  dial?: ReadonlySet<AssistantPermission> | undefined;
  /** In whose name, and on whose account. */
  sender?: Sender | undefined;
  /** Hears how many requests are served before this one, when it must wait. */
  onWait?: ((ahead: number) => void) | undefined;
}

export interface InferenceRequest extends CompletionPrompt, Request {
  trigger: "auto" | "manual";
}

export interface AskRequest extends Omit<Request, "model"> {
  ask: Ask;
  workspace?: string;
}

/** A turn of an agent: whoever runs it writes the conversation, for as many characters as there is room for. */
export interface TurnRequest extends Request {
  compose(texts: PromptTexts, maxChars: number, takesTools: boolean): ChatPrompt | undefined;
}

export interface Question {
  task: Task;
  /** The file that it is about; empty where it is about none. */
  path: string;
  prompt: CompletionPrompt | Conversation;
  /** Of what is sent at most. */
  promptTokens: number;
  model: string | undefined;
  escalation: number;
  dial: ReadonlySet<AssistantPermission>;
  sender: Sender | undefined;
  onWait: ((ahead: number) => void) | undefined;
}

export function completionQuestion(request: InferenceRequest): Question {
  const { maxPromptPrefixChars, maxPromptSuffixChars, maxContextChars } = inferenceLimits;
  const { path, prefix, suffix, context = [] } = request;
  const others = context.reduce((sum, { text }) => sum + text.length, 0);
  return {
    ...questionOf(request),
    task: request.trigger === "manual" ? "complete-manual" : "complete-auto",
    path,
    prompt: request,
    promptTokens: tokensOf(
      Math.min(prefix.length, maxPromptPrefixChars) +
        Math.min(suffix.length, maxPromptSuffixChars) +
        Math.min(others, maxContextChars),
    ),
    model: request.model,
    escalation: 0,
  };
}

export function askQuestion(request: AskRequest, texts: PromptTexts): Question {
  const { ask } = request;
  const whole = messagesFor(ask, texts, inferenceLimits.maxConversationChars);
  const chars = whole ? charsOf(whole) : inferenceLimits.maxConversationChars;
  return {
    ...questionOf(request),
    task: ask.task,
    path: ask.subject?.path ?? "",
    prompt: {
      compose(maxChars) {
        const messages = messagesFor(ask, texts, maxChars);
        return messages && { messages };
      },
    },
    promptTokens: tokensOf(chars),
    model: ask.model,
    escalation: ask.escalation,
  };
}

export function turnQuestion(request: TurnRequest, texts: PromptTexts): Question {
  const whole = request.compose(texts, inferenceLimits.maxConversationChars, false);
  return {
    ...questionOf(request),
    task: "agent",
    path: "",
    prompt: { compose: (maxChars, takesTools) => request.compose(texts, maxChars, takesTools) },
    promptTokens: tokensOf(whole ? charsOf(whole.messages) : inferenceLimits.maxConversationChars),
    model: request.model,
    escalation: 0,
  };
}

function charsOf(messages: readonly { content: string }[]): number {
  return messages.reduce((sum, { content }) => sum + content.length, 0);
}

/** Why nobody may be asked this at all. */
export function refuse({ path }: Question): InferenceFailure | undefined {
  if (!isSecretPath(path)) return undefined;
  return { code: "forbidden", message: `${path} may hold secrets: it is not sent to a model.` };
}

/** What the person reads when the dial forbids it. */
export function dialFailure({ task, path }: Question): InferenceFailure {
  const file = path.slice(0, inferenceLimits.maxNamedPathChars);
  const where = file === "" ? "in this project" : `in this project for ${file}`;
  const what = task === "complete-auto" || task === "complete-manual" ? "Suggestions are" : `The task "${task}" is`;
  return { code: "dial", message: `${what} turned off ${where}.` };
}

function questionOf({ dial, sender, onWait }: Request): Pick<Question, "dial" | "sender" | "onWait"> {
  return { dial: dial ?? new Set(assistantPermissions), sender, onWait };
}
